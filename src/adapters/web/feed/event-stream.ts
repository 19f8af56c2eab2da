import type { ServerResponse } from 'node:http';
import type { Feed } from './feed.ts';

/** Proxies and browsers end what says nothing for a minute; the page comes back anew then, too. Milliseconds. */
const HEARTBEAT_MS = 25_000;
/** What a browser may leave unread before it is cut off: it comes back and reads the windows anew. */
const MAX_UNREAD_BYTES = 1024 * 1024;
const BEAT = 'event: beat\ndata: {}\n\n';
/** The oldest of somebody's is ended for a newer one; browsers themselves open six. */
const MAX_OF_PERSON = 16;
/** Of all together: what they may leave unread is memory. */
const MAX_STREAMS = 500;

/** Streams of server-sent events, one per tab. Idle, they cost one timer for all. */
export class EventStreams {
  readonly #feed: Feed;
  /** Oldest first. */
  readonly #open = new Map<ServerResponse, { person: string; end: () => void }>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  /** @param since the last event that the browser has heard */
  open(response: ServerResponse, person: string, since: string | undefined): void {
    if (!this.#makeRoom(person)) return void response.writeHead(503, { 'retry-after': '10' }).end();
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const send = (text: string): void => {
      if (response.writableLength <= MAX_UNREAD_BYTES) return void response.write(text);
      response.destroy();
      this.#drop(response); // nothing more is kept for it from here on
    };
    const end = this.#feed.listen(person, since, (id, json) => send(`id: ${id}\ndata: ${json}\n\n`));
    send(`id: ${this.#feed.position}\nevent: hello\ndata: {}\n\n`); // what was missed is behind it
    this.#open.set(response, { person, end });
    response.once('close', () => this.#drop(response));
    this.#heartbeat ??= setInterval(() => {
      for (const each of this.#open.keys()) if (each.writableLength === 0) each.write(BEAT);
    }, HEARTBEAT_MS).unref();
  }

  close(): void {
    for (const response of this.#open.keys()) {
      response.end();
      this.#drop(response);
    }
  }

  /** @returns whether there is room for one more of this person */
  #makeRoom(person: string): boolean {
    const own = [...this.#open].filter(([, stream]) => stream.person === person);
    const [oldest] = own;
    if (oldest && own.length >= MAX_OF_PERSON) {
      oldest[0].end();
      this.#drop(oldest[0]);
    }
    return this.#open.size < MAX_STREAMS;
  }

  #drop(response: ServerResponse): void {
    this.#open.get(response)?.end();
    this.#open.delete(response);
    if (this.#open.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}
