import { BotError } from '../../../core/errors.ts';
import { toError } from '../../../async/to-error.ts';
import type { Json } from '../../../core/ports/arrival.ts';
import type { Memory } from '../../../core/ports/platform.ts';
import type { Kept, Turn } from '../../../core/ports/turns.ts';
import type { SqliteTurnTable, TurnRow } from '../sqlite/sqlite-turn-table.ts';

interface Waiter {
  ahead: number;
  onWait: (ahead: number) => void;
  resolve: () => void;
}

/**
 * One run of a turn, as the handler sees it (`turn`) and as the queue steers it.
 * Invariant: once closed, nothing that the run still does reaches the store, so that a later run of the same turn starts from what is stored.
 */
export class TurnRun {
  readonly id: string;
  readonly turn: Turn;
  readonly epoch: number;
  readonly instructions: number;
  readonly #row: TurnRow;
  readonly #table: SqliteTurnTable;
  readonly #owner: string;
  /** Ends the handler's work: an instruction, the shutdown, or the loss of the turn. */
  readonly #abort = new AbortController();
  /** Ends the writing: the handler is through, or the turn is lost. */
  readonly #closed = new AbortController();
  /** Ends the sending: as above, or the asker wants something else, so that not one more part of an answer goes out. */
  readonly #silent = new AbortController();
  #kept: Kept;
  #memory: Json;
  #waiter: Waiter | undefined;

  constructor(row: TurnRow, home: { table: SqliteTurnTable; owner: string }) {
    this.#row = row;
    this.#table = home.table;
    this.#owner = home.owner;
    this.id = row.id;
    this.epoch = row.epoch;
    this.instructions = row.instructions;
    this.#kept = row.kept;
    this.#memory = row.memory;
    this.turn = this.#asTurn();
  }

  abort(reason: BotError): void {
    this.#abort.abort(reason);
    if (reason.code === 'steered') this.#silent.abort(reason);
  }

  close(): void {
    const over = new BotError('turn-lost', 'this run is over');
    this.#closed.abort(over);
    this.#silent.abort(over);
  }

  get isWaiting(): boolean {
    return this.#waiter !== undefined;
  }

  /**
   * Lets the handler go on when nothing is ahead of it any more, or tells it how much still is.
   * @param line the open questions of its conversation by `seq`, oldest first
   */
  checkLine(line: readonly number[]): void {
    const waiter = this.#waiter;
    if (!waiter) return;
    const behind = line.findIndex((seq) => seq >= this.#row.seq);
    const ahead = behind < 0 ? line.length : behind;
    if (ahead === 0) {
      this.#waiter = undefined;
      waiter.resolve();
    } else if (ahead !== waiter.ahead) {
      waiter.ahead = ahead;
      waiter.onWait(ahead);
    }
  }

  #asTurn(): Turn {
    const row = this.#row;
    const keptNow = (): Kept => this.#kept;
    return {
      id: row.id,
      kind: row.kind,
      personId: row.arrival.personId,
      at: row.arrival.at,
      arrival: row.arrival,
      deaths: row.deaths,
      ...(row.instruction ? { instruction: row.instruction } : {}),
      get kept() {
        return keptNow();
      },
      memory: this.#asMemory(),
      signal: this.#abort.signal,
      inLine: (onWait) => this.#inLine(onWait),
      keep: (part) => this.#keep(part),
    };
  }

  #asMemory(): Memory {
    const memoryNow = (): Json => this.#memory;
    return {
      turnId: this.#row.id,
      get value() {
        return memoryNow();
      },
      signal: this.#silent.signal,
      save: async (value) => {
        this.#ifOwner(() => this.#table.saveMemory(this.#row, this.#owner, value));
        this.#memory = value;
      },
    };
  }

  async #keep(part: Kept): Promise<void> {
    const kept = { ...this.#kept, ...part };
    this.#ifOwner(() => this.#table.saveKept(this.#row, this.#owner, kept));
    this.#kept = kept;
  }

  #ifOwner(write: () => boolean): void {
    if (!this.#closed.signal.aborted && write()) return;
    const lost = new BotError('turn-lost', 'this run does not own its turn any more');
    this.#abort.abort(lost);
    this.#closed.abort(lost);
    this.#silent.abort(lost);
    throw lost;
  }

  #inLine(onWait: (ahead: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const { signal } = this.#abort;
      const onAbort = (): void => {
        this.#waiter = undefined;
        reject(signal.reason as BotError);
      };
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiter = {
        ahead: 0,
        onWait,
        resolve: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      try {
        this.checkLine(this.#table.line(this.#row.arrival.conversation));
      } catch (error) {
        this.#waiter = undefined;
        reject(toError(error));
      }
    });
  }
}
