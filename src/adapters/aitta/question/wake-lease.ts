import { randomUUID } from 'node:crypto';
import type { ServiceMemory } from '../../openai/service-memory.ts';

interface Lease {
  owner: string;
  /** Epoch milliseconds, by the clock that all processes have in common. */
  until: number;
}

/** Longer than the time between two looks at a model that somebody waits for, milliseconds. */
const LEASE_MS = 60_000;

/** Which of several processes wakes a model: each wake-up is a request, and a model starts once. */
export class WakeLease {
  readonly #memory: ServiceMemory;
  readonly #sharedNow: () => number;
  readonly #owner = randomUUID();

  constructor(parts: { memory: ServiceMemory; sharedNow: () => number }) {
    this.#memory = parts.memory;
    this.#sharedNow = parts.sharedNow;
  }

  /** @returns whether this process is the one, for a minute from now on; also where the store fails. Never rejects. */
  async take(model: string): Promise<boolean> {
    const now = this.#sharedNow();
    const own: Lease = { owner: this.#owner, until: now + LEASE_MS };
    const take = (held: Lease | undefined): Lease =>
      held && held.owner !== this.#owner && held.until > now ? held : own;
    const lease = await this.#memory.change<Lease>(`wake ${model}`, take, LEASE_MS);
    return lease === undefined || lease.owner === this.#owner;
  }
}
