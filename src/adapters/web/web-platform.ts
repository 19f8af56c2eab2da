import { randomUUID } from 'node:crypto';
import type { Clock } from '../../async/clock.ts';
import type { Inbox, Json } from '../../core/ports/arrival.ts';
import type { Log } from '../../core/ports/operator.ts';
import type { Memory } from '../../core/ports/memory.ts';
import type { Place, Platform, PlatformHealth } from '../../core/ports/platform.ts';
import type { OpenStore } from '../../core/ports/records.ts';
import type { PlatformParts } from '../define-platform.ts';
import { Door } from './door/door.ts';
import { ChangeLog } from './feed/change-log.ts';
import { EventStreams } from './feed/event-stream.ts';
import { Feed } from './feed/feed.ts';
import { chatRoutes } from './serve/chat-routes.ts';
import { Chat } from './talk/chat.ts';
import { WebIntake } from './talk/intake.ts';
import { Messages } from './talk/messages.ts';
import { Uploads } from './talk/uploads.ts';
import { WebPeople } from './talk/people.ts';
import { readAddress } from './web-address.ts';
import { WebPlace, unreadablePlace } from './web-place.ts';
import type { WebPlaceParts } from './web-place.ts';
import type { WebSettings } from './web-settings.ts';

export interface WebPlatformOptions {
  settings: Pick<WebSettings, 'token' | 'files'>;
  routes: PlatformParts['routes'];
  commandName: string;
  openStore: OpenStore;
  /** How long it is kept what people write, milliseconds. */
  retentionMs: number;
  clock: Clock;
  log: Log;
}

/** The chat of the page: its service is the bot itself, and what is said there is kept in the bot's own store. */
export class WebPlatform implements Platform {
  readonly name = 'web';
  /** What browsers hear of. */
  readonly feed: Feed;
  readonly #options: WebPlatformOptions;
  readonly #parts: WebPlaceParts;
  readonly #streams: EventStreams;
  readonly #changes: ChangeLog;
  #open: WebIntake | undefined;
  #lastEventAt: number | undefined;

  constructor(options: WebPlatformOptions) {
    const { settings, routes, openStore, retentionMs, commandName, clock, log } = options;
    this.#options = options;
    const run = randomUUID();
    this.feed = new Feed(run);
    this.#changes = new ChangeLog({ openStore, clock, log, run });
    this.#streams = new EventStreams(this.feed);
    const uploads = new Uploads(openStore, retentionMs);
    const chat = new Chat(new Messages(openStore, retentionMs), uploads, { feed: this.feed, log: this.#changes });
    const people = new WebPeople(openStore, retentionMs);
    this.#parts = { chat, uploads, people, isLocal: settings.token === undefined, commandName, clock, log };
    routes.route(
      '/chat',
      chatRoutes({
        door: new Door({ token: settings.token, openStore, clock }),
        chat,
        uploads,
        limits: settings.files,
        people,
        feed: this.feed,
        streams: this.#streams,
        intake: () => this.#open,
        commandName,
        clock,
      }),
    );
  }

  async start(inbox: Inbox): Promise<void> {
    const { commandName, clock } = this.#options;
    const noted: Inbox = {
      receive: (arrival) => {
        this.#lastEventAt = clock.now();
        return inbox.receive(arrival);
      },
      follows: (conversation) => inbox.follows(conversation),
      admits: (arrival) => inbox.admits(arrival),
      suggest: (call, option, reader) => inbox.suggest(call, option, reader),
    };
    this.#changes.listen((change) => this.#parts.chat.hear(change));
    this.#open = new WebIntake({ inbox: noted, chat: this.#parts.chat, commandName, clock });
  }

  async stop(): Promise<void> {
    this.#open = undefined;
  }

  async close(): Promise<void> {
    this.#streams.close();
    await this.#changes.close();
  }

  async locale(address: Json): Promise<string | undefined> {
    const where = readAddress(address);
    return where && this.#parts.people.locale(where.person);
  }

  at(address: Json, memory: Memory): Place {
    const where = readAddress(address);
    return where ? new WebPlace(this.#parts, where, memory) : unreadablePlace;
  }

  health(): PlatformHealth {
    return {
      ok: this.#open !== undefined,
      note: this.#open ? 'serving' : 'not started',
      ...(this.#lastEventAt === undefined ? {} : { lastEventAt: this.#lastEventAt }),
    };
  }
}
