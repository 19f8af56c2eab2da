import { arrivalId } from '../arrival-id.ts';
import type { FileContent, FileText } from '../ports/files.ts';
import type { OpenStore, RecordStore } from '../ports/records.ts';

/** What can be made of a file that was read. */
export type KeptFile = Exclude<FileContent, { type: 'unread' }>;

/** What was read for a question that came to nothing goes after this, milliseconds. */
const UNREMEMBERED_MS = 48 * 60 * 60_000;

/** What was read of the files that came with questions, once, for as long as the questions are kept. */
export class KeptFiles {
  readonly #store: RecordStore;

  constructor(openStore: OpenStore) {
    this.#store = openStore('files');
  }

  find(key: string): Promise<KeptFile | undefined> {
    return this.#store.get<FileText>(key);
  }

  /** For now: it stays once its question is remembered. */
  async put(key: string, content: KeptFile): Promise<void> {
    await this.#store.set(key, content, UNREMEMBERED_MS);
  }

  /** From now on it stays until it is erased. */
  async keep(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const content = await this.find(key);
      if (content) await this.#store.set(key, content);
    }
  }

  async eraseTurn(conversation: string, turnId: string): Promise<void> {
    await this.#erase(`${conversation}/${turnId}/`, 0);
  }

  async erase(conversation: string): Promise<void> {
    await this.#erase(`${conversation}/`, 1);
  }

  /** Of this conversation alone, whatever characters the names of others have. */
  async #erase(prefix: string, slashes: number): Promise<void> {
    const keys = await this.#store.keys(prefix);
    const own = keys.filter((key) => key.slice(prefix.length).split('/').length === slashes + 1);
    if (own.length > 0) await this.#store.delete(own);
  }
}

export const fileKey = (conversation: string, turnId: string, fileId: string): string =>
  `${conversation}/${turnId}/${arrivalId(fileId)}`;
