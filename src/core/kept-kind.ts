import type { Arrival } from './ports/arrival.ts';
import type { OpenStore, RecordStore } from './ports/records.ts';

export type Person = Pick<Arrival, 'platform' | 'personId'>;

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
  /** Deletes what a person has in it, for kinds that the core does not know. @returns how many records */
  forget?: (store: RecordStore, person: Person) => Promise<number>;
  /** Deletes what is kept of a turn that was deleted, for kinds that the core does not know. */
  forgetTurn?: (store: RecordStore, turnId: string) => Promise<void>;
}

/** What adapters keep, when somebody wants it gone. */
export interface KeptElsewhere {
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

export const keptElsewhere = (openStore: OpenStore, kinds: readonly KeptKind[]): KeptElsewhere => ({
  forgetPerson: async (person) => {
    let forgotten = 0;
    for (const { namespace, forget } of kinds) forgotten += (await forget?.(openStore(namespace), person)) ?? 0;
    return forgotten;
  },
  forgetTurns: async (ids) => {
    for (const { namespace, forgetTurn } of kinds)
      if (forgetTurn) for (const id of ids) await forgetTurn(openStore(namespace), id);
  },
});
