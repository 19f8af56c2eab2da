/** The durable writes of a turn's life, by what their SQL says. */
export const STEPS = {
  accept: 'INSERT INTO turns',
  begin: 'SET epoch = epoch + 1 WHERE id',
  takeOver: 'SET deaths = deaths + (owner',
  remember: 'SET memory =',
  shown: 'SET shown =',
  keep: 'SET kept =',
  end: 'SET ended_at =',
  steer: 'SET wish =',
  record: 'INTO records',
} as const;
export type Step = keyof typeof STEPS;

/** What the preloaded module does inside of the program that is tortured. It reads them from a file, so that they may change while it runs. */
export interface Orders {
  /** Dies (or is frozen) before or after the n-th durable write from now on, or the n-th of this kind. */
  killAt?: { write: number; side: 'before' | 'after'; step?: Step; by?: 'SIGKILL' | 'SIGSTOP' };
  /** How far the clock is from the machine's, milliseconds. */
  clockOffsetMs?: number;
  /** How many pages the database may still grow by. */
  freePages?: number;
}

/** The variable that names the file. */
export const ORDERS_VARIABLE = 'TORTURE_ORDERS';
