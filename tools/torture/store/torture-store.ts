/** What is in the store of a program that is tortured, as whoever judges reads it. */
export interface Kept {
  /** In which order turns were accepted, by their ids. */
  order: ReadonlyMap<string, number>;
  openTurns: number;
  /** The records of the history, as they are written. */
  history: readonly string[];
}

/** Where the processes of a tortured program keep what lasts. */
export interface TortureStore {
  /** STORE_URL of the next process. */
  nextUrl(): Promise<string>;
  read(): Promise<Kept>;
  /** Leaves a copy of it for whoever looks for a cause. */
  save(path: string): Promise<void>;
  close(): Promise<void>;
}

export const TURNS = 'SELECT id, seq FROM turns';
export const OPEN = 'SELECT count(*) AS n FROM turns WHERE ended_at IS NULL';
export const HISTORY = "SELECT value FROM records WHERE namespace = 'turns' AND key LIKE '%/%'";

type Row = Record<string, unknown>;

export const asKept = (turns: readonly Row[], open: Row | undefined, history: readonly Row[]): Kept => ({
  order: new Map(turns.map((row) => [String(row['id']), Number(row['seq'])])),
  openTurns: Number(open?.['n']),
  history: history.map((row) => String(row['value'])),
});
