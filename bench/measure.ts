/** Median and 95th percentile of many runs of the same work, milliseconds. */
export interface Times {
  median: number;
  p95: number;
}

export const timesOf = async (runs: number, work: (run: number) => unknown): Promise<Times> => {
  const times: number[] = [];
  await work(0); // the first run is the compiler's
  for (let run = 0; run < runs; run++) {
    const begun = performance.now();
    await work(run);
    times.push(performance.now() - begun);
  }
  return { median: medianOf(times), p95: quantileOf(times, 0.95) };
};

export const quantileOf = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
export const medianOf = (values: readonly number[]): number => quantileOf(values, 0.5);

export const inMs = (ms: number): string => (ms < 10 ? ms.toFixed(2) : Math.round(ms).toLocaleString('en'));
