/** One thing that was looked at, of which part (`settings`, `store`, the name of a platform). What is not well names the exact next step. */
export type Finding = { part: string; note: string } & (
  { verdict: 'ok' } | { verdict: 'warning' | 'failed'; next: string }
);
export type Verdict = Finding['verdict'];

/** A check says what it finds as it goes, and ends early where the rest would only repeat the first failure. */
export type Check = AsyncIterable<Finding> | Iterable<Finding>;

export const ok = (part: string, note: string): Finding => ({ part, verdict: 'ok', note });
/** The bot works, but not as it could, or not for long. */
export const warning = (part: string, note: string, next: string): Finding => ({
  part,
  verdict: 'warning',
  note,
  next,
});
/** The bot, or one of its platforms, cannot work like this. */
export const failed = (part: string, note: string, next: string): Finding => ({ part, verdict: 'failed', note, next });

const BY_SEVERITY: readonly Verdict[] = ['ok', 'warning', 'failed'];

/** 0 all is well, 1 warnings, 2 failures. */
export const severityOf = (findings: readonly { verdict: Verdict }[]): number =>
  Math.max(0, ...findings.map(({ verdict }) => BY_SEVERITY.indexOf(verdict)));
