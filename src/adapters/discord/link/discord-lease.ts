import type { Keyv } from 'keyv';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';

/** How often the holder shows that it lives, and how long it may be silent before it counts as dead, milliseconds. */
const BEAT_MS = 2_000;
const LEASE_MS = 8_000;

interface Beat {
  owner: string;
  at: number;
}

/**
 * Who may be connected with one token: Discord delivers everything to every process, and each would answer. Keyv cannot compare and set,
 * so two that start at once may both take the lease; the last one keeps it, and `isMine`, asked after the login, tells the other.
 */
export class DiscordLease {
  readonly #store: Keyv;
  readonly #clock: Clock;
  readonly #key: string;
  readonly #owner = crypto.randomUUID();
  #held: AbortController | undefined;

  constructor(store: Keyv, clock: Clock, name: string) {
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
    let seen = await this.#read();
    const until = this.#clock.monotonic() + LEASE_MS;
    while (seen && seen.owner !== this.#owner && this.#clock.monotonic() < until) {
      await this.#clock.sleep(BEAT_MS, signal);
      const next = await this.#read();
      if (next && (next.owner !== seen.owner || next.at !== seen.at)) return false;
      seen = next;
    }
    await this.#write();
    this.#held = new AbortController();
    void this.#beatOn(onLost, this.#held.signal);
    return true;
  }

  async isMine(): Promise<boolean> {
    return (await this.#read())?.owner === this.#owner;
  }

  /** The next process need not wait. */
  async release(): Promise<void> {
    if (!this.#held) return;
    this.#held.abort(new Error('released'));
    this.#held = undefined;
    if (await this.isMine()) await this.#store.delete(this.#key);
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
      if (!(await this.isMine())) return 'lost';
      await this.#write();
      return 'renewed';
    } catch {
      return 'failed';
    }
  }

  async #read(): Promise<Beat | undefined> {
    return this.#store.get<Beat>(this.#key);
  }

  async #write(): Promise<void> {
    const beat: Beat = { owner: this.#owner, at: this.#clock.now() };
    await this.#store.set(this.#key, beat);
  }
}
