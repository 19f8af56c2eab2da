import type { Clock } from '../../../async/clock.ts';
import { KeyedLine } from '../../../async/keyed-line.ts';
import { timeAwake } from '../../../async/time-awake.ts';
import { toError } from '../../../async/to-error.ts';
import { within } from '../../../async/within.ts';
import { BotError } from '../../../core/errors.ts';
import type { Arrival, Json } from '../../../core/ports/arrival.ts';
import type { Memory } from '../../../core/ports/memory.ts';
import type { Kept, Turn, TurnKind } from '../../../core/ports/turns.ts';
import type { LineEntry, RunKey, TurnRow, TurnTable } from './turn-table.ts';

/**
 * How long a question waits for what earlier ones show first, milliseconds: longer than another process needs to take the turns of a dead one over,
 * and a platform to answer. While the process is frozen none of them can show anything.
 */
const MAX_UNSHOWN_MS = 30_000;

export interface TurnRunParts {
  table: TurnTable;
  owner: string;
  clock: Clock;
  /** The line of this conversation has moved. Never rejects. */
  onMoved: (conversation: string) => Promise<void>;
  /** The runs of this process that wait for earlier questions; this one is among them while it does. */
  waiting: Set<TurnRun>;
}

interface Waiter {
  /** What of those who came earlier is waited for. */
  blocks: (entry: LineEntry) => boolean;
  /** As told last. */
  ahead: number;
  onWait: (ahead: number) => void;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * One run of a turn, as the handler sees it (`turn`) and as its driver steers it.
 * Invariants:
 * - The run's writes reach the store one after the other, in the order in which they were asked for: each builds on the one before it.
 * - Once closed, no write begins. One that is under way names this run's epoch: it lands before the next run reads, or not at all.
 * - `kept` and `memory.value` are what is stored, never what is only on its way there.
 */
export class TurnRun {
  readonly turn: Turn;
  readonly key: RunKey;
  readonly instructions: number;
  readonly #row: TurnRow;
  readonly #table: TurnTable;
  readonly #parts: TurnRunParts;
  readonly #writes = new KeyedLine();
  /** Ends the handler's work: an instruction, the shutdown, or the loss of the turn. */
  readonly #abort = new AbortController();
  /** Ends the writing: the handler is through, or the turn is lost. */
  readonly #closed = new AbortController();
  /** Ends the sending: as above, or the asker wants something else, so that not one more part of an answer goes out. */
  readonly #silent = new AbortController();
  #isFinishing = false;
  #kind: TurnKind;
  #arrival: Arrival;
  #kept: Kept;
  #memory: Json;
  #waiter: Waiter | undefined;

  constructor(row: TurnRow, parts: TurnRunParts) {
    this.#row = row;
    this.#parts = parts;
    this.#table = parts.table;
    this.key = { id: row.id, owner: parts.owner, epoch: row.epoch };
    this.instructions = row.instructions;
    this.#kind = row.kind;
    this.#arrival = row.arrival;
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

  /** Another process has the turn, or has ended it. */
  lose(): void {
    this.abort(new BotError('turn-lost', 'another process has this turn'));
    this.close();
  }

  /** Does it do what should be finished in this process? */
  get isFinishing(): boolean {
    return this.#isFinishing;
  }

  /**
   * Lets the handler go on when nothing is ahead of it any more, or tells it how much still is. What is ahead only ever gets less, so an
   * older line that arrives after a newer one is known by its larger number, and says nothing.
   * @param line the open questions of its conversation, asked for after the run had begun
   */
  checkLine(line: readonly LineEntry[]): void {
    const waiter = this.#waiter;
    if (!waiter) return;
    const ahead = line.filter((entry) => entry.seq < this.#row.seq && waiter.blocks(entry)).length;
    if (ahead === 0) {
      waiter.resolve();
    } else if (ahead < waiter.ahead) {
      waiter.ahead = ahead;
      waiter.onWait(ahead);
    }
  }

  #asTurn(): Turn {
    const row = this.#row;
    const kindNow = (): TurnKind => this.#kind;
    const arrivalNow = (): Arrival => this.#arrival;
    const keptNow = (): Kept => this.#kept;
    return {
      id: row.id,
      get kind() {
        return kindNow();
      },
      personId: row.arrival.personId,
      get at() {
        return arrivalNow().at;
      },
      get arrival() {
        return arrivalNow();
      },
      deaths: row.deaths,
      ...(row.instruction ? { instruction: row.instruction } : {}),
      get kept() {
        return keptNow();
      },
      memory: this.#asMemory(),
      signal: this.#abort.signal,
      inLine: (onWait) => this.#wait({ blocks: () => true, onWait }, this.#abort.signal),
      showInOrder: (show) => this.#showInOrder(show),
      keep: (part) => this.#keep(part),
      become: (kind, at) => this.#become(kind, at),
      finishing: () => void (this.#isFinishing = true),
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
      save: (value) =>
        this.#inOrder(async () => {
          await this.#asOwner(() => this.#table.saveMemory(this.key, value));
          this.#memory = value;
        }),
      checkOwner: async () => {
        await this.#asOwner(() => this.#table.isOwner(this.key));
        this.#silent.signal.throwIfAborted();
      },
    };
  }

