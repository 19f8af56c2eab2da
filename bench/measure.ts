/** Median and 95th percentile of many runs of the same work, milliseconds. */
export interface Times {
  median: number;
  p95: number;
}

export const timesOf = async (runs: number, work: (run: number) => unknown): Promise<Times> => {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const begun = performance.now();
    await work(run);
    times.push(performance.now() - begun);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
};

export const inMs = (ms: number): string => (ms < 10 ? ms.toFixed(2) : Math.round(ms).toLocaleString('en'));
