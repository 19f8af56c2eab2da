import type { Arrival, Json } from '../../../core/ports/arrival.ts';
import type { Instruction, OpenTurn, TurnKind } from '../../../core/ports/turns.ts';
import type { StoreCipher } from '../store-cipher.ts';
import { readKept } from '../turns/read-kept.ts';
import type { Asked, TurnRow } from '../turns/turn-table.ts';
import type { Row } from './postgres-database.ts';

/** By name: a statement that is prepared already goes on when a newer version has added a column. */
export const COLUMNS =
  'seq, id, kind, platform, channel, conversation, person, at, arrival, owner, epoch, deaths, instruction, instructions, kept, memory, shown';

/** How values stand in the columns of a turn. */
export class TurnRows {
  readonly #cipher: StoreCipher;

  constructor(cipher: StoreCipher) {
    this.#cipher = cipher;
  }

  seal(value: unknown): string {
    return this.#cipher.encrypt(JSON.stringify(value));
  }

  instruction(row: Row): Instruction | undefined {
    return this.#open(row['instruction']) as Instruction | undefined;
  }

  asked(row: Row): Asked {
    const arrival = this.#open(row['arrival']) as Arrival;
    const instruction = this.instruction(row);
    const kept = readKept(this.#open(row['kept']) ?? {}, arrival.personId);
    return { arrival, kept, ...(instruction ? { instruction } : {}) };
  }

  turn(row: Row): TurnRow {
    return {
      seq: Number(row['seq']),
      isShown: row['shown'] === true,
      id: String(row['id']),
      kind: String(row['kind']) as TurnKind,
      epoch: Number(row['epoch']),
      deaths: Number(row['deaths']),
      instructions: Number(row['instructions']),
      memory: (this.#open(row['memory']) ?? null) as Json,
      ...this.asked(row),
    };
  }

  #open(stored: unknown): unknown {
    return typeof stored === 'string' ? JSON.parse(this.#cipher.decrypt(stored)) : undefined;
  }
}

export const asOpenTurn = (row: Row): OpenTurn => ({
  id: String(row['id']),
  kind: String(row['kind']) as TurnKind,
  personId: String(row['person']),
  at: Number(row['at']),
});
