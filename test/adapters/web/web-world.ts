import { onTestFinished } from 'vitest';
import { afterEvent } from '../../../src/adapters/web/page/state/rooms.ts';
import type { Rooms } from '../../../src/adapters/web/page/state/rooms.ts';
import type { FeedEvent } from '../../../src/adapters/web/feed/feed.ts';
import type { ShownMessage } from '../../../src/adapters/web/talk/message.ts';
import type { StoredFile } from '../../../src/adapters/web/talk/messages.ts';
import { WebPlatform } from '../../../src/adapters/web/web-platform.ts';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import type { OpenStore } from '../../../src/core/ports/records.ts';
import { HttpServer } from '../../../src/operate/http-server.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import type { LogLine } from '../../doubles/quiet-log.ts';
import { RecordingInbox } from '../../doubles/recording-inbox.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';

/** What people may bring here. */
export const FILES = { maxFiles: 8, maxBytes: 2_000_000 };
const DAY_MS = 24 * 60 * 60_000;

/** Somebody's tab: what it sends over HTTP, and what it knows from the feed. */
export interface Tab {
  id: string;
  /** What this tab sees in a room, oldest first. */
  see(room: string): readonly ShownMessage[];
  /** How often it was told to read everything anew. */
  readonly resets: number;
  send(method: string, path: string, body?: unknown): Promise<Response>;
  post(room: string, text: string): Promise<string | undefined>;
}

interface Beside {
  token?: string;
  /** Another process on the same store. */
  beside?: WebWorld;
}

/** The page's chat on a store and a server of its own, with people at tabs and a clock that a test drives. */
export class WebWorld {
  readonly clock: DrivenClock;
  readonly inbox = new RecordingInbox();
  readonly logLines: LogLine[] = [];
  readonly database: SqliteDatabase;
  readonly openStore: OpenStore;
  /** Files as they were kept, by message and index. */
  readonly files = new Map<string, string>();
  readonly #token: string | undefined;
  readonly #rejoin: (() => void)[] = [];
  platform: WebPlatform;
  url = '';
  #nonces = 0;

  private constructor({ token, beside }: Beside) {
    this.#token = token;
    this.clock = beside?.clock ?? new DrivenClock();
    this.database = beside?.database ?? new SqliteDatabase(':memory:');
    this.openStore = openRecords(this.database, this.clock);
    this.platform = this.#newPlatform(new HttpServer());
  }

  static async open(how: Beside = {}): Promise<WebWorld> {
    const world = new WebWorld(how);
    await world.restart();
    return world;
  }

  /** Another process on the same store. */
  async restart(): Promise<WebPlatform> {
    const server = new HttpServer();
    this.platform = this.#newPlatform(server);
    const port = await server.listen({ host: '127.0.0.1', port: 0 });
    onTestFinished(() => server.close());
    this.url = `http://127.0.0.1:${port}`;
    await this.platform.start(this.inbox);
    onTestFinished(() => this.platform.close());
    for (const again of this.#rejoin) again();
    return this.platform;
  }

  async join(name: string): Promise<Tab> {
    const { id } = (await (await this.send('POST', '/people', { name })).json()) as { id: string };
    let rooms: Rooms = new Map();
    let resets = 0;
    const listen = (): void => {
      const end = this.platform.feed.listen(id, undefined, (_id, json) => {
        const event = JSON.parse(json) as FeedEvent;
        if (event.type === 'reset') resets += 1;
        const room = event.type === 'message' ? event.message.room : event.type === 'reset' ? '' : event.room;
        if (!rooms.has(room)) rooms = new Map([...rooms, [room, { messages: [], before: 0 }]]);
        rooms = afterEvent(rooms, event);
      });
      onTestFinished(end);
    };
    listen();
    this.#rejoin.push(listen);
    const send: Tab['send'] = (method, path, body) => this.send(method, path, body, { 'x-person': id });
    return {
      id,
      see: (room) => rooms.get(room)?.messages ?? [],
      get resets() {
        return resets;
      },
      send,
      post: async (room, text) => {
        const response = await send('POST', '/messages', { room, text, nonce: this.nonce() });
        return ((await response.json()) as { id?: string }).id;
      },
    };
  }

  nonce(): string {
    this.#nonces += 1;
    return `nonce-${String(this.#nonces).padStart(6, '0')}`;
  }

  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/chat${path}`, {
      method,
      headers: { 'x-aitta-bot': '1', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: isFile(body, headers) ? body : JSON.stringify(body) }),
    });
  }

  fileHeaders(name: string): Record<string, string> {
    return { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(name) };
  }

  /** Somebody uploads a file. @returns its id */
  async bring(tab: Tab, name: string, content: string | Uint8Array<ArrayBuffer>): Promise<string> {
    const headers = { ...this.fileHeaders(name), 'x-person': tab.id };
    const response = await this.send('POST', '/uploads', content, headers);
    return ((await response.json()) as { id: string }).id;
  }

  /** The keys of what is kept of a kind. */
  left(namespace: string): Promise<string[]> {
    return this.openStore(namespace).keys('');
  }

  /** What arrives because of something. */
  async next(act: () => Promise<unknown>): Promise<Arrival> {
    const before = this.inbox.arrivals.length;
    await act();
    const arrival = this.inbox.arrivals[before];
    if (!arrival) throw new Error('nothing has arrived');
    return arrival;
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms, 200);
  }

  #newPlatform(server: HttpServer): WebPlatform {
    return new WebPlatform({
      settings: { token: this.#token, files: FILES },
      routes: server.routes,
      commandName: 'aitta',
      openStore: (namespace) => {
        const store = this.openStore(namespace);
        if (namespace !== 'web-files') return store;
        const set = store.set.bind(store);
        store.set = async (key: string, value: unknown, ttlMs?: number) => {
          this.files.set(key, (value as StoredFile).text);
          return set(key, value, ttlMs);
        };
        return store;
      },
      retentionMs: 30 * DAY_MS,
      clock: this.clock,
      log: quietLog(this.logLines),
    });
  }
}

const isFile = (body: unknown, headers: Record<string, string>): body is string | Uint8Array<ArrayBuffer> =>
  (typeof body === 'string' || body instanceof Uint8Array) && headers['x-file-name'] !== undefined;
