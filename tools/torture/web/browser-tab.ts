import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as rest } from 'node:timers/promises';
import { EventSource as RealEventSource } from 'undici';
import type { ShownMessage } from '../../../src/adapters/web/talk/message.ts';

/** The part of the page's `Session` that people use here. It is read as browsers read it: its types need those of a browser. */
interface PageSession {
  readonly state: {
    person?: { id: string };
    rooms: ReadonlyMap<string, { messages: readonly ShownMessage[] }>;
    unsent: readonly { nonce: string; refused?: string }[];
  };
  join(name: string): Promise<void>;
  look(rooms: readonly string[]): void;
  send(room: string, text: string): void;
  press(message: string, choice: string): Promise<void>;
  edit(message: string, text: string): Promise<void>;
}

const PAGE = new URL('../../../src/adapters/web/page/state/session.ts', import.meta.url).href;
/** Who cannot open the page tries again, milliseconds. */
const AGAIN_MS = 500;

/** Which tab is at work. */
const here = new AsyncLocalStorage<BrowserTab>();
const realFetch = globalThis.fetch;

/** A tab of the page: the page's own code without what it draws, in as much of a browser as that asks for. */
export class BrowserTab {
  readonly #url: string;
  readonly #name: string;
  readonly #stored: Map<string, string>;
  readonly #sources = new Set<RealEventSource>();
  #session: PageSession | undefined;
  #rooms: readonly string[] = [];
  #isClosed = false;

  /** @param stored what the tab before it kept of its session */
  constructor(url: string, name: string, stored = new Map<string, string>()) {
    this.#url = url;
    this.#name = name;
    this.#stored = stored;
  }

  /** Resolves when its person can write. */
  open(): Promise<void> {
    return here.run(this, async () => {
      while (!this.#isClosed) {
        const { Session } = (await import(PAGE)) as { Session: new () => PageSession };
        const session = new Session();
        session.look(this.#rooms);
        try {
          await session.join(this.#name);
          this.#session = session;
          return;
        } catch {
          await rest(AGAIN_MS); // the bot is not there, and the page says so
        }
      }
    });
  }

  /** As somebody does: the same tab, with what it has kept, and nothing else. */
  reload(): BrowserTab {
    this.close();
    const next = new BrowserTab(this.#url, this.#name, this.#stored);
    next.look(this.#rooms);
    return next;
  }

  close(): void {
    this.#isClosed = true;
    for (const source of this.#sources) source.close();
  }

  get person(): string | undefined {
    return this.#session?.state.person?.id;
  }

  /** What was refused for good. */
  get refused(): string[] {
    return this.#session?.state.unsent.flatMap(({ refused }) => refused ?? []) ?? [];
  }

  /** What its person sees in a room, oldest first. */
  see(room: string): readonly ShownMessage[] {
    return this.#session?.state.rooms.get(room)?.messages ?? [];
  }

  look(rooms: readonly string[]): void {
    this.#rooms = rooms;
    here.run(this, () => this.#session?.look(rooms));
  }

  /** @returns the name under which the server takes it once; undefined where nobody can write yet. */
  send(room: string, text: string): string | undefined {
    here.run(this, () => this.#session?.send(room, text));
    return this.#session?.state.unsent.at(-1)?.nonce;
  }

  /** Whatever comes of it is on the page. */
  press(message: string, label: string): void {
    void here.run(this, () => this.#session?.press(message, label).catch(() => undefined)); // refused while the process is away: the person presses no second time
  }

  edit(message: string, text: string): void {
    void here.run(this, () => this.#session?.edit(message, text).catch(() => undefined)); // refused while the process is away: the words stay as they were
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return this.#isClosed ? new Promise(() => undefined) : realFetch(this.#url + path, init);
  }

  addressOf(path: string): string {
    return this.#url + path;
  }

  /** A closed tab hears nothing. */
  own(source: RealEventSource): void {
    if (this.#isClosed) source.close();
    else this.#sources.add(source);
  }

  get stored(): Map<string, string> {
    return this.#stored;
  }
}

/** Whichever tab is at work when something is listened for is so when it comes. */
class TabEventSource extends RealEventSource {
  constructor(path: string) {
    super(here.getStore()?.addressOf(path) ?? path);
    here.getStore()?.own(this);
  }

  override addEventListener(...[type, listener, options]: Parameters<RealEventSource['addEventListener']>): void {
    super.addEventListener(type, typeof listener === 'function' ? AsyncLocalStorage.bind(listener) : listener, options);
  }
}

const storageOf = (): Map<string, string> => here.getStore()?.stored ?? new Map<string, string>();
const storage = {
  getItem: (key: string): string | null => storageOf().get(key) ?? null,
  setItem: (key: string, value: string): void => void storageOf().set(key, value),
  removeItem: (key: string): void => void storageOf().delete(key),
};
const nothing = (): void => undefined;

/** As much of a browser as the page's code asks for where nothing is drawn. */
export const becomeBrowser = (): void => {
  const browser = {
    fetch: (path: string, init?: RequestInit) => here.getStore()?.fetch(path, init) ?? realFetch(path, init),
    EventSource: TabEventSource,
    sessionStorage: storage,
    localStorage: storage,
    document: { hidden: false, hasFocus: () => true, addEventListener: nothing, removeEventListener: nothing },
    addEventListener: nothing,
    removeEventListener: nothing,
  };
  for (const [name, value] of Object.entries(browser))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
};
