/** What is not there after this will not come: several times what a takeover and a start need on a busy machine, milliseconds. */
const PATIENCE_MS = 60_000;

/** @throws when `seen` takes too long: a question that is lost must end the rehearsal, not hang it. The signal ends the looking. */
export const patiently = async (
  see: (signal: AbortSignal) => Promise<unknown>,
  what: string,
  patienceMs = PATIENCE_MS,
): Promise<void> => {
  const over = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not seen: ${what}`)), patienceMs);
  const seen = see(over.signal);
  seen.catch(() => undefined); // given up: closing the fake rejects it
  try {
    await Promise.race([seen, late]);
  } finally {
    clearTimeout(timer);
    over.abort(new Error('no longer looked at'));
  }
};
