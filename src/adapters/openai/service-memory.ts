import type { Log } from '../../core/ports/operator.ts';
import type { RecordStore } from '../../core/ports/records.ts';

export interface ServiceMemoryOptions {
  /** Nothing is kept without one. */
  store: Pick<RecordStore, 'get' | 'set' | 'update'> | undefined;
  /** Of the service that it is about. */
  url: string;
  log: Log;
}

/** What survives a restart of what is known of one service. It helps, and nothing depends on it: a store that fails is only logged. */
export class ServiceMemory {
  readonly #options: ServiceMemoryOptions;

  constructor(options: ServiceMemoryOptions) {
    this.#options = options;
  }

  get isKept(): boolean {
    return this.#options.store !== undefined;
  }

  /** Undefined where nothing is kept, or it cannot be read. Never rejects. */
  async recall(kind: string): Promise<unknown> {
    try {
      return await this.#options.store?.get(this.#key(kind));
    } catch (error) {
      this.#options.log.warn({ err: error, kind }, 'what was known of the service could not be read');
      return undefined;
    }
  }

  /** Never rejects. */
  async keep(kind: string, value: unknown, lifetimeMs: number): Promise<void> {
    try {
      await this.#options.store?.set(this.#key(kind), value, lifetimeMs);
    } catch (error) {
      this.#options.log.warn({ err: error, kind }, 'what is known of the service could not be kept');
    }
  }

  /** As `RecordStore.update`. Undefined where nothing is kept, or it cannot be changed. Never rejects. */
  async change<V>(kind: string, change: (now: V | undefined) => V, lifetimeMs: number): Promise<V | undefined> {
    try {
      return await this.#options.store?.update<V>(this.#key(kind), change, lifetimeMs);
    } catch (error) {
      this.#options.log.warn({ err: error, kind }, 'what is known of the service could not be kept');
      return undefined;
    }
  }

  #key(kind: string): string {
    return `${kind}:${this.#options.url}`;
  }
}
