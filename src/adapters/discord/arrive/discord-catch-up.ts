import type { ChannelType, GatewayMessageCreateDispatchData } from 'discord.js';
import type { Keyv } from 'keyv';
import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { idOfTime } from '../api/discord-id.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import { isRefusal } from '../api/discord-failure.ts';

/** Older questions are left alone: who asked has gone on, or asked again, milliseconds. */
const CATCH_UP_MS = 60 * 60_000;
/** A place where nothing happened for so long is forgotten, milliseconds. */
const ACTIVE_MS = 7 * 24 * 60 * 60_000;
const MAX_PLACES = 300;
const MAX_PAGES = 5;
const PAGE = 100;
const FLUSH_MS = 5_000;
const KEY = 'active';

interface ActivePlace {
  guildId?: string;
  type?: ChannelType;
  lastId: string;
  at: number;
}
type Message = GatewayMessageCreateDispatchData;

/**
 * Messages that came while the gateway's session was lost: a new session starts with "now", so the places where the bot is in use are
 * read from the last message on that was seen there. What had been seen nevertheless is recognised by the queue.
 */
export class DiscordCatchUp {
  readonly #parts: { api: DiscordApi; store: Keyv; clock: Clock; log: Log };
  #ended = new AbortController();
  readonly #places = new BoundedMap<string, ActivePlace>({ max: MAX_PLACES });
  #changed = false;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: { api: DiscordApi; store: Keyv; clock: Clock; log: Log }) {
    this.#parts = parts;
  }

  /** Reads what is kept, and from now on keeps what is seen. */
  async open(): Promise<void> {
    await this.#load();
    this.#ended = new AbortController();
    void this.#flushOn(this.#ended.signal);
  }

  /** The bot is in use here. Kept at once when it is new. */
  async mark(message: Message): Promise<void> {
    const isNew = !this.#places.has(message.channel_id);
    const { guild_id: guildId, channel_type: type } = message;
    const place = { ...(guildId === undefined ? {} : { guildId }), ...(type === undefined ? {} : { type }) };
    this.#places.set(message.channel_id, { ...place, lastId: message.id, at: this.#parts.clock.now() });
    this.#changed = true;
    if (isNew) await this.#flush();
  }

  /** Something was said in a place; remembered where the bot is in use. */
  saw(message: Message): void {
    const place = this.#places.get(message.channel_id);
    if (!place || BigInt(message.id) <= BigInt(place.lastId)) return;
    this.#places.set(message.channel_id, { ...place, lastId: message.id, at: this.#parts.clock.now() });
    this.#changed = true;
  }

  /** Delivers what was missed, the most active place first, its oldest message first. One at a time; never rejects. */
  run(deliver: (message: Message) => Promise<void>): Promise<void> {
    // From where things stand now: what arrives meanwhile moves the marks.
    const places = [...this.#places.entries()].toReversed();
    this.#running = this.#readPlaces(this.#running, places, deliver);
    return this.#running;
  }

  async close(): Promise<void> {
    this.#ended.abort(new Error('closed'));
    await this.#running;
    await this.#flush();
  }

  async #readPlaces(
    before: Promise<void>,
    places: (readonly [string, ActivePlace])[],
    deliver: (message: Message) => Promise<void>,
  ): Promise<void> {
    await before;
    for (const [channelId, place] of places) {
      if (this.#ended.signal.aborted) return;
      await this.#readPlace(channelId, place, deliver);
    }
  }

  async #readPlace(channelId: string, place: ActivePlace, deliver: (message: Message) => Promise<void>): Promise<void> {
    const { api, clock, log } = this.#parts;
    const young = idOfTime(clock.now() - CATCH_UP_MS);
    let after = BigInt(place.lastId) > BigInt(young) ? place.lastId : young;
    try {
      for (let page = 0; page < MAX_PAGES; page++) {
        const messages = await api.messages(channelId, { after, limit: PAGE });
        for (const message of messages.toReversed()) {
          if (this.#ended.signal.aborted) return;
          const { guildId, type } = place;
          await deliver({
            ...message,
            ...(guildId === undefined ? {} : { guild_id: guildId }),
            ...(type === undefined ? {} : { channel_type: type }),
          } as Message);
        }
        const [newest] = messages;
        if (!newest || messages.length < PAGE) return;
        after = newest.id;
      }
    } catch (error) {
      if (isRefusal(error) && this.#places.delete(channelId)) this.#changed = true;
      log.info({ err: error, channelId }, 'missed messages could not be read in a place');
    }
  }

  async #load(): Promise<void> {
    const kept = await this.#parts.store.get<Record<string, ActivePlace>>(KEY);
    const seen = [...this.#places.entries()];
    const places = Object.entries(kept ?? {}).toSorted(([, a], [, b]) => a.at - b.at);
    for (const [id, place] of [...places, ...seen]) this.#places.set(id, place); // what was seen meanwhile is newer
  }

  async #flushOn(signal: AbortSignal): Promise<void> {
    while (await pause(this.#parts.clock, FLUSH_MS, signal)) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    const since = this.#parts.clock.now() - ACTIVE_MS;
    for (const [id, { at }] of this.#places.entries()) if (at <= since) this.#places.delete(id);
    try {
      await this.#parts.store.set(KEY, Object.fromEntries(this.#places.entries()));
    } catch (error) {
      this.#changed = true;
      this.#parts.log.debug({ err: error }, 'the last seen messages could not be kept');
    }
  }
}
