/** The results of all jobs, in their order, never more than so many at once. */
export const inTurns = async <T>(jobs: readonly (() => Promise<T>)[], atOnce: number): Promise<T[]> => {
  const results: T[] = [];
  const waiting = [...jobs.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await next[1]();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
};
