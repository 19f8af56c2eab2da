/** How long to wait before another try, milliseconds: twice as long each time, up to a bound. */
export interface BackOff {
  firstMs: number;
  maxMs: number;
}

/** @param failures how many tries have failed, at least one */
export const backOffMs = (failures: number, { firstMs, maxMs }: BackOff): number =>
  Math.min(firstMs * 2 ** (failures - 1), maxMs);
