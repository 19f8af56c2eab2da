import type { ChannelType } from 'discord.js';
import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import type { RecordStore } from '../../../core/ports/records.ts';
import { idOfTime, newerId, timeOfId } from '../api/discord-id.ts';

/** More are not read after a gap: those that were used last. */
export const MAX_PLACES = 300;
/** A place where nothing happened for so long is forgotten, milliseconds. */
const PLACE_MS = 7 * 24 * 60 * 60_000;
/** A place in use is kept anew so often, milliseconds. */
const RENEW_MS = 24 * 60 * 60_000;
/** Messages of two channels may overtake each other by so much, milliseconds. */
const OVERTAKE_MS = 30_000;

const HEARD = 'heard';
const PLACE = 'place:';
/** Places with a mark each, as an earlier version kept them in one record. */
const FORMER = 'active';

interface KeptPlace {
  guildId?: string;
  type?: ChannelType;
}

/** How far Discord was read, and where the bot is in use. An older mark never takes the place of a newer one, whoever writes it. */
export class DiscordMarks {
  readonly #store: RecordStore;
  readonly #clock: Clock;
  readonly #keptAt = new BoundedMap<string, number>({ max: MAX_PLACES });
  #heard: string | undefined;

  constructor(store: RecordStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The last message before which everything was taken. Undefined before the first session of all. */
  get heard(): string | undefined {
    return this.#heard;
  }

  /** After which messages may be missing, when everything up to this one had come. */
  readFrom(heard: string): string {
    return idOfTime(timeOfId(heard) - OVERTAKE_MS);
  }

  async load(): Promise<Map<string, KeptPlace>> {
    const former = await this.#store.get<Record<string, KeptPlace & { lastId: string }>>(FORMER);
    if (former) await this.#takeOver(former);
    const heard = await this.#store.get<string>(HEARD);
    if (heard !== undefined) this.#heard = newerId(this.#heard, heard);
    // An earlier version has kept every thread of a week: the newest have the largest ids.
    const keys = (await this.#store.keys(PLACE)).slice(-MAX_PLACES);
    const found = await this.#store.get<KeptPlace>(keys);
    const places = new Map(keys.flatMap((key, n) => (found[n] ? [[key.slice(PLACE.length), found[n]]] : [])));
    for (const id of places.keys()) if (!this.#keptAt.has(id)) this.#keptAt.set(id, Number.NEGATIVE_INFINITY);
    return places;
  }

  /** @returns whether there was no mark yet, in the store of all processes */
  async begin(id: string): Promise<boolean> {
    let isFirst = false;
    this.#heard = await this.#store.update<string>(HEARD, (now) => {
      isFirst = now === undefined;
      return now ?? id;
    });
    return isFirst;
  }

  async moveTo(id: string): Promise<void> {
    if (this.#heard !== undefined && newerId(this.#heard, id) === this.#heard) return;
    this.#heard = await this.#store.update<string>(HEARD, (now) => newerId(now, id));
  }

  async keepPlace(id: string, place: KeptPlace): Promise<void> {
    const now = this.#clock.now();
    const keptAt = this.#keptAt.get(id);
    const isKept = keptAt !== undefined && now - keptAt < RENEW_MS;
    if (!isKept) await this.#store.set(`${PLACE}${id}`, place, PLACE_MS);
    const pushedOut = this.#keptAt.set(id, isKept ? keptAt : now);
    if (pushedOut !== undefined) await this.#store.delete(`${PLACE}${pushedOut}`);
  }

  async forgetPlace(id: string): Promise<void> {
    this.#keptAt.delete(id);
    await this.#store.delete(`${PLACE}${id}`);
  }

  async #takeOver(former: Record<string, KeptPlace & { lastId: string }>): Promise<void> {
    const marks = Object.values(former).map(({ lastId }) => lastId);
    const [first, ...rest] = marks;
    const oldest = rest.reduce((a, b) => (newerId(a, b) === a ? b : a), first ?? idOfTime(this.#clock.now()));
    for (const [id, { guildId, type }] of Object.entries(former))
      await this.keepPlace(id, {
        ...(guildId === undefined ? {} : { guildId }),
        ...(type === undefined ? {} : { type }),
      });
    await this.#store.update<string>(HEARD, (now) => now ?? oldest);
    await this.#store.delete(FORMER);
  }
}
