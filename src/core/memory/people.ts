import { letOthers } from '../../async/let-others.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { OpenStore, RecordStore } from '../ports/records.ts';
import type { Footprint, Person } from './footprint.ts';
import { FormerFootprints } from './former-footprints.ts';
import type { History } from './history.ts';

type Where = Pick<Arrival, 'workspace' | 'channel' | 'conversation'>;

/**
 * Where people were answered, so that their conversations can be offered to them, and everything about them forgotten. A record per person
 * and conversation, and one that leads back from the conversation: no record grows, and both end with the conversation.
 */
export class People {
  readonly #store: RecordStore;
  readonly #former: FormerFootprints;

  constructor(openStore: OpenStore, history: Pick<History, 'knows'>) {
    this.#store = openStore('footprints');
    this.#former = new FormerFootprints(openStore, history);
  }

  /** The way back is written with it, so that no footprint is without one, whatever dies in between. */
  async note(person: Person, where: Where, at: number): Promise<void> {
    const key = footprintKey(person, where);
    const { workspace, channel, conversation } = where;
    const footprint: Footprint = { workspace, channel, conversation, at };
    if (await this.#store.has(key)) await this.#store.set(key, footprint);
    else {
      await this.#store.setMany<Footprint | true>([
        { key: wayBackKey(key), value: true },
        { key, value: footprint },
      ]);
    }
  }

  /** Wherever this person was answered, on the whole platform. */
  async find(person: Person): Promise<Footprint[]> {
    await this.#move(await this.#former.of(person));
    return this.#read(prefixOf(person));
  }

  /** The ids of everybody who was answered on a platform. */
  async idsOn(platform: string): Promise<Set<string>> {
    const keys = await this.#store.keys(`of/${joined(platform)}`);
    return new Set(keys.map((key) => decodeURIComponent(key.split('/')[2] ?? '')));
  }

  /** In one channel, newest first. */
  async recent(whose: Person & Pick<Where, 'workspace' | 'channel'>): Promise<Footprint[]> {
    await this.#move(await this.#former.of(whose));
    const found = await this.#read(prefixOf(whose, whose.workspace, whose.channel));
    return found.toSorted((a, b) => b.at - a.at);
  }

  async forget(person: Person): Promise<void> {
    await this.#move(await this.#former.of(person));
    const keys = await this.#store.keys(prefixOf(person));
    await this.#store.delete([...keys, ...keys.map(wayBackKey)]);
  }

  /** The conversation is gone, for everybody who took part. */
  async leave(conversation: string): Promise<void> {
    const waysBack = await this.#store.keys(wayBackPrefix(conversation));
    const keys = waysBack.map((key) => key.slice(wayBackPrefix(conversation).length));
    await this.#store.delete([...keys, ...waysBack]);
  }

  /** Brings what version 0.1 has kept into today's form, for those who do not ask for it themselves. */
  async moveFormer(): Promise<void> {
    for await (const former of this.#former.all()) {
      await this.#move([former]);
      await letOthers();
    }
  }

  async #read(prefix: string): Promise<Footprint[]> {
    const found = await this.#store.get<Footprint>(await this.#store.keys(prefix));
    return found.filter((footprint) => footprint !== undefined);
  }

  async #move(people: Awaited<ReturnType<FormerFootprints['of']>>): Promise<void> {
    for (const { person, footprints, drop } of people) {
      for (const { at, ...where } of footprints)
        if (!(await this.#store.has(footprintKey(person, where)))) await this.note(person, where, at);
      await drop();
    }
  }
}

/** Ids are opaque and may hold anything: none of them can be taken for the end of another one. */
const joined = (...ids: readonly string[]): string => ids.map((id) => `${encodeURIComponent(id)}/`).join('');
const prefixOf = ({ platform, personId }: Person, ...more: readonly string[]): string =>
  `of/${joined(platform, personId, ...more)}`;
const footprintKey = (person: Person, { workspace, channel, conversation }: Where): string =>
  prefixOf(person, workspace, channel, conversation);
const wayBackPrefix = (conversation: string): string => `in/${joined(conversation)}`;
/** The conversation is the last part of a footprint's key. */
const wayBackKey = (key: string): string => `in/${key.split('/').at(-2) ?? ''}/${key}`;
