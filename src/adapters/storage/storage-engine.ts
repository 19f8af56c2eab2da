import type { StoreChanges } from './changes/store-changes.ts';
import type { RecordTable } from './records/record-table.ts';
import type { StoreCipher } from './store-cipher.ts';
import type { TurnTable } from './turns/turn-table.ts';

/** A database that both tables are in. */
export interface StorageEngine {
  readonly turns: TurnTable;
  readonly records: RecordTable;
  readonly changes: StoreChanges;
  /** Where it is told what happens to turns; elsewhere it is found by looking. */
  readonly turnChanges?: StoreChanges;
  /** Where several processes share it: epoch milliseconds by the clock that they have in common. */
  readonly sharedNow?: () => number;
  /**
   * Makes sure that deleted texts are nowhere on the disk: neither in gaps of the file nor in its journal.
   * @param whole also where that takes long, because the file is large
   * @returns false when somebody still reads in the journal: try again later.
   */
  compact(options?: { whole: boolean }): Promise<boolean>;
  /** One step through every text that is not kept as the cipher would keep it now. @param after '' begins @returns where to go on; undefined at the end */
  reseal(after: string, limit: number, cipher: StoreCipher): Promise<{ changed: number; next: string | undefined }>;
  /** @returns false when somebody still reads in the journal: try again later. */
  emptyJournal(): Promise<boolean>;
  /** Gives a bounded part of what removed things have left free back to the disk. @returns whether there is more. */
  shrink(): Promise<boolean>;
  /** Deletes copies of the store that upgrades, and starts that found it damaged, have made before these times, epoch milliseconds. */
  dropCopies(before: { upgraded: number; damaged: number }): Promise<void>;
  /** Where such copies are. */
  copies(): Promise<string[]>;
  /** After the last use. */
  close(): Promise<void>;
}
