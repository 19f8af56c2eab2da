import { LatestSender } from '../../../async/latest-sender.ts';
import type { Clock } from '../../../async/clock.ts';
import { Nudge } from '../../../async/nudge.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { OpenStore, RecordStore } from '../../../core/ports/records.ts';

/** Something was said, has changed or is gone. */
export type Change =
  | { id: string; room: string; onlyFor?: string; isNews?: true }
  /** Anything may have changed. */
  | 'anything';

/** What one process has changed of late. */
interface Told {
  /** How often it has changed something, the latest of which are here. */
  count: number;
  latest: Change[];
}

export interface ChangeLogParts {
  openStore: OpenStore;
  clock: Clock;
  log: Log;
  /** Of this process. */
  run: string;
}

/** The least time between two writes, milliseconds. */
const WRITE_MS = 100;
/** Whoever is not told by the store looks so often, milliseconds. */
const LOOK_MS = 2_000;
/** More than any process is behind, milliseconds. */
const KEPT_MS = 10 * 60_000;
/** Who has missed more reads everything anew. */
const MAX_LATEST = 50;

/** Tells the other processes on the same store what changes on the page here, and hears what changes there. */
export class ChangeLog {
  readonly #parts: ChangeLogParts;
  readonly #store: RecordStore;
  readonly #sender: LatestSender<Told>;
  readonly #ended = new AbortController();
  readonly #nudge = new Nudge();
  /** How much of each process has been heard. */
  #heard: ReadonlyMap<string, number> | undefined;
  #told: Told = { count: 0, latest: [] };
  #listening: Promise<void> | undefined;

  constructor(parts: ChangeLogParts) {
    const { openStore, clock, log } = parts;
    this.#parts = parts;
    this.#store = openStore('web-changes');
    this.#sender = new LatestSender((told) => this.#write(told), {
      clock,
      intervalMs: WRITE_MS,
      onError: (err) => log.debug({ err }, 'other processes could not be told what changed on the page'),
      insists: () => true,
    });
  }

  /** After it was written. */
  note(change: Change): void {
    const { count, latest } = this.#told;
    this.#told = { count: count + 1, latest: [...latest, change].slice(-MAX_LATEST) };
    this.#sender.show(this.#told);
  }

  /** @param hear for each change elsewhere from now on, in the order of each process; it may come twice */
  listen(hear: (change: Change) => Promise<void>): void {
    this.#listening ??= this.#listen(hear);
  }

  async close(): Promise<void> {
    const isUntold = this.#told.count > 0;
    await this.#sender.finish();
    if (isUntold) await this.#write(this.#told).catch(() => undefined); // the store has gone before us
    this.#ended.abort(new Error('closed'));
    await this.#listening;
  }

  async #listen(hear: (change: Change) => Promise<void>): Promise<void> {
    const { clock, log } = this.#parts;
    const end = this.#store.watch(() => this.#nudge.now());
    do
      try {
        await this.#look(hear);
      } catch (error) {
        log.debug({ err: error }, 'it could not be seen what other processes changed on the page');
      }
    while (await this.#nudge.wait(clock, LOOK_MS, this.#ended.signal));
    end();
  }

  async #look(hear: (change: Change) => Promise<void>): Promise<void> {
    const runs = (await this.#store.keys('')).filter((run) => run !== this.#parts.run);
    const told = await this.#store.getMany<Told>(runs);
    const before = this.#heard;
    const heard = new Map<string, number>();
    for (const [index, run] of runs.entries()) {
      const { count, latest } = told[index] ?? { count: 0, latest: [] };
      const missed = count - (before?.get(run) ?? 0);
      if (before) await hearAll(missed > latest.length ? ['anything'] : latest.slice(latest.length - missed), hear);
      heard.set(run, count);
    }
    this.#heard = heard;
  }

  async #write(told: Told): Promise<void> {
    const { run } = this.#parts;
    await this.#store.set(run, told, KEPT_MS);
    this.#store.tell(run);
  }
}

const hearAll = async (changes: readonly Change[], hear: (change: Change) => Promise<void>): Promise<void> => {
  for (const change of changes) await hear(change);
};
