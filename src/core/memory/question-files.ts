import type { Attachment, Fetched, FileContent, FileReader } from '../ports/files.ts';
import type { Turn } from '../ports/turns.ts';
import { fileKey } from './kept-files.ts';
import type { KeptFiles } from './kept-files.ts';

/** What came with questions, each read once: a run that begins again finds what an earlier one has read. */
export class QuestionFiles {
  readonly #kept: KeptFiles;
  readonly #reader: FileReader;

  constructor(kept: KeptFiles, reader: FileReader) {
    this.#kept = kept;
    this.#reader = reader;
  }

  /** For one question. */
  get maxFiles(): number {
    return this.#reader.maxFiles;
  }

  /** Under which key it is kept, and what it holds. @throws the signal's reason */
  async open(
    file: Attachment,
    { id, personId, arrival, signal }: Pick<Turn, 'id' | 'personId' | 'arrival' | 'signal'>,
    fetch: (maxBytes: number) => Promise<Fetched>,
  ): Promise<{ key: string; content: FileContent }> {
    const key = fileKey(arrival.conversation, id, file.id);
    const known = await this.#kept.find(key);
    if (known) return { key, content: known };
    const content = await this.#reader.read(personId, fetch, signal);
    if (content.type !== 'unread') await this.#kept.put(key, content);
    return { key, content };
  }
}
