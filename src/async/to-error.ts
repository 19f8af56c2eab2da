/** What was thrown or given as an abort's reason, as an Error. */
export const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('aborted', { cause: reason });
