import type { Clock } from '../../async/clock.ts';
import { failureChoices } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import { BotError, explain } from '../errors.ts';
import type { BotErrorCode } from '../errors.ts';
import { wholeText } from '../memory/past-turn.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { Exchange, Kept } from '../ports/turns.ts';
import { findRunning } from '../prompt/choose-model.ts';
import { noticeAfter } from './notice-after.ts';

/** A question that was read, and asked in vain: it is kept, so that it can be asked again. */
export class AnswerFailed extends Error {
  override readonly name = 'AnswerFailed';
  readonly exchange: Omit<Exchange, 'texts'>;

  constructor(exchange: Omit<Exchange, 'texts'>, cause: unknown) {
    super('a question could not be answered', { cause });
    this.exchange = exchange;
  }
}

/** Asking the same again would not help. */
const HOPELESS: ReadonlySet<BotErrorCode> = new Set(['too-long', 'model-unknown', 'settings']);

export const causeOf = (error: unknown): unknown => (error instanceof AnswerFailed ? error.cause : error);

/** A failure is an answer like any other; it says what can still be done. */
export const failedAnswer = async (
  { turn, sentences }: Command,
  error: unknown,
  { gateway, clock, operator }: { gateway: ModelGateway; clock: Clock; operator: OperatorSettings },
): Promise<Kept> => {
  const cause = causeOf(error);
  const { partial } = turn.kept;
  const exchange = partial ?? (error instanceof AnswerFailed ? { ...error.exchange, texts: [] } : undefined);
  const isHopeless = cause instanceof BotError && HOPELESS.has(cause.code);
  const choices =
    exchange && !isHopeless
      ? { choices: failureChoices(turn.id, await findRunning(gateway, exchange.model), sentences) }
      : {};
  return {
    answer: {
      ...(partial ? { text: wholeText(partial) } : {}),
      note: explain(cause, sentences),
      ...choices,
      ...noticeAfter({ turn, sentences }, clock.now() - turn.at, operator),
    },
    ...(exchange ? { exchange } : {}),
  };
};
