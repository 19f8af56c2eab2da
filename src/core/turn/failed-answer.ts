import type { Clock } from '../../async/clock.ts';
import { continueChoice, failureChoices, seeingChoices } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import { BotError, explain, isBotError } from '../errors.ts';
import type { BotErrorCode } from '../errors.ts';
import { wholeText } from '../memory/past-turn.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Choice } from '../ports/arrival.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { Kept } from '../ports/turns.ts';
import { asksToSee, findRunning, seeingModels } from '../prompt/choose-model.ts';
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

/** How many models that see are offered. */
const ALTERNATIVES = 3;
/** Asking the same again would not help. */
const HOPELESS: ReadonlySet<BotErrorCode> = new Set(['too-long', 'model-unknown', 'settings']);

export const causeOf = (error: unknown): unknown => (error instanceof AnswerFailed ? error.cause : error);

/** A failure is an answer like any other; it says what can still be done. */
export const failedAnswer = async (
  { turn, call, sentences }: Command,
  error: unknown,
  { gateway, clock, operator }: { gateway: ModelGateway; clock: Clock; operator: OperatorSettings },
): Promise<Kept> => {
  const cause = causeOf(error);
  const { partial } = turn.kept;
  const exchange = partial ?? (error instanceof AnswerFailed ? { ...error.exchange, texts: [] } : undefined);
  if (exchange && isBotError(cause, 'model-blind')) {
    const others = (await seeingModels(gateway)).filter(({ id }) => id !== exchange.model);
    const note = sentences.files.blind(exchange.model, others.length === 0);
    return { answer: { note, choices: seeingChoices(turn.id, others.slice(0, ALTERNATIVES), sentences) }, exchange };
  }
  const part = Number(call.args['part'] ?? 0) + (partial ? 1 : 0);
  const ways =
    exchange?.goesOn === undefined
      ? exchange && (await waysOut(turn.id, exchange, { cause, gateway, sentences }))
      : [continueChoice(exchange.goesOn, part, { sentences })];
  const choices = ways ? { choices: ways } : {};
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

const waysOut = async (
  turnId: string,
  { model, questions }: Pick<Exchange, 'model' | 'questions'>,
  { cause, gateway, sentences }: Pick<Command, 'sentences'> & { cause: unknown; gateway: ModelGateway },
): Promise<Choice[]> => {
  const isHopeless = cause instanceof BotError && HOPELESS.has(cause.code);
  if (isHopeless && !isBotError(cause, 'model-unknown')) return [];
  // Who is refused is refused by every model.
  const isRefused = isBotError(cause, 'service-unauthorized');
  const other = isRefused ? undefined : await findRunning(gateway, model, asksToSee(questions));
  return failureChoices(turnId, other, { sentences, isHopeless });
};
