import { Watchers } from '../../src/adapters/storage/changes/store-changes.ts';
import type { StoreChanges } from '../../src/adapters/storage/changes/store-changes.ts';

/** What processes tell each other, in one process: heard in the next round of the event loop. */
export class ChangesHub {
  readonly #joined = new Set<Watchers>();

  join(): StoreChanges & { fallDeaf: () => void } {
    const watchers = new Watchers();
    this.#joined.add(watchers);
    return {
      isPrompt: true,
      watch: (topic, hear) => watchers.add(topic, hear),
      tell: (topic, key) => {
        const others = [...this.#joined].filter((other) => other !== watchers);
        setImmediate(() => others.forEach((other) => other.tell(topic, key)));
      },
      close: async () => void this.#joined.delete(watchers),
      fallDeaf: () => void this.#joined.delete(watchers),
    };
  }
}
