const DISCORD_EPOCH_MS = 1_420_070_400_000;

/** When a Discord id was made, epoch milliseconds. */
export const timeOfId = (id: string): number => Number(BigInt(id) >> 22n) + DISCORD_EPOCH_MS;

/** The lowest id of a time: what "after" and "before" take. */
export const idOfTime = (at: number): string => String(BigInt(Math.max(0, Math.floor(at) - DISCORD_EPOCH_MS)) << 22n);

/** Ids reach the routes of requests and decide their rate limit bucket: anything else is not from Discord. */
export const isId = (value: unknown): value is string => typeof value === 'string' && /^\d{17,20}$/.test(value);

/** The newer of two; the one that is there. */
export const newerId = <A extends string | undefined>(a: A, b: string | undefined): A | string => {
  if (b === undefined) return a;
  return a === undefined || BigInt(b) > BigInt(a) ? b : a;
};
