import { openStorageBeside } from '../adapters/storage/open-storage.ts';
import type { Storage } from '../adapters/storage/open-storage.ts';
import { systemClock } from '../async/clock.ts';
import { loadConfig } from '../config.ts';
import { keptElsewhere } from '../core/kept-kind.ts';
import type { KeptElsewhere, Person } from '../core/kept-kind.ts';
import { exportPerson } from '../core/memory/export-person.ts';
import type { PersonExport } from '../core/memory/export-person.ts';
import { openMemories } from '../core/memory/memories.ts';
import type { Memories } from '../core/memory/memories.ts';
import { Limits } from '../core/turn/limits.ts';
import { keptKinds } from '../keeps.ts';
import { createLog } from '../operate/log.ts';
import { platforms } from '../platforms.ts';
import { VerbFailure } from './failure-line.ts';
import { UsageError } from './parse-command-line.ts';
import type { VerbIo } from './run-verb.ts';

/** Everything that is kept of a person, for the operator. Times are ISO 8601. */
export interface PersonData extends PersonExport {
  openQuestions: { at: string; kind: string; question: string; writtenSoFar: string[] }[];
  /** Counted under a pseudonym. */
  limits: Record<string, unknown>;
}

/** The store, for a verb that is about one person in it. */
export interface PersonStore {
  person: Person;
  storage: Storage;
  memories: Memories;
  elsewhere: KeptElsewhere;
  path: string;
  /** @throws VerbFailure when nothing is kept of the person */
  read(): Promise<PersonData>;
}

const DAY_MS = 24 * 60 * 60_000;

/** Where the ids of people are shown, for the help of these verbs. */
export const WHO = `PLATFORM is one of ${platforms.map(({ name }) => name).join(', ')}. PERSON is the id there: in Slack "Copy member ID" in
somebody's profile, in Discord "Copy User ID" in the menu on their name, in developer mode. Where you have only a name,
give that: you are told the ids of those who asked under it.`;

/** Does the work with the store open, also while the bot runs on it. @throws UsageError, SettingsError, BotError 'settings' */
export const withPersonStore = async <T>(
  words: readonly string[],
  io: VerbIo,
  work: (store: PersonStore) => Promise<T>,
): Promise<T> => {
  const person = readPerson(words);
  const config = loadConfig(io.env);
  io.secrets.learn(config.secrets);
  const clock = systemClock;
  const retentionMs = config.retentionDays * DAY_MS;
  const log = createLog({ level: 'silent', secrets: io.secrets });
  const storage = await openStorageBeside(config, { clock, log, retentionMs, kinds: keptKinds });
  try {
    const { openStore } = storage;
    const memories = openMemories(openStore, clock, retentionMs);
    const elsewhere = keptElsewhere(openStore, keptKinds);
    const limits = new Limits(openStore, { clock, rules: config.limits });
    const path = config.store.kind === 'sqlite' ? config.store.path : '';
    const read = (): Promise<PersonData> => readData({ person, storage, memories, elsewhere, limits });
    return await work({ person, storage, memories, elsewhere, path, read });
  } finally {
    await storage.close();
  }
};

/** Mentions are ids too, as they are copied out of Slack and Discord. */
const readPerson = ([platform, id, ...more]: readonly string[]): Person => {
  if (platform === undefined || id === undefined || more.length > 0)
    throw new UsageError('Name a platform and a person.');
  const names = platforms.map(({ name }) => name);
  if (!names.includes(platform))
    throw new UsageError(
      `There is no platform ${platform}. There are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`,
    );
  const personId = /^<@!?([^|>]+)(?:\|[^>]*)?>$/.exec(id.trim())?.[1] ?? id.trim();
  if (personId === '') throw new UsageError('The id of the person is empty.');
  return { platform, personId };
};

/** Whoever has left may be remembered by name only. */
const nothingKept = async ({ person, memories }: Pick<PersonStore, 'person' | 'memories'>): Promise<string> => {
  const { platform, personId: wanted } = person;
  const there = await memories.people.idsOn(platform);
  const ids = [...(await memories.history.idsOf(wanted))].filter((id) => there.has(id));
  const named = ids.length > 0 ? ` People who asked under that name: ${ids.join(', ')}.` : '';
  return `Nothing is kept of ${wanted} on ${platform}.${named}`;
};

const readData = async (parts: Omit<PersonStore, 'read' | 'path'> & { limits: Limits }): Promise<PersonData> => {
  const { person, storage, limits } = parts;
  const remembered = await exportPerson(person, parts);
  const open = await storage.askedBy(person);
  const isKnown =
    open.length + remembered.conversations.length > 0 ||
    [remembered.settings, remembered.usage, remembered.elsewhere].some((each) => Object.keys(each).length > 0);
  if (!isKnown) throw new VerbFailure(await nothingKept(parts));
  const openQuestions = open.map(({ kind, arrival: { at, input }, kept }) => ({
    at: new Date(at).toISOString(),
    kind,
    question: typeof input === 'string' ? input : Object.values(input.args).join('\n'),
    writtenSoFar: (kept.exchange ?? kept.partial)?.texts ?? [],
  }));
  return { ...remembered, openQuestions, limits: await limits.ofPerson(person) };
};
