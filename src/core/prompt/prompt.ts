import type { PastTurn } from '../memory/past-turn.ts';
import { fileParts } from './file-parts.ts';
import type { GivenFile, OpenFile } from './file-parts.ts';
import { plainName, quotedName } from './plain-name.ts';
import { messageTokens, textMessage, textPart } from './message.ts';
import type { Message, MessagePart } from '../ports/message.ts';
import type { EarlierMessage, Scene } from '../ports/platform.ts';
import type { Question } from '../ports/exchange.ts';

/** What is assumed of a model whose window nobody tells, tokens: what the smallest of today's chat models have. */
export const DEFAULT_CONTEXT_TOKENS = 8_192;
/** What the chat template adds around a message, tokens; generous for the models seen. */
const MESSAGE_OVERHEAD = 8;
const MAX_ANSWER_RESERVE = 4_000;
/** Files take at most so much of the room that is left when their turn comes: something has to stay for what was said before. */
const FILE_SHARE = 0.75;

export interface PromptParts {
  system: string;
  scene: Scene;
  questions: readonly Question[];
  /** Newest first; read only as far as it fits. */
  past: AsyncIterable<PastTurn>;
  /** What the files of questions hold, as far as it is still kept. */
  openFiles: (questions: readonly Question[]) => Promise<OpenFile[]>;
  contextTokens: number;
  /** The model takes pictures. */
  sees: boolean;
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
  /** Those of the question first. */
  files: GivenFile[];
}

/**
 * System prompt, what fits of the conversation, and the question, within the model's window with room for the answer. Drops whole
 * turns, oldest first; never the system prompt, never the newest question, never half a turn. Undefined when the question alone is too long.
 */
export const fitPrompt = async (parts: PromptParts): Promise<Prompt | undefined> => {
  const { scene, questions, openFiles } = parts;
  const room = new PromptRoom(parts);
  const system = textMessage('system', parts.system);
  if (!room.take([system, questionMessage(scene, questions)])) return undefined;
  const own = room.takeFiles(await openFiles(questions));

  const before: Message[] = [];
  let trimmed = false;
  let turns = 0;
  for await (const turn of parts.past) {
    if (isAskedAgain(turn, questions)) continue;
    const answers: Message[] = turn.texts.length === 0 ? [] : [{ role: 'assistant', parts: turn.texts.map(textPart) }];
    trimmed = !room.take([questionMessage(scene, turn.questions), ...answers]);
    if (trimmed) break;
    const added = room.takeFiles(await openFiles(turn.questions));
    before.unshift(questionMessage(scene, turn.questions, added), ...answers);
    turns += 1;
  }
  for (const said of trimmed ? [] : earlierOf(scene)) {
    trimmed = !room.take([asMessage(said)]);
    if (trimmed) break;
    before.unshift(asMessage(said));
  }
  const { tokens, files } = room;
  return { messages: [system, ...before, questionMessage(scene, questions, own)], tokens, turns, trimmed, files };
};

/** What is left of a window while a prompt is put together. */
class PromptRoom {
  tokens = 0;
  readonly files: GivenFile[] = [];
  readonly #room: number;
  readonly #sees: boolean;
  readonly #estimate: (text: string) => number;

  constructor({ contextTokens, sees, estimate }: Pick<PromptParts, 'contextTokens' | 'sees' | 'estimate'>) {
    this.#room = contextTokens - answerReserve(contextTokens);
    this.#sees = sees;
    this.#estimate = estimate;
  }

  /** @returns whether the messages fit; else nothing is taken. */
  take(messages: readonly Message[]): boolean {
    const sum = messages.reduce((all, message) => all + messageTokens(message, this.#estimate) + MESSAGE_OVERHEAD, 0);
    if (this.tokens + sum > this.#room) return false;
    this.tokens += sum;
    return true;
  }

  /** As much of them as fits. */
  takeFiles(files: readonly OpenFile[]): MessagePart[] {
    const tokens = Math.floor((this.#room - this.tokens) * FILE_SHARE);
    const { parts, given } = fileParts(files, { tokens, sees: this.#sees, estimate: this.#estimate });
    this.tokens += given.reduce((all, file) => all + file.tokens, 0);
    this.files.push(...given);
    return parts;
  }
}

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

/** What came with it stands before it, so that the question is the last that a model reads. */
const questionMessage = (
  scene: Scene,
  questions: readonly Question[],
  files: readonly MessagePart[] = [],
): Message => ({
  role: 'user',
  parts: [...files, ...questions.map(({ who, text }) => textPart(nameFirst(scene, who, text)))],
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
