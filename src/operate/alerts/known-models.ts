import type { Catalogue } from '../../core/ports/model.ts';
import type { RecordStore } from '../../core/ports/records.ts';

const KEY = 'models';
const KEPT_MS = 90 * 24 * 60 * 60_000;
/** A list of the service is short; a longer one is not remembered whole. */
const MAX_KNOWN = 1_000;

interface Known {
  /** By id: since when it is missing, epoch milliseconds; 0 where it is there. */
  [id: string]: number;
}

/** The chat models that the service has, and those that it had lately. One that is missing for a week is forgotten. */
export class KnownModels {
  readonly #store: RecordStore;
  readonly #forgetMs: number;

  constructor(store: RecordStore, forgetMs = 7 * 24 * 60 * 60_000) {
    this.#store = store;
    this.#forgetMs = forgetMs;
  }

  /** @returns by id, whether the service has it. An empty list tells nothing. */
  async compare({ models, at }: Catalogue): Promise<ReadonlyMap<string, boolean>> {
    const here = new Set(models.filter(({ chat }) => chat).map(({ id }) => id));
    const known = await this.#store.update<Known>(
      KEY,
      (before = {}) => (here.size === 0 ? before : this.#next(before, here, at)),
      KEPT_MS,
    );
    return new Map(Object.entries(known ?? {}).map(([id, missingSince]) => [id, missingSince === 0]));
  }

  #next(before: Known, here: ReadonlySet<string>, at: number): Known {
    const missing = Object.entries(before)
      .filter(([id, since]) => !here.has(id) && (since === 0 || at - since < this.#forgetMs))
      .map(([id, since]): [string, number] => [id, since === 0 ? at : since]);
    const next = [...[...here].map((id): [string, number] => [id, 0]), ...missing];
    return Object.fromEntries(next.slice(0, MAX_KNOWN));
  }
}
