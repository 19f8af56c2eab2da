/** Something that an operator should know, as long as it lasts. Times are epoch milliseconds. */
export interface Condition {
  /** Equal as long as it is the same trouble, also after a restart and in another process. */
  id: string;
  isPresent: boolean;
  /** It is told once it has lasted so long, milliseconds. */
  afterMs: number;
  begun: (since: number) => string;
  /** Absent where its end is no news. */
  ended?: (lastedMs: number) => string;
}

/** Something that is told once, when its time has come. */
export interface Reminder {
  id: string;
  words: string;
}

export interface Observation {
  conditions: readonly Condition[];
  reminders: readonly Reminder[];
}
