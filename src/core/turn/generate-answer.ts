import type { Clock } from '../../async/clock.ts';
import { pause } from '../../async/pause.ts';
import { byReadiness } from '../prompt/choose-model.ts';
import { messageTokens } from '../prompt/message.ts';
import { haltChoice, waitChoices } from '../commands/choices.ts';
import { BotError } from '../errors.ts';
import type { EndEvent, Message, ModelGateway, ModelRequest } from '../ports/model.ts';
import type { Meter } from '../ports/operator.ts';
import type { AnswerUsage, Exchange } from '../ports/turns.ts';
import { afterEvent, beginWaiting, isColdWait, promises, waitingView } from './waiting.ts';
import type { Command } from '../commands/command.ts';

export interface AnswerRequest extends Pick<Command, 'turn' | 'place' | 'sentences'> {
  exchange: Omit<Exchange, 'texts'>;
  messages: Message[];
  /** Nobody can be told any more. */
  gone: AbortSignal;
  gateway: ModelGateway;
  clock: Clock;
  meter: Meter;
}

/** How often a waiting person's line is refreshed while nothing happens, milliseconds. */
const REFRESH_MS = 10_000;

export interface Generated {
  text: string;
  end: EndEvent;
  usage: AnswerUsage;
}

/** Streams an answer into the place: the gateway's events become views. What was written before an abort is kept. */
export const generateAnswer = async (generation: AnswerRequest): Promise<Generated> => {
  const { turn, place, sentences, exchange, gateway, clock } = generation;
  const choices = [haltChoice(turn.id, sentences)];
  const running = await runningInstead(gateway, exchange.model);
  let waiting = beginWaiting(exchange.model, clock.now());
  let end: Generated['end'] | undefined;
  let firstTokenAt: number | undefined;
  const usage = (): AnswerUsage => ({
    ...tokensOf(generation, waiting.text, end),
    waitMs: (firstTokenAt ?? clock.now()) - turn.at,
    writeMs: firstTokenAt === undefined ? 0 : clock.now() - firstTokenAt,
  });
  const show = (): void => {
    if (turn.kind === 'parked') return;
    const ways = isColdWait(waiting, clock.now()) ? waitChoices(turn.id, running, sentences) : [];
    place.progress({ ...waitingView(waiting, clock.now(), sentences), choices: [...choices, ...ways] });
  };
  const over = new AbortController();
  const unwanted = AbortSignal.any([turn.signal, generation.gone]);
  const refreshing = refresh(show, clock, over.signal);
  try {
    for await (const event of gateway.generate(requestOf(generation), unwanted)) {
      if (event.type === 'text') firstTokenAt ??= noteFirstText(generation);
      if (event.type === 'end') end = event;
      waiting = afterEvent(waiting, event);
      if (promises(waiting) && turn.kind === 'question' && turn.kept.promised !== true)
        await turn.keep({ promised: true });
      show();
    }
  } catch (error) {
    const partial = { ...exchange, texts: [waiting.text], usage: usage() };
    if (waiting.text.trim() !== '') await turn.keep({ partial });
    throw error;
  } finally {
    over.abort(new Error('the wait is over'));
    await refreshing;
  }
  if (end) return { text: waiting.text, end, usage: usage() };
  throw new BotError('aitta-failed', 'the gateway ended without an end');
};

/** @returns when it came. */
const noteFirstText = ({ turn, clock, meter }: AnswerRequest): number => {
  turn.finishing();
  const now = clock.now();
  meter.observe('first_token', (now - turn.at) / 1_000, { platform: turn.arrival.platform });
  return now;
};

const requestOf = ({ turn, exchange, messages }: AnswerRequest): ModelRequest => ({
  model: exchange.model,
  personId: turn.personId,
  messages,
});

/** A model that could answer now, where the wanted one has to be waited for. */
const runningInstead = async (gateway: ModelGateway, model: string): Promise<string | undefined> => {
  const { models } = await gateway.models();
  return byReadiness(models).find((other) => other.id !== model && other.state === 'running')?.id;
};

const tokensOf = (
  { gateway, exchange, messages }: AnswerRequest,
  text: string,
  end: Generated['end'] | undefined,
): Pick<AnswerUsage, 'tokensIn' | 'tokensOut' | 'estimated'> => {
  const { tokensIn, tokensOut } = end ?? {};
  if (tokensIn !== undefined && tokensOut !== undefined) return { tokensIn, tokensOut, estimated: false };
  const estimate = (each: string): number => gateway.estimateTokens(exchange.model, each);
  return {
    tokensIn: tokensIn ?? messages.reduce((total, message) => total + messageTokens(message, estimate), 0),
    tokensOut: tokensOut ?? estimate(text),
    estimated: true,
  };
};

/** Elapsed time goes on also while the gateway has nothing to say. */
const refresh = async (show: () => void, clock: Clock, signal: AbortSignal): Promise<void> => {
  while (await pause(clock, REFRESH_MS, signal)) show();
};
