import type { Keyv } from 'keyv';
import type { Clock } from '../../../async/clock.ts';
import type { OpenStore } from '../../../core/ports/records.ts';

export interface ConsoleHistoryParts {
  openStore: OpenStore;
  clock: Clock;
  /** How long a line is kept, milliseconds. */
  retentionMs: number;
}

interface Entry {
  text: string;
  at: number;
}

const KEY = 'typed';
const MAX_ENTRIES = 200;
/** Longer ones are not kept, characters. */
const MAX_LENGTH = 2_000;

/** What was typed, for the arrow keys of later runs. In the store, so that it is as safe there as the conversation. */
export class ConsoleHistory {
  readonly #store: Keyv;
  readonly #parts: ConsoleHistoryParts;
  /** Newest first. */
  #entries: Entry[] = [];

  constructor(parts: ConsoleHistoryParts) {
    this.#parts = parts;
    this.#store = parts.openStore('console');
  }

  /** Newest first. Rejects while the store is dead. */
  async read(): Promise<string[]> {
    this.#entries = this.#young((await this.#store.get<Entry[]>(KEY)) ?? []);
    return this.#entries.map(({ text }) => text);
  }

  async add(text: string): Promise<void> {
    if (text.length > MAX_LENGTH) return;
    const others = this.#entries.filter((entry) => entry.text !== text);
    this.#entries = this.#young([{ text, at: this.#parts.clock.now() }, ...others]).slice(0, MAX_ENTRIES);
    await this.#store.set(KEY, this.#entries, this.#parts.retentionMs);
  }

  async clear(): Promise<void> {
    this.#entries = [];
    await this.#store.delete(KEY);
  }

  #young(entries: readonly Entry[]): Entry[] {
    const oldest = this.#parts.clock.now() - this.#parts.retentionMs;
    return entries.filter(({ at }) => at > oldest);
  }
}
