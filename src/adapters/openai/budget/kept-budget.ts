/** Of a budget, for the next process; times are epoch milliseconds. */
export interface KeptBudget {
  pausedUntil?: number | undefined;
  begunAt: number[];
}
