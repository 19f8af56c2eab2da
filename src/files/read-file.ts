import type { FileContent } from '../core/ports/files.ts';
import { decodeText } from './decode-text.ts';
import { unread } from './fetch-file.ts';

/** So much of one file is kept and may be shown to a model, characters: more than most windows hold. */
const MAX_CHARACTERS = 400_000;

/** What a file holds, by its bytes alone. */
export const readFile = async (bytes: Uint8Array): Promise<FileContent> => {
  if (bytes.length === 0) return unread('empty');
  const text = decodeText(bytes);
  return text === undefined ? unread('unknown-kind') : asText(text);
};

const asText = (text: string): FileContent => {
  const bare = text.trim();
  if (bare === '') return unread('empty');
  return {
    type: 'text',
    text: bare.slice(0, MAX_CHARACTERS),
    ...(bare.length > MAX_CHARACTERS ? { isCut: true } : {}),
  };
};
