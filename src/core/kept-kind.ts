import { letOthers } from '../async/let-others.ts';
import type { Arrival } from './ports/arrival.ts';
import type { OpenStore, RecordStore } from './ports/records.ts';

export type Person = Pick<Arrival, 'platform' | 'personId'>;

/** Records that are read at once. */
const PAGE = 200;

/** One kind of thing that is kept: whose it is, how long, how it is forgotten. The table in docs/privacy.md is made of these. */
export interface KeptKind {
  /** Only a namespace that is named here can be opened. */
  namespace: string;
  /** How its keys begin, where a namespace holds several kinds. */
  prefix?: string;
  /** The rest is for people. */
  what: string;
  why: string;
  whose: string;
  ends: string;
  /** Besides that end. */
  forgottenBy: string;
  /** What can be read without `STORE_KEY` where there is one. */
  clear: string;
  /** Where what a person has in it is, for kinds that the core does not know. */
  keysOf?: (store: RecordStore, person: Person) => Promise<string[]>;
  /** Deletes what is kept of a turn that was deleted, for kinds that the core does not know. */
  forgetTurn?: (store: RecordStore, turnId: string) => Promise<void>;
}

/** What adapters keep, when somebody wants it gone. */
export interface KeptElsewhere {
  /** All that is a person's, by its row in the table and by its key. */
  ofPerson(person: Person): Promise<Record<string, Record<string, unknown>>>;
  /** @returns how many records */
  forgetPerson(person: Person): Promise<number>;
  forgetTurns(ids: readonly string[]): Promise<void>;
}

/** Lets only those namespaces be opened of which it is known whose they are and how they end. */
export const onlyKnown = (openStore: OpenStore, kinds: readonly KeptKind[]): OpenStore => {
  const known = new Set(kinds.map(({ namespace }) => namespace));
  return (namespace) => {
    if (!known.has(namespace)) throw new Error(`nobody says whose the namespace "${namespace}" is, and how it ends`);
    return openStore(namespace);
  };
};

/** As the table in docs/privacy.md has it. */
export const placeOf = ({ namespace, prefix }: Pick<KeptKind, 'namespace' | 'prefix'>): string =>
  prefix === undefined ? namespace : `${namespace}/${prefix}`;

/** The keys of those records, among the ones that begin so, of which this holds. */
export const keysWhere = async (
  store: RecordStore,
  prefix: string,
  isTheirs: (value: unknown) => boolean,
): Promise<string[]> => {
  const keys = await store.keys(prefix);
  const found: string[] = [];
  for (let start = 0; start < keys.length; start += PAGE) {
    const page = keys.slice(start, start + PAGE);
    const values = await store.get<unknown>(page);
    for (const [n, key] of page.entries()) {
      const value = values[n];
      if (value !== undefined && isTheirs(value)) found.push(key);
    }
    await letOthers();
  }
  return found;
};

export const keptElsewhere = (openStore: OpenStore, kinds: readonly KeptKind[]): KeptElsewhere => ({
  ofPerson: async (person) => {
    const kept: Record<string, Record<string, unknown>> = {};
    for (const kind of kinds) {
      const store = openStore(kind.namespace);
      const keys = (await kind.keysOf?.(store, person)) ?? [];
      if (keys.length > 0) kept[placeOf(kind)] = await read(store, keys);
    }
    return kept;
  },
  forgetPerson: async (person) => {
    let forgotten = 0;
    for (const { namespace, keysOf } of kinds) {
      const store = openStore(namespace);
      for (const key of (await keysOf?.(store, person)) ?? []) forgotten += (await store.delete(key)) ? 1 : 0;
    }
    return forgotten;
  },
  forgetTurns: async (ids) => {
    for (const { namespace, forgetTurn } of kinds)
      if (forgetTurn) for (const id of ids) await forgetTurn(openStore(namespace), id);
  },
});

const read = async (store: RecordStore, keys: readonly string[]): Promise<Record<string, unknown>> => {
  const values = await store.get<unknown>([...keys]);
  return Object.fromEntries(keys.map((key, n) => [key, values[n]]));
};
