import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import type { RecordStore } from '../../../core/ports/records.ts';

/** How often the holder shows that it lives, and how long it may be silent before it counts as dead, milliseconds. */
const BEAT_MS = 1_000;
const LEASE_MS = 6_000;

interface Beat {
  owner: string;
  at: number;
}

/** Who may be connected with one token: Discord delivers everything to every process, and each would answer. */
export class DiscordLease {
  readonly #store: RecordStore;
  readonly #clock: Clock;
  readonly #key: string;
  readonly #owner = crypto.randomUUID();
  #held: AbortController | undefined;

  constructor(store: RecordStore, clock: Clock, name: string) {
    this.#store = store;
    this.#clock = clock;
    this.#key = `lease:${name}`;
  }

  /**
   * Waits until a silent holder counts as dead. @returns false when another process lives.
   * @param onLost called once, when another process has the lease.
   */
  async take(onLost: () => void, signal: AbortSignal): Promise<boolean> {
    if (this.#held) return this.isMine();
    const seen = await this.#read();
    if (seen && seen.owner !== this.#owner && (await this.#lives(seen, signal))) return false;
    const isFree = (now: Beat | undefined): boolean =>
      now === undefined || now.owner === this.#owner || isSame(now, seen);
    if (!(await this.#write(isFree))) return false;
    this.#held = new AbortController();
    void this.#beatOn(onLost, this.#held.signal);
    return true;
  }

  /** Does its holder show within a lease that it lives? */
  async #lives(seen: Beat, signal: AbortSignal): Promise<boolean> {
    const until = this.#clock.monotonic() + LEASE_MS;
    while (this.#clock.monotonic() < until) {
      await this.#clock.sleep(BEAT_MS, signal);
      const next = await this.#read();
      if (!next) return false; // released
      if (!isSame(next, seen)) return true;
    }
    return false;
  }

  async isMine(): Promise<boolean> {
    return (await this.#read())?.owner === this.#owner;
  }

  /** The next process need not wait. */
  async release(): Promise<void> {
    if (!this.#held) return;
    this.#held.abort(new Error('released'));
    this.#held = undefined;
    await this.#store.update<Beat>(this.#key, (now) => (now?.owner === this.#owner ? undefined : now));
  }

  async #beatOn(onLost: () => void, signal: AbortSignal): Promise<void> {
    while (await pause(this.#clock, BEAT_MS, signal)) {
      // While the store is away nobody else can take the lease either.
      if ((await this.#renew()) !== 'lost' || signal.aborted) continue;
      this.#held = undefined;
      onLost();
      return;
    }
  }

  async #renew(): Promise<'renewed' | 'lost' | 'failed'> {
    try {
      return (await this.#write((now) => now?.owner === this.#owner)) ? 'renewed' : 'lost';
    } catch {
      return 'failed';
    }
  }

  async #read(): Promise<Beat | undefined> {
    return this.#store.get<Beat>(this.#key);
  }

  /** Of several that find a dead holder one writes; the others see it. @returns whether it is this one's now */
  async #write(isFree: (now: Beat | undefined) => boolean): Promise<boolean> {
    const beat: Beat = { owner: this.#owner, at: this.#clock.now() };
    return (await this.#store.update<Beat>(this.#key, (now) => (isFree(now) ? beat : now)))?.owner === this.#owner;
  }
}

const isSame = (one: Beat, other: Beat | undefined): boolean => one.owner === other?.owner && one.at === other.at;
