import type { RecordTable } from './records/record-table.ts';
import type { TurnTable } from './turns/turn-table.ts';

/** A database that both tables are in. */
export interface StorageEngine {
  readonly turns: TurnTable;
  readonly records: RecordTable;
  /** Makes sure that deleted texts are nowhere on the disk. */
  compact(): Promise<void>;
  /** After the last use. */
  close(): Promise<void>;
}
