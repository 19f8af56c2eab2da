import type { Clock } from '../../async/clock.ts';
import { asksToSee } from '../prompt/choose-model.ts';
import { messageTokens } from '../prompt/message.ts';
import { BotError } from '../errors.ts';
import type { WaitingChoice } from '../memory/settings.ts';
import type { Message } from '../ports/message.ts';
import type { EndEvent, ModelEvent, ModelGateway, ModelRequest } from '../ports/model.ts';
import type { AnswerUsage, Exchange } from '../ports/exchange.ts';
import type { OutageEnds } from './outage-ends.ts';
import { outlastRefusal } from './outlast-refusal.ts';
import type { TurnSteps } from './turn-steps.ts';
import { WaitBoard } from './wait-board.ts';
import type { Command } from '../commands/command.ts';

/** Of what a model thinks, so much is shown at most, UTF-16 units. */
const MAX_THINKING = 200_000;

export interface AnswerRequest extends Pick<Command, 'turn' | 'place' | 'sentences'> {
  exchange: Omit<Exchange, 'texts'>;
  messages: Message[];
  /** What the asker always wants when a model has to start first. */
  always?: WaitingChoice | undefined;
  /** Nobody can be told any more. */
  gone: AbortSignal;
  gateway: ModelGateway;
  clock: Clock;
  outageEnds: OutageEnds;
  steps: TurnSteps;
}

export interface Generated {
  text: string;
  end: EndEvent;
  usage: AnswerUsage;
  /** What the model thought, where that is not the answer. */
  thinking: string;
}

/** Streams an answer into the place: the gateway's events become views. What was written before an abort is kept. */
export const generateAnswer = async (generation: AnswerRequest): Promise<Generated> => {
  const { turn, exchange, gateway, clock } = generation;
  const board = new WaitBoard({ ...generation, model: exchange.model, mustSee: asksToSee(exchange.questions) });
  let end: Generated['end'] | undefined;
  let firstTokenAt: number | undefined;
  let thinking = '';
  const usage = (): AnswerUsage => ({
    ...tokensOf(generation, board.waiting.text, end),
    waitMs: (firstTokenAt ?? clock.now()) - turn.at,
    writeMs: firstTokenAt === undefined ? 0 : clock.now() - firstTokenAt,
  });
  const unwanted = AbortSignal.any([turn.signal, generation.gone, board.tooLong]);
  const ask = async (): Promise<void> => {
    for await (const event of gateway.generate(requestOf(generation), unwanted)) {
      if (event.type === 'text') firstTokenAt ??= noteFirstText(generation);
      if (event.type === 'end') end = event;
      if (event.type === 'phase') generation.steps.wait(event);
      thinking = (thinking + thoughtOf(event, board.waiting.text)).slice(0, MAX_THINKING);
      board.note(event);
      await board.kept();
    }
  };
  await board.begin();
  try {
    await outlastRefusal(ask, { turn, clock, signal: unwanted, tell: (phase) => board.note(phase) });
  } catch (error) {
    const { text } = board.waiting;
    if (text.trim() !== '') await turn.keep({ partial: { ...exchange, texts: [text], usage: usage() } });
    throw error;
  } finally {
    await board.end();
  }
  if (end) return { text: board.waiting.text, end, usage: usage(), thinking: end.isReasoning ? '' : thinking.trim() };
  throw new BotError('service-failed', 'the gateway ended without an end');
};

/** @param text what was taken for the answer until now */
const thoughtOf = (event: ModelEvent, text: string): string => {
  if (event.type === 'was-reasoning') return text;
  return event.type === 'reasoning' ? event.text : '';
};

/** @returns when it came. */
const noteFirstText = ({ turn, clock, steps }: AnswerRequest): number => {
  turn.finishing();
  steps.reach('first_token');
  return clock.now();
};

const requestOf = ({ turn, exchange, messages }: AnswerRequest): ModelRequest => ({
  model: exchange.model,
  personId: turn.personId,
  askedAt: turn.at,
  messages,
});

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
