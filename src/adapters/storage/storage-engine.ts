import type { RecordTable } from './records/record-table.ts';
import type { TurnTable } from './turns/turn-table.ts';

/** A database that both tables are in. */
export interface StorageEngine {
  readonly turns: TurnTable;
  readonly records: RecordTable;
  /**
   * Makes sure that deleted texts are nowhere on the disk: neither in gaps of the file nor in its journal.
   * @returns false when somebody still reads in the journal: try again later.
   */
  compact(): Promise<boolean>;
  /** @returns false when somebody still reads in the journal: try again later. */
  emptyJournal(): Promise<boolean>;
  /** Gives a bounded part of what removed things have left free back to the disk. @returns whether there is more. */
  shrink(): Promise<boolean>;
  /** After the last use. */
  close(): Promise<void>;
}
