import type { RecordStore } from '../../../core/ports/records.ts';

const startOf = (question: string): string => `turn:${question}:`;

/** Notes beside records which question they belong to, so that they go with it. @param asker whose they are @param ttlMs as long as the record */
export const noteTurn = (
  store: RecordStore,
  { question, key, asker }: { question: string; key: string; asker: string },
  ttlMs: number,
): Promise<unknown> => store.set(startOf(question) + key, { asker }, ttlMs);

export const dropNote = (store: RecordStore, question: string, key: string): Promise<unknown> =>
  store.delete(startOf(question) + key);

/** Deletes a question's own record, where it has one, and all that was noted for it. */
export const forgetNoted = async (store: RecordStore, question: string): Promise<void> => {
  const start = startOf(question);
  for (const note of await store.keys(start)) {
    await store.delete(note.slice(start.length));
    await store.delete(note);
  }
  await store.delete(question);
};
