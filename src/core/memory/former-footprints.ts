import type { OpenStore, RecordStore } from '../ports/records.ts';
import type { Footprint, Person } from './footprint.ts';
import type { History } from './history.ts';

/** As version 0.1 has kept them: one record per person, which grew, and the last conversations per person and channel. */
interface FormerPerson {
  conversations: string[];
  channels: string[];
}
type FormerRecent = { conversation: string; at: number }[];

export interface FormerPrints {
  person: Person;
  footprints: Footprint[];
  /** To be called once they are kept in today's form. */
  drop: () => Promise<void>;
}

/** Reads where people were answered out of a store of version 0.1. */
export class FormerFootprints {
  readonly #people: RecordStore;
  readonly #recent: RecordStore;
  readonly #history: Pick<History, 'knows'>;

  constructor(openStore: OpenStore, history: Pick<History, 'knows'>) {
    this.#people = openStore('people');
    this.#recent = openStore('recent');
    this.#history = history;
  }

  /** Of one person, in all workspaces. */
  async of({ platform, personId }: Person): Promise<FormerPrints[]> {
    const keys = await this.#people.keys(`${platform}:`);
    const own = keys.filter((key) => key.endsWith(`:${personId}`));
    return Promise.all(own.map((key) => this.#read(key)));
  }

  async *all(): AsyncGenerator<FormerPrints, void> {
    for (const key of await this.#people.keys('')) yield await this.#read(key);
  }

  async #read(key: string): Promise<FormerPrints> {
    const [platform = '', ...rest] = key.split(':');
    const personId = rest.at(-1) ?? '';
    const workspace = rest.slice(0, -1).join(':');
    const former = await this.#people.get<FormerPerson>(key);
    const footprints = new Map<string, Footprint>();
    const recentKeys = (former?.channels ?? []).map((channel) => [platform, workspace, channel, personId].join(':'));
    for (const conversation of former?.conversations ?? []) {
      // Those whose time is over were only ever removed elsewhere.
      if (await this.#history.knows(conversation))
        footprints.set(conversation, { workspace, channel: '', conversation, at: 0 });
    }
    const recent = await this.#recent.get<FormerRecent>(recentKeys);
    for (const [n, channel] of (former?.channels ?? []).entries())
      for (const { conversation, at } of recent[n] ?? [])
        if (footprints.has(conversation)) footprints.set(conversation, { workspace, channel, conversation, at });
    return {
      person: { platform, personId },
      footprints: [...footprints.values()],
      drop: async () => {
        await this.#recent.delete(recentKeys);
        await this.#people.delete(key);
      },
    };
  }
}
