import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { RecordStore } from '../../../core/ports/records.ts';

const KEY = 'cookie-key';
const ID = /^[A-Za-z0-9_-]{22}$/;

/** Signs which browser somebody comes from. Another token signs everybody out. */
export class CookieSigner {
  readonly #store: RecordStore;
  readonly #token: string;
  #key: Promise<Buffer> | undefined;

  /** @param token what people sign in with */
  constructor(store: RecordStore, token: string) {
    this.#store = store;
    this.#token = token;
  }

  /** For a browser that has signed in just now. */
  async issue(): Promise<string> {
    const browser = randomBytes(16).toString('base64url');
    return `${browser}.${await this.#sign(browser)}`;
  }

  /** @returns the browser; undefined for what was not signed by us. */
  async read(cookie: string): Promise<string | undefined> {
    const [browser = '', signature = ''] = cookie.split('.');
    if (!ID.test(browser)) return undefined;
    return isEqual(signature, await this.#sign(browser)) ? browser : undefined;
  }

  async #sign(browser: string): Promise<string> {
    const key = await this.#keyOfAll();
    return createHmac('sha256', key).update(`${this.#token}\n${browser}`).digest('base64url');
  }

  /** One for all processes on this store, and for the next ones. */
  async #keyOfAll(): Promise<Buffer> {
    this.#key ??= this.#store
      .update<string>(KEY, (known) => known ?? randomBytes(32).toString('base64url'))
      .then((key) => Buffer.from(key ?? '', 'base64url'));
    try {
      return await this.#key;
    } catch (error) {
      this.#key = undefined; // the store was not there; it may be the next time
      throw error;
    }
  }
}

/** In a time that tells nothing of how much was right. */
export const isEqual = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

/** Of one length. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
