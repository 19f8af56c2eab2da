import { arrivalId } from '../../../core/arrival-id.ts';
import { shortenText } from '../../../markdown/split/shorten-text.ts';
import type { OpenStore, RecordStore } from '../../../core/ports/records.ts';

/** Somebody who writes: a name that was chosen in one browser. */
export interface WebPerson {
  id: string;
  name: string;
}

interface StoredPerson {
  name: string;
  /** The browser that they write from. */
  browser: string;
  /** What the browser speaks first, BCP 47. */
  locale?: string;
}

export const MAX_NAME = 40;

/** Who writes on the page. The same name in another browser is another person. */
export class WebPeople {
  readonly #store: RecordStore;
  readonly #keepMs: number;

  /** @param keepMs how long somebody is known after they last came, milliseconds */
  constructor(openStore: OpenStore, keepMs: number) {
    this.#store = openStore('web-people');
    this.#keepMs = keepMs;
  }

  /** The person of this name in this browser, known from now on. Undefined for what is no name. */
  async join(browser: string, called: string, locale?: string): Promise<WebPerson | undefined> {
    const words = called
      .normalize('NFC')
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .trim();
    const name = shortenText(words, MAX_NAME, 'utf16');
    if (!/[\p{L}\p{N}]/u.test(name) || isOfBot(name)) return undefined;
    const id = arrivalId('web-person', browser, name.toLowerCase());
    await this.#store.set(
      id,
      { name, browser, ...(locale !== undefined && { locale }) } satisfies StoredPerson,
      this.#keepMs,
    );
    return { id, name };
  }

  /** Undefined where nobody of this id writes from this browser. */
  async find(browser: string, id: string): Promise<WebPerson | undefined> {
    const person = await this.#store.get<StoredPerson>(id);
    return person?.browser === browser ? { id, name: person.name } : undefined;
  }

  async locale(id: string): Promise<string | undefined> {
    return (await this.#store.get<StoredPerson>(id))?.locale;
  }

  async name(id: string): Promise<string | undefined> {
    return (await this.#store.get<StoredPerson>(id))?.name;
  }
}

/** Nobody is called as the bot is. */
const isOfBot = (name: string): boolean => {
  const letters = name.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return /^aitta(?!\p{L})/iu.test(letters.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim());
};
