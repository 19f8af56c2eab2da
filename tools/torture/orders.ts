/** What the preloaded module does inside of the program that is tortured. It reads them from a file, so that they may change while it runs. */
export interface Orders {
  /** Dies by SIGKILL before or after the n-th durable write of its life. */
  killAt?: { write: number; side: 'before' | 'after' };
  /** How far the clock is from the machine's, milliseconds. */
  clockOffsetMs?: number;
  /** How many pages the database may still grow by. */
  freePages?: number;
}

/** The variable that names the file. */
export const ORDERS_VARIABLE = 'TORTURE_ORDERS';
