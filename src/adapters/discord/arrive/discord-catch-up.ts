import type { ChannelType, GatewayMessageCreateDispatchData } from 'discord.js';
import { backOffMs } from '../../../async/back-off.ts';
import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { RecordStore } from '../../../core/ports/records.ts';
import { idOfTime, isId, newerId } from '../api/discord-id.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import type { SeenPlace } from '../api/discord-directory.ts';
import { isGone, isRefusal } from '../api/discord-failure.ts';
import { DiscordMarks, MAX_PLACES } from './discord-marks.ts';

/** Older questions are left alone: who asked has gone on, or asked again, milliseconds. */
const CATCH_UP_MS = 60 * 60_000;
const PAGE = 100;
/** So many places are read side by side. */
const AT_ONCE = 5;
const WAITS = { firstMs: 2_000, maxMs: 30_000 };
const FLUSH_MS = 5_000;

/** A place with messages after this one that were not taken. */
interface Gap {
  guildId?: string;
  type?: ChannelType;
  after: string;
}
type Message = GatewayMessageCreateDispatchData;
/** @returns whether it is done with: accepted, or nothing to accept. */
type Take = (message: Message) => Promise<boolean>;

interface CatchUpParts {
  api: DiscordApi;
  store: RecordStore;
  clock: Clock;
  log: Log;
  /** The channels that Discord has told of, with their newest message. */
  places: () => SeenPlace[];
}

/**
 * Messages that came while the gateway's session was lost, or that could not be accepted when they came: they are read until that has succeeded.
 * Invariant: whatever came before the durable mark was taken. It moves with what the gateway delivers, and stands still while there is a gap
 * anywhere or a message is being taken. What is delivered twice therefore is recognised by the queue.
 */
