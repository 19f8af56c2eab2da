/** READ FIRST: what the operator learns. */

/** The four levels that the house uses of pino; fields first, then the sentence. Message texts and secrets are never fields. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

/** What is counted and timed. Labels are bounded: never an id, a name or a text. */
export interface Meter {
  count(name: CounterName, labels?: Readonly<Record<string, string>>): void;
  observe(name: TimerName, seconds: number, labels?: Readonly<Record<string, string>>): void;
}
export type CounterName =
  /** Arrivals by platform and result: new, duplicate, refused. */
  | 'arrivals'
  /** Questions that ended, by platform and result: answered, stopped, gave-up, bug, or the code of a BotError. */
  | 'answers'
  /** Rate limits met, by service: aitta, slack, discord. */
  | 'rate_limits'
  /** Uses that were denied, by platform and reason. */
  | 'denials'
  /** Thumbs that were given or changed, by platform and vote: up, down. */
  | 'votes'
  /** Times of a start that somebody was told, by result: within, earlier, later. */
  | 'start_estimates';
export type TimerName =
  /** From reception of an event to its acknowledgement, by platform. */
  | 'acknowledgement'
  /** From acceptance to the first sign of life, the first token, the answer said. */
  | 'first_sign'
  | 'first_token'
  | 'answer'
  /** From acceptance to the beginning of each phase of the wait, by platform and phase. */
  | 'phase'
  /** By how much a start missed the time that people were told. */
  | 'start_estimate_error';

/** Gets a record of each turn as well. */
export interface TurnMeter extends Meter {
  record(turn: TurnRecord): void;
}

/** A turn that is over: when and how much, never what. Times are epoch milliseconds. */
export interface TurnRecord {
  turn: string;
  platform: string;
  conversation: string;
  kind: string;
  /** As counted in `answers`; or refused, command, place-gone, undelivered, or resumed, where an earlier run had its end. */
  result: string;
  model?: string;
  at: number;
  endedAt: number;
  /** Of its last run, in order: the first sign, the phases of the wait, the first token. */
  steps: readonly TurnStep[];
  /** Runs that ended without an end of the turn. */
  deaths: number;
  tokensIn?: number;
  tokensOut?: number;
}
export interface TurnStep {
  name: string;
  at: number;
}
