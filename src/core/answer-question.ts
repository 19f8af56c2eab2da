import type { Clock } from './clock.ts';
import { BotError } from './errors.ts';
import type { History } from './history.ts';
import { DEFAULT_CONTEXT_TOKENS, fitPrompt, systemPrompt } from './prompt.ts';
import type { Exchange, Kept, Meter, Message, ModelEvent, ModelGateway, Place, Scene, Turn, View } from './ports.ts';
import { english } from './sentences/english.ts';
import type { Settings } from './settings.ts';
import { afterEvent, beginWaiting, waitingView } from './waiting.ts';
import { haltChoice } from './commands/choices.ts';

export interface AnswerParts {
  gateway: ModelGateway;
  history: History;
  settings: Settings;
  clock: Clock;
  meter: Meter;
  systemPrompt: string | undefined;
  /** The window where neither Aitta nor the model says one, tokens. */
  contextTokens: number | undefined;
}

/** How many messages of a thread are read when the bot is asked in the middle of it. */
const EARLIER_MESSAGES = 30;
/** How often a waiting person's line is refreshed while nothing happens, milliseconds. */
const REFRESH_MS = 10_000;

/** The part of the walk that asks the model: waits in line, reads the place, fits the prompt, and turns the gateway's events into views. */
export const answerQuestion = async (turn: Turn, place: Place, question: string, parts: AnswerParts): Promise<Kept> => {
  const stop = [haltChoice(turn.id)];
  place.progress({ note: english.thinking, choices: stop });
  parts.meter.observe('first_sign', (parts.clock.now() - turn.at) / 1_000, { platform: turn.arrival.platform });
  await turn.inLine((ahead) => place.progress({ note: english.behind(ahead), choices: stop }));

  const { conversation } = turn.arrival;
  const isFirst = !(await parts.history.knows(conversation));
  const scene = await place.read(isFirst ? EARLIER_MESSAGES : 0);
  const text = question === '' ? '' : scene.text || question;
  if (text === '') return { answer: emptyQuestion(scene, turn.arrival.platform) };

  const model = await parts.settings.modelFor(turn.arrival, () => parts.gateway.models());
  const messages = await promptFor(model, text, scene, turn, parts);
  const exchange = { question: text, who: scene.person.name, model };
  const { answer, end } = await generate(exchange, messages, turn, place, parts);
  return { answer: { text: answer, note: footer(model, end, scene, isFirst) }, said: { ...exchange, text: answer } };
};

const emptyQuestion = (scene: Scene, platform: string): View =>
  scene.files.length > 0
    ? { note: english.cannotReadFiles(scene.files.map((file) => file.name)) }
    : { note: english.hello(platform) };

const promptFor = async (
  model: string,
  question: string,
  scene: Scene,
  turn: Turn,
  parts: AnswerParts,
): Promise<Message[]> => {
  const { gateway, history } = parts;
  const { models } = await gateway.models();
  const window = models.find((known) => known.id === model)?.contextTokens;
  const prompt = await fitPrompt({
    system: systemPrompt({
      custom: parts.systemPrompt,
      platform: turn.arrival.platform,
      scene,
      now: parts.clock.now(),
    }),
    scene,
    question,
    past: history.newest(turn.arrival.conversation),
    contextTokens: window ?? parts.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
    estimate: (text) => gateway.estimateTokens(model, text),
  });
  if (!prompt) throw new BotError('too-long', `the question does not fit into the window of ${model}`);
  return prompt.messages;
};

type End = Extract<ModelEvent, { type: 'end' }>;

/** Streams the answer into the place; what was written before an abort is kept. */
const generate = async (
  exchange: Omit<Exchange, 'text'>,
  messages: Message[],
  turn: Turn,
  place: Place,
  parts: AnswerParts,
): Promise<{ answer: string; end: End }> => {
  const { clock, gateway, meter } = parts;
  const { model } = exchange;
  const stop = [haltChoice(turn.id)];
  let waiting = beginWaiting(model, clock.now());
  let end: End | undefined;
  const show = (): void => place.progress({ ...waitingView(waiting, clock.now()), choices: stop });
  const over = new AbortController();
  const refreshing = refresh(show, clock, over.signal);
  try {
    for await (const event of gateway.generate({ model, personId: turn.personId, messages }, turn.signal)) {
      if (event.type === 'text' && waiting.text === '')
        meter.observe('first_token', (clock.now() - turn.at) / 1_000, { platform: turn.arrival.platform });
      if (event.type === 'end') end = event;
      waiting = afterEvent(waiting, event);
      show();
    }
  } catch (error) {
    if (waiting.text.trim() !== '') await turn.keep({ partial: { ...exchange, text: waiting.text } });
    throw error;
  } finally {
    over.abort(new Error('the wait is over'));
    await refreshing;
  }
  if (!end) throw new BotError('aitta-failed', 'the gateway ended without an end');
  return { answer: waiting.text, end };
};

/** Elapsed time goes on also while the gateway has nothing to say. */
const refresh = async (show: () => void, clock: Clock, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await clock.sleep(REFRESH_MS, signal).catch(() => undefined); // aborted when the wait is over
    if (!signal.aborted) show();
  }
};

const footer = (model: string, end: End, scene: Scene, isFirst: boolean): string => {
  const lines = [model];
  if (end.reason !== 'stop') lines.push(english.answerEnd[end.reason]);
  if (scene.files.length > 0) lines.push(english.cannotReadFiles(scene.files.map((file) => file.name)));
  if (isFirst && scene.earlier === 'forbidden') lines.push(english.cannotReadEarlier);
  return lines.join(' · ');
};