export class DiscordCatchUp {
  readonly #parts: CatchUpParts;
  readonly #marks: DiscordMarks;
  readonly #gaps = new Map<string, Gap>();
  readonly #inFlight = new Set<string>();
  /** Known from before, for what Discord does not tell the newest message of: direct messages, archived threads. */
  readonly #places = new BoundedMap<string, Omit<Gap, 'after'>>({ max: MAX_PLACES });
  #newest: string | undefined;
  /** After this one messages were missed by this process, wherever nobody knew of the place. */
  #missedSince: string | undefined;
  /** A session has begun, and it is not known yet what it has missed. */
  #isBehind = false;
  /** Whether the newest session is the first of all. */
  #isFirst = Promise.resolve(false);
  #ended = new AbortController();
  #reading: Promise<void> | undefined;
  #take: Take = async () => false;

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
    this.#marks = new DiscordMarks(parts.store, parts.clock);
  }

  /** Reads what is kept, and from now on keeps what is seen. */
  async open(): Promise<void> {
    await this.#load();
    this.#ended = new AbortController();
    void this.#flushOn(this.#ended.signal);
  }

  /** A new session: from here on the mark stands still, until `run` has found out what was missed. */
  lost(): void {
    this.#isBehind = true;
    this.#isFirst = this.#begin();
  }

  /** Resolves when a process that comes after this one knows from where on to read. Never rejects. */
  async begun(): Promise<void> {
    await this.#isFirst;
  }

  /** The bot is in use here. Durable when resolved. */
  async mark({ channel_id: id, guild_id: guildId, channel_type: type }: Message): Promise<void> {
    const place = { ...(guildId === undefined ? {} : { guildId }), ...(type === undefined ? {} : { type }) };
    await this.#marks.keepPlace(id, place);
    const isNew = !this.#places.has(id);
    this.#places.set(id, place);
    // Discord tells a bot of none of its direct chats: what came first in one is found when the next message comes.
    if (!isNew || guildId !== undefined || this.#missedSince === undefined || this.#gaps.has(id)) return;
    this.#gaps.set(id, { ...place, after: this.#missedSince });
    void this.#readOn();
  }

  /** Lets a message be taken that the gateway has delivered. What cannot be taken now is read again. */
  async follow(message: Message, take: () => Promise<boolean>): Promise<void> {
    const id: unknown = message?.id;
    if (!isId(id) || !isId(message.channel_id)) {
      await take();
      return;
    }
    this.#inFlight.add(id);
    try {
      if (!(await take())) this.#miss(message);
    } finally {
      this.#inFlight.delete(id);
      this.#newest = newerId(this.#newest, id);
    }
  }

  /** Once the guilds are there: delivers what was missed, in each place its oldest message first. Never rejects. */
  async run(take: Take): Promise<void> {
    const { api, log, places } = this.#parts;
    this.#take = take;
    const isFirst = await this.#isFirst;
    try {
      await this.#load(); // another process may have been connected meanwhile
    } catch (error) {
      log.warn({ err: error }, 'how far Discord was read cannot be looked up; what this process knows has to do');
    }
    const { heard } = this.#marks;
    if (heard === undefined) this.#newest = newerId(this.#newest, idOfTime(api.time.now()));
    else if (!isFirst) this.#findGaps(this.#marks.readFrom(heard), places());
    this.#isBehind = false;
    await this.#readOn();
  }

  async close(): Promise<void> {
    this.#ended.abort(new Error('closed'));
    await this.#reading;
    await this.#flush();
  }

  /** Before the first session of all nothing was missed, and from its beginning on nothing is: the mark is kept before anything is taken. */
  async #begin(): Promise<boolean> {
    if (this.#marks.heard !== undefined) return false;
    try {
      return await this.#marks.begin(idOfTime(this.#parts.api.time.now()));
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'from where on Discord is read could not be kept yet');
      return false;
    }
  }

  #findGaps(after: string, seen: readonly SeenPlace[]): void {
    this.#missedSince ??= after;
    for (const [id, place] of [...this.#places.entries()].toReversed()) this.#gaps.set(id, { ...place, after });
    for (const { id, lastId, ...place } of seen) {
      if (newerId(lastId, after) === after) this.#gaps.delete(id);
      else this.#gaps.set(id, { ...place, after });
    }
  }

  #miss({ id, channel_id: channelId, guild_id: guildId, channel_type: type }: Message): void {
    const before = String(BigInt(id) - 1n);
    const known = this.#gaps.get(channelId)?.after;
    const after = known === undefined || newerId(known, before) === known ? before : known;
    // A new one, so that a reader which is just at its end does not close it.
    this.#gaps.set(channelId, {
      ...(guildId === undefined ? {} : { guildId }),
      ...(type === undefined ? {} : { type }),
      after,
    });
    void this.#readOn(WAITS.firstMs);
  }

  #readOn(waitMs = 0): Promise<void> {
    this.#reading ??= this.#read(waitMs).finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(firstWaitMs: number): Promise<void> {
    const { signal } = this.#ended;
    const { clock } = this.#parts;
    if (firstWaitMs > 0) await pause(clock, firstWaitMs, signal);
    for (let rounds = 1; this.#gaps.size > 0 && !signal.aborted; rounds++) {
      const gaps = [...this.#gaps];
      const readers = Array.from({ length: AT_ONCE }, async () => {
        for (let next = gaps.shift(); next && !signal.aborted; next = gaps.shift()) await this.#readGap(...next);
      });
      await Promise.all(readers);
      if (this.#gaps.size > 0) await pause(clock, backOffMs(rounds, WAITS), signal);
    }
    await this.#flush();
  }

  async #readGap(id: string, gap: Gap): Promise<void> {
    const { api, log } = this.#parts;
    gap.after = newerId(gap.after, idOfTime(api.time.now() - CATCH_UP_MS));
    try {
      for (;;) {
        const messages = await api.messages(id, { after: gap.after, limit: PAGE });
        for (const message of messages.toReversed()) {
          if (this.#ended.signal.aborted || !(await this.#take(inPlace(message, gap)))) return;
          gap.after = message.id;
          this.#newest = newerId(this.#newest, message.id);
        }
        if (messages.length < PAGE) break;
      }
    } catch (error) {
      log.info({ err: error, channelId: id }, 'missed messages could not be read in a place');
      if (!isRefusal(error)) return;
      if (isGone(error)) await this.#forget(id);
    }
    if (this.#gaps.get(id) === gap) this.#gaps.delete(id);
  }

  async #forget(id: string): Promise<void> {
    this.#places.delete(id);
    try {
      await this.#marks.forgetPlace(id);
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'a place that is gone could not be forgotten');
    }
  }

  async #load(): Promise<void> {
    for (const [id, place] of await this.#marks.load()) if (!this.#places.has(id)) this.#places.set(id, place);
  }

  async #flushOn(signal: AbortSignal): Promise<void> {
    while (await pause(this.#parts.clock, FLUSH_MS, signal)) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#isBehind || this.#gaps.size > 0 || this.#newest === undefined) return;
    const oldest = [...this.#inFlight].reduce((a, b) => (newerId(a, b) === a ? b : a), this.#newest);
    try {
      await this.#marks.moveTo(oldest);
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'how far Discord was read could not be kept');
    }
  }
}

const inPlace = (message: object, { guildId, type }: Gap): Message =>
  ({
    ...message,
    ...(guildId === undefined ? {} : { guild_id: guildId }),
    ...(type === undefined ? {} : { channel_type: type }),
  }) as Message;
