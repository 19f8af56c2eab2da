import { randomUUID } from 'node:crypto';
import { arrivalId } from '../../../core/arrival-id.ts';
import type { OpenStore, RecordStore } from '../../../core/ports/records.ts';
import { pictureTypeOf } from './picture-type.ts';
import { forgetNoted, noteTurn } from './turn-index.ts';
import { unsentOf, uploadsOf } from './upload.ts';
import type { Upload } from './upload.ts';

interface StoredUpload extends Omit<Upload, 'id'> {
  pieces: number;
}

/** A file is larger than anybody may bring. */
export class TooBig extends Error {
  override readonly name = 'TooBig';
}

/** Of one record, before it is base64: what of a file is in memory at a time, bytes. */
const PIECE_BYTES = 384 * 1024;
/** What was brought and not sent is kept so long, milliseconds. */
const UNSENT_MS = 24 * 60 * 60_000;
/** So many may wait to be sent, of one person; the first is dropped for one more. */
const MAX_UNSENT = 20;
const MAX_NAME = 150;
const ID = /^[a-z2-7]{24}$/;

/** Files that people have brought: in pieces, so that none has to be in memory as a whole. Each is for its person alone until it is sent. */
export class Uploads {
  readonly #store: RecordStore;
  readonly #keepMs: number;

  /** @param keepMs how long what was sent is kept, milliseconds */
  constructor(openStore: OpenStore, keepMs: number) {
    this.#store = openStore('web-uploads');
    this.#keepMs = keepMs;
  }

  /** Takes a file as it comes. @throws TooBig */
  async take(person: string, called: string, body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Upload> {
    const id = arrivalId('web-upload', randomUUID());
    let [pieces, bytes] = [0, 0];
    let picture: Pick<Upload, 'picture'> = {};
    try {
      for await (const piece of inPieces(body, maxBytes)) {
        if (pieces === 0) picture = pictureIn(piece);
        bytes += piece.length;
        await this.#store.set(pieceKey(person, id, pieces), piece.toString('base64'), UNSENT_MS);
        pieces += 1;
      }
      const file = { name: fileNameOf(called), bytes, ...picture };
      await this.#store.set(fileKey(person, id), { ...file, pieces } satisfies StoredUpload, UNSENT_MS);
      await this.#store.set(unsentKey(person, id), Date.now(), UNSENT_MS);
      await this.#dropFirst(person);
      return { id, ...file };
    } catch (error) {
      for (let piece = 0; piece < pieces; piece += 1) await this.#store.delete(pieceKey(person, id, piece));
      throw error;
    }
  }

  /** They belong to a message from now on. @returns undefined where one of them is not theirs, or not there any more. */
  async claim(person: string, ids: readonly string[], message: string): Promise<Upload[] | undefined> {
    const claimed: Upload[] = [];
    for (const id of ids) {
      const file = await this.#find(person, id);
      if (!file) return undefined;
      claimed.push(asUpload(id, file));
      if (await this.#store.delete(unsentKey(person, id))) await this.#keep(person, id, file, message);
    }
    return claimed;
  }

  /** What this person has brought, sent or not. */
  async find(person: string, id: string): Promise<Upload | undefined> {
    const file = await this.#find(person, id);
    return file && asUpload(id, file);
  }

  /** Its bytes, a piece at a time; undefined where it is not there. @param person who has brought it */
  async open(person: string, id: string): Promise<AsyncGenerator<Buffer> | undefined> {
    const file = await this.#store.get<StoredUpload>(fileKey(person, id));
    return file && this.#read(person, id, file.pieces);
  }

  /** What was sent with a message. */
  forget(message: string): Promise<void> {
    return forgetNoted(this.#store, message);
  }

  /** What was not sent. */
  async remove(person: string, id: string): Promise<void> {
    if (!ID.test(id) || !(await this.#store.delete(unsentKey(person, id)))) return;
    const file = await this.#store.get<StoredUpload>(fileKey(person, id));
    await this.#store.delete(fileKey(person, id));
    for (let piece = 0; piece < (file?.pieces ?? 0); piece += 1) await this.#store.delete(pieceKey(person, id, piece));
  }

  async #find(person: string, id: string): Promise<StoredUpload | undefined> {
    return ID.test(id) ? this.#store.get<StoredUpload>(fileKey(person, id)) : undefined;
  }

  async *#read(person: string, id: string, pieces: number): AsyncGenerator<Buffer> {
    for (let piece = 0; piece < pieces; piece += 1) {
      const text = await this.#store.get<string>(pieceKey(person, id, piece));
      if (text === undefined) throw new Error('a part of the file is gone');
      yield Buffer.from(text, 'base64');
    }
  }

  /** As long as the message that it was sent with. */
  async #keep(person: string, id: string, file: StoredUpload, question: string): Promise<void> {
    const note = (key: string): Promise<unknown> =>
      noteTurn(this.#store, { question, key, asker: person }, this.#keepMs);
    await note(fileKey(person, id));
    for (let piece = 0; piece < file.pieces; piece += 1) {
      const key = pieceKey(person, id, piece);
      await note(key);
      await this.#store.set(key, await this.#store.get<string>(key), this.#keepMs);
    }
    await this.#store.set(fileKey(person, id), file, this.#keepMs);
  }

  async #dropFirst(person: string): Promise<void> {
    const keys = await this.#store.keys(unsentOf(person));
    if (keys.length <= MAX_UNSENT) return;
    const times = await this.#store.getMany<number>(keys);
    const first = keys.toSorted((one, other) => (times[keys.indexOf(one)] ?? 0) - (times[keys.indexOf(other)] ?? 0))[0];
    if (first !== undefined) await this.remove(person, first.slice(unsentOf(person).length));
  }
}

const asUpload = (id: string, { pieces: _pieces, ...file }: StoredUpload): Upload => ({ id, ...file });

const pictureIn = (first: Buffer): Pick<Upload, 'picture'> => {
  const picture = pictureTypeOf(first);
  return picture ? { picture } : {};
};

/** Of about one size, however they come. @throws TooBig */
async function* inPieces(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Buffer> {
  let [held, size]: [Uint8Array[], number] = [[], 0];
  let left = maxBytes;
  for await (const chunk of body) {
    left -= chunk.length;
    if (left < 0) throw new TooBig(`more than ${maxBytes} bytes`);
    held.push(chunk);
    size += chunk.length;
    if (size < PIECE_BYTES) continue;
    yield Buffer.concat(held);
    [held, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(held);
}

/** A name and no path, without what would turn a line around. */
const fileNameOf = (called: string): string => {
  const [name = ''] = /[^/\\]*$/.exec(called.normalize('NFC').replaceAll(/\p{C}/gu, '').trim()) ?? [];
  const bare = name.replace(/^\.+/, '').trim() || 'file';
  const ending = /\.\w{1,10}$/.exec(bare)?.[0] ?? '';
  return bare.length <= MAX_NAME ? bare : bare.slice(0, MAX_NAME - ending.length) + ending;
};

const fileKey = (person: string, id: string): string => uploadsOf(person) + id;
const unsentKey = (person: string, id: string): string => unsentOf(person) + id;
const pieceKey = (person: string, id: string, piece: number): string => `${fileKey(person, id)}#${piece}`;