  #keep(part: Kept): Promise<void> {
    return this.#inOrder(async () => {
      const kept = { ...this.#kept, ...part };
      await this.#asOwner(() => this.#table.saveKept(this.key, kept));
      this.#kept = kept;
    });
  }

  async #become(kind: TurnKind, at: number): Promise<void> {
    await this.#inOrder(async () => {
      const arrival = { ...this.#arrival, at };
      await this.#asOwner(() => this.#table.become(this.key, kind, arrival));
      this.#kind = kind;
      this.#arrival = arrival;
    });
    await this.#parts.onMoved(this.#arrival.conversation);
  }

  #inOrder(write: () => Promise<void>): Promise<void> {
    return this.#writes.run(this.key.id, write);
  }

  /** @throws BotError 'turn-lost' also when the run was closed while the store was asked: whoever waits for this may not go on. */
  async #asOwner(ask: () => Promise<boolean>): Promise<void> {
    const { signal } = this.#closed;
    if (!signal.aborted && (await ask()) && !signal.aborted) return;
    const lost = new BotError('turn-lost', 'this run does not own its turn any more');
    this.#abort.abort(lost);
    this.#closed.abort(lost);
    this.#silent.abort(lost);
    throw lost;
  }

  async #showInOrder(show: () => Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    if (this.#row.isShown) {
      void show();
      return;
    }
    const { clock } = this.#parts;
    const limit = { clock, deadline: timeAwake(clock, MAX_UNSHOWN_MS), signal };
    await within(limit, (unwanted) => this.#wait({ blocks: ({ isShown }) => !isShown }, unwanted));
    signal.throwIfAborted();
    void show()
      .then(() => (signal.aborted ? undefined : this.#markShown()))
      .catch(() => undefined); // lost, over, or the store fails: the later ones wait as long as they may
  }

  async #markShown(): Promise<void> {
    await this.#inOrder(() => this.#asOwner(() => this.#table.markShown(this.key)));
    await this.#parts.onMoved(this.#row.arrival.conversation);
  }

  /** Waits before it asks, so that an end in between is seen by one or the other. */
  #wait(
    { blocks, onWait = () => undefined }: Pick<Waiter, 'blocks'> & Partial<Pick<Waiter, 'onWait'>>,
    signal: AbortSignal,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener('abort', onAbort);
        if (this.#waiter !== waiter) return;
        this.#waiter = undefined;
        this.#parts.waiting.delete(this);
      };
      const waiter: Waiter = {
        blocks,
        ahead: Number.POSITIVE_INFINITY,
        onWait,
        resolve: () => {
          leave();
          resolve();
        },
        reject: (error) => {
          leave();
          reject(toError(error));
        },
      };
      const onAbort = (): void => waiter.reject(signal.reason);
      this.#waiter = waiter;
      this.#parts.waiting.add(this);
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      this.#table
        .line(this.#row.arrival.conversation)
        .then((line) => this.checkLine(line))
        .catch((error: unknown) => waiter.reject(error));
    });
  }
}
