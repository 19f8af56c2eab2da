/** What is not there after this will not come: three times what a takeover and a start need on a busy machine, milliseconds. */
const PATIENCE_MS = 60_000;

/** @throws when `seen` takes too long: a question that is lost must end the rehearsal, not hang it. */
export const patiently = async (seen: Promise<unknown>, what: string): Promise<void> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not seen: ${what}`)), PATIENCE_MS);
  try {
    await Promise.race([seen, late]);
  } finally {
    clearTimeout(timer);
    seen.catch(() => undefined); // given up: closing the fake rejects it
  }
};
