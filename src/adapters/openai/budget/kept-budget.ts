/** Of a budget, for the next process; times are epoch milliseconds. */
export interface KeptBudget {
  pausedUntil?: number | undefined;
  begunAt: number[];
}

/** A budget of one process, of which the next one has to know. */
export interface KeepableBudget {
  readonly pausedUntil: number | undefined;
  /** When our requests go on, and which ones still count. */
  toKept(): KeptBudget;
  restore(kept: KeptBudget): void;
  /** Calls back whenever something begins, or all requests pause. */
  watch(onChange: () => void): void;
}
