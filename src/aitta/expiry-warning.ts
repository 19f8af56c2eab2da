const DAY_MS = 24 * 3600 * 1000;

/** Days before the end of a token at which its operator is warned. */
const warningDays = [1, 2, 7, 14] as const;

export interface ExpiryWarning {
  expiresAt: Date;
  /** The token ends within so many days. */
  days: (typeof warningDays)[number];
}

/**
 * The warning that is due now, 14, 7, 2 and 1 days before a token ends; undefined if none is, if `last` has said it already, or after the
 * end. A renewed token has its own warnings. A program that looks every hour gives each once.
 */
export function dueExpiryWarning(
  expiresAt: Date | undefined,
  nowMs: number,
  last?: ExpiryWarning,
): ExpiryWarning | undefined {
  if (expiresAt === undefined || expiresAt.getTime() <= nowMs) return undefined;
  const days = warningDays.find((candidate) => expiresAt.getTime() - nowMs <= candidate * DAY_MS);
  if (days === undefined) return undefined;
  const said = last !== undefined && last.expiresAt.getTime() === expiresAt.getTime() && last.days <= days;
  return said ? undefined : { expiresAt, days };
}
