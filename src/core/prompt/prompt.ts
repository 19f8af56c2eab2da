import type { PastTurn } from '../memory/past-turn.ts';
import { plainName, quotedName } from './plain-name.ts';
import { messageTokens, textMessage, textPart } from './message.ts';
import type { Message } from '../ports/model.ts';
import type { EarlierMessage, Scene } from '../ports/platform.ts';
import type { Question } from '../ports/turns.ts';

/** What is assumed of a model whose window nobody tells, tokens: what the smallest of today's chat models have. */
export const DEFAULT_CONTEXT_TOKENS = 8_192;
/** What the chat template adds around a message, tokens; generous for the models seen. */
const MESSAGE_OVERHEAD = 8;
const MAX_ANSWER_RESERVE = 4_000;

export interface PromptParts {
  system: string;
  scene: Scene;
  questions: readonly Question[];
  /** Newest first; read only as far as it fits. */
  past: AsyncIterable<PastTurn>;
  contextTokens: number;
  estimate: (text: string) => number;
}

export interface Prompt {
  messages: Message[];
  /** Estimate for all messages together. */
  tokens: number;
  /** How many turns of the conversation are in it. */
  turns: number;
  /** Older turns or messages did not fit. */
  trimmed: boolean;
}

/**
 * System prompt, what fits of the conversation, and the question, within the model's window with room for the answer. Drops whole
 * turns, oldest first; never the system prompt, never the newest question, never half a turn. Undefined when the question alone is too long.
 */
export const fitPrompt = async (parts: PromptParts): Promise<Prompt | undefined> => {
  const { scene, estimate } = parts;
  const cost = (message: Message): number => messageTokens(message, estimate) + MESSAGE_OVERHEAD;
  const system = textMessage('system', parts.system);
  const question = questionMessage(scene, parts.questions);
  const room = parts.contextTokens - answerReserve(parts.contextTokens);
  let tokens = cost(system) + cost(question);
  if (tokens > room) return undefined;

  const before: Message[] = [];
  let trimmed = false;
  let turns = 0;
  /** Puts the messages in front of what is there, if they fit. */
  const take = (messages: readonly Message[]): boolean => {
    const sum = messages.reduce((total, message) => total + cost(message), 0);
    if (tokens + sum > room) {
      trimmed = true;
      return false;
    }
    tokens += sum;
    before.unshift(...messages);
    return true;
  };

  for await (const turn of parts.past) {
    if (isAskedAgain(turn, parts.questions)) continue;
    const answer: Message = { role: 'assistant', parts: turn.texts.map(textPart) };
    const fits = take([questionMessage(scene, turn.questions), ...(turn.texts.length === 0 ? [] : [answer])]);
    if (!fits) break;
    turns += 1;
  }
  for (const said of trimmed ? [] : earlierOf(scene)) if (!take([asMessage(said)])) break;
  return { messages: [system, ...before, question], tokens, turns, trimmed };
};

/** It got no answer then, and is the question now. */
const isAskedAgain = ({ turnId, texts }: PastTurn, questions: readonly Question[]): boolean =>
  texts.length === 0 && questions.some((question) => question.turnId === turnId);

/** Room that is kept free for the answer: a quarter of the window, at most 4,000 tokens. */
export const answerReserve = (contextTokens: number): number =>
  Math.min(MAX_ANSWER_RESERVE, Math.floor(contextTokens / 4));

const earlierOf = (scene: Scene): EarlierMessage[] => (scene.earlier === 'forbidden' ? [] : scene.earlier.toReversed());

/** Only answers that were kept are the model's own words: what else the bot has posted repeats what people wrote, or is its own sentences. */
const asMessage = ({ who, byBot, text }: EarlierMessage): Message =>
  textMessage(
    'user',
    byBot ? `A message that the bot has posted here:\n${asQuote(text)}` : `${plainName(who)}: ${text}`,
  );

const asQuote = (text: string): string => text.replaceAll(/^/gm, '> ');

const questionMessage = (scene: Scene, questions: readonly Question[]): Message => ({
  role: 'user',
  parts: questions.map(({ who, text }) => textPart(nameFirst(scene, who, text))),
});

/** In a room with several people the model has to know who speaks. */
const nameFirst = (scene: Scene, who: string, text: string): string =>
  scene.direct ? text : `${plainName(who)}: ${text}`;

/** The default system prompt; `SYSTEM_PROMPT` replaces its first paragraph. */
export const systemPrompt = (parts: {
  custom: string | undefined;
  platform: string;
  scene: Scene;
  now: number;
}): string => {
  const { scene } = parts;
  const opening =
    parts.custom ??
    'You are a helpful assistant in a chat. Answer in the language of the question, to the point, and say so when you do not know something. Write Markdown; put code into fenced blocks with their language.';
  const facts = [
    `Today is ${new Date(parts.now).toISOString().slice(0, 10)}.`,
    `You are in ${plainName(scene.where)} on ${parts.platform}.`,
    scene.direct
      ? `You are talking to a person whose name is ${quotedName(scene.person.name)}.`
      : 'Each message begins with the name of the person who wrote it; do not begin yours with a name.',
  ];
  return `${opening}\n\n${facts.join(' ')}`;
};
