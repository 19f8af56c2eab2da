import type { Sentences } from './sentences/sentences.ts';
import { timeMark } from './sentences/time-mark.ts';

/**
 * Few codes, named by what the reader can do about it. Adapters translate vendor errors at their border; the sentences that
 * people see are `explain()`'s.
 */
export type BotErrorCode =
  /** The operator must change a setting or a credential. */
  | 'settings'
  /** The place cannot be written to any more: nobody can be told. */
  | 'place-gone'
  /** The chat platform does not answer or refuses; worth another try later. */
  | 'platform-failed'
  /** The database does not answer. */
  | 'store-failed'
  /** Another process has taken this turn over: do nothing more for it. */
  | 'turn-lost'
  /** This process is ending; the turn is kept for the next one. */
  | 'shutting-down'
  /** A newer instruction of the asker interrupted this run. */
  | 'steered'
  /** Aitta refuses the token. */
  | 'service-unauthorized'
  /** Aitta is not reachable, or fails. */
  | 'service-failed'
  /** Aitta is under maintenance. */
  | 'service-downtime'
  /** The model is not in the catalogue (any more). */
  | 'model-unknown'
  /** The model could not be started in the time that we wait. */
  | 'model-unavailable'
  /** Its answers broke off, or never began though it runs, each time that it was asked. */
  | 'model-broke-off'
  /** The model answered with nothing. */
  | 'model-empty'
  /** The model takes no pictures. */
  | 'model-blind'
  /** Prompt and answer do not fit into the model's window. */
  | 'too-long'
  /** The request budget of the shared Aitta account is used up for longer than we wait. */
  | 'budget';

/** A window that was too small, and the model that could read more, where there is one. */
export interface SmallWindow {
  model: string;
  contextTokens: number;
  larger?: { model: string; contextTokens: number };
}

export class BotError extends Error {
  override readonly name = 'BotError';
  readonly code: BotErrorCode;
  /** When it may work again, epoch milliseconds, where known. */
  readonly until: number | undefined;
  /** Of a question that is too long. */
  readonly window: SmallWindow | undefined;

  constructor(
    code: BotErrorCode,
    message: string,
    options: { cause?: unknown; until?: number; window?: SmallWindow } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.until = options.until;
    this.window = options.window;
  }
}

/** Another process does what this one would, on the same store: nothing is wrong, and this one goes on once that one is gone. */
export class StandingBy extends BotError {
  constructor(message: string) {
    super('platform-failed', message);
  }
}

export const isBotError = (error: unknown, code?: BotErrorCode): error is BotError =>
  error instanceof BotError && (code === undefined || error.code === code);

/** The sentence about an error that a person reads; never the error's own words. */
export const explain = (error: unknown, sentences: Sentences): string => {
  if (!(error instanceof BotError)) return sentences.ourBug;
  const { window } = error;
  const sentence = window
    ? sentences.tooLong(window.model, window.contextTokens, window.larger)
    : sentences.errors[error.code];
  return error.until === undefined ? sentence : `${sentence} ${sentences.againAt(timeMark(error.until))}`;
};
