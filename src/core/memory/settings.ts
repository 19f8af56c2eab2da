import type { Clock } from '../../async/clock.ts';
import { letOthers } from '../../async/let-others.ts';
import type { ThinkingChoice } from '../operator-settings.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { OpenStore, RecordStore } from '../ports/records.ts';
import type { Language } from '../sentences/language.ts';

/** From the narrowest to the widest; the first that says something counts. */
export const SCOPES = ['conversation', 'channel', 'person'] as const;
export type Scope = (typeof SCOPES)[number];
/** An answer later in a new message, or another model now. */
export type WaitingChoice = 'later' | 'switch';
export type SettingName = 'model' | 'system';

export interface SetValue {
  value: string;
  /** Who set it: the name as it was then. Absent once they have asked to be forgotten. */
  by?: string;
  /** Version 0.1 has kept the name alone. */
  personId?: string;
  at: number;
}
export interface Found extends SetValue {
  scope: Scope;
}
type Stored = Partial<Record<SettingName, SetValue>>;
type Author = Pick<Arrival, 'platform' | 'personId'>;

/** Where a setting is looked up: an arrival, or the part of it that matters. */
export type SettingPlace = Pick<Arrival, 'platform' | 'workspace' | 'channel' | 'conversation' | 'personId'>;

/** What people chose for a conversation, a channel or themselves, with who and when; in Keyv. */
export class Settings {
  readonly #store: RecordStore;

  readonly #clock: Clock;

  constructor(openStore: OpenStore, clock: Clock) {
    this.#store = openStore('settings');
    this.#clock = clock;
  }

  /** The value that counts here, and where it comes from. */
  async find(place: SettingPlace, name: SettingName): Promise<Found | undefined> {
    const records = await this.#store.get<Stored>(SCOPES.map((scope) => keyOf(place, scope)));
    for (const [n, scope] of SCOPES.entries()) {
      const set = records[n]?.[name];
      if (set) return { ...set, scope };
    }
    return undefined;
  }

  /** What a person has set for themselves, whether or not it counts here. */
  async findOwn(place: SettingPlace, name: SettingName): Promise<SetValue | undefined> {
    return (await this.#store.get<Stored>(keyOf(place, 'person')))?.[name];
  }

  /** @param set undefined goes back to what the wider scope says. */
  async set(place: SettingPlace, scope: Scope, name: SettingName, set: SetValue | undefined): Promise<void> {
    await this.#store.update<Stored>(keyOf(place, scope), ({ [name]: _old, ...rest } = {}) => {
      return orNothing(set ? { ...rest, [name]: set } : rest);
    });
  }

  /** Deletes what was set for a conversation. @returns whether there was anything. */
  async erase(conversation: string): Promise<boolean> {
    const known = await this.#store.has(conversationKey(conversation));
    await this.#store.delete([conversationKey(conversation), choiceKey(conversation), quietKey(conversation)]);
    return known;
  }

  /** Conversations for which something was set, and nothing since `before`, epoch milliseconds; what earlier versions have kept without a time is older. */
  async *setBefore(before: number): AsyncGenerator<string, void> {
    const entries = this.#store.iterator?.() as AsyncIterable<[string, unknown]> | undefined;
    if (!entries) throw new Error('the store cannot list its records');
    for await (const [key, value] of entries) {
      const kind = OF_CONVERSATIONS.find((prefix) => key.startsWith(prefix));
      if (kind !== undefined && lastSetAt(value) < before) yield key.slice(kind.length);
    }
  }

  /**
   * Deletes what a person set for themselves anywhere on the platform, and takes their words and their name out of what they set for others.
   * @param names by which they are known, for what version 0.1 has kept
   * @returns how many settings
   */
  async erasePerson({ platform, personId }: Author, names: ReadonlySet<string>): Promise<number> {
    const own = await this.#ownKeys({ platform, personId });
    await this.#store.delete(own);
    let erased = own.length;
    const isTheirs = isBy(personId, names);
    for await (const [key, found] of this.#shared(platform)) {
      const count = Object.values(found).filter(isTheirs).length;
      if (count === 0) continue;
      erased += count;
      await this.#store.update<Stored>(key, (stored) => stored && withoutAuthor(stored, isTheirs));
    }
    return erased;
  }

  /** What a person has set, for themselves and for others, by where it counts. @param names as for `erasePerson` */
  async ofPerson({ platform, personId }: Author, names: ReadonlySet<string>): Promise<Record<string, unknown>> {
    const own = await this.#ownKeys({ platform, personId });
    const values = await this.#store.get<unknown>(own);
    const found = Object.fromEntries(own.map((key, n) => [key, values[n]]));
    const isTheirs = isBy(personId, names);
    for await (const [key, stored] of this.#shared(platform)) {
      const theirs = Object.entries(stored).filter(([, set]) => isTheirs(set));
      if (theirs.length > 0) found[key] = Object.fromEntries(theirs);
    }
    return found;
  }

  async #ownKeys({ platform, personId }: Author): Promise<string[]> {
    const keys = (await this.#store.keys(`person:${platform}:`)).filter((key) => key.endsWith(`:${personId}`));
    const person = { platform, personId };
    for (const key of [languageKey(person), waitingKey(person), thinkingKey(person)])
      if (await this.#store.has(key)) keys.push(key);
    return keys;
  }

  /** What may have been set for others on this platform; there may be thousands. */
  async *#shared(platform: string): AsyncGenerator<[string, Stored], void> {
    const keys = [...(await this.#store.keys('conversation:')), ...(await this.#store.keys(`channel:${platform}:`))];
    for (const key of keys) {
      await letOthers();
      yield [key, (await this.#store.get<Stored>(key)) ?? {}];
    }
  }

  /** What this person wants the bot to speak, wherever on the platform. */
  async languageOf(person: Author): Promise<Language | undefined> {
    return this.#store.get<Language>(languageKey(person));
  }

  /** @param language undefined goes by the platform again. */
  async setLanguage(person: Author, language: Language | undefined): Promise<void> {
    if (language === undefined) await this.#store.delete(languageKey(person));
    else await this.#store.set(languageKey(person), language);
  }

  /** What this person always wants when a model has to start first; undefined where they want to be asked. */
  async waitingOf(person: Author): Promise<WaitingChoice | undefined> {
    return this.#store.get<WaitingChoice>(waitingKey(person));
  }

  async setWaiting(person: Author, choice: WaitingChoice | undefined): Promise<void> {
    if (choice === undefined) await this.#store.delete(waitingKey(person));
    else await this.#store.set(waitingKey(person), choice);
  }

  /** Does this person want to see what models think? Undefined where they have not said. */
  async thinkingOf(person: Author): Promise<ThinkingChoice | undefined> {
    return this.#store.get<ThinkingChoice>(thinkingKey(person));
  }

  async setThinking(person: Author, choice: ThinkingChoice): Promise<void> {
    await this.#store.set(thinkingKey(person), choice);
  }

  /** In a quiet conversation only mentions are answered. */
  async isQuiet(conversation: string): Promise<boolean> {
    return this.#store.has(quietKey(conversation));
  }

  async setQuiet(conversation: string, isQuiet: boolean): Promise<void> {
    if (isQuiet) await this.#store.set(quietKey(conversation), { at: this.#clock.now() });
    else await this.#store.delete(quietKey(conversation));
  }

  /** Has an answer in this channel carried the operator's notice? */
  async wasNoticed(place: SettingPlace): Promise<boolean> {
    return this.#store.has(noticeKey(place));
  }

  async markNoticed(place: SettingPlace): Promise<void> {
    await this.#store.set(noticeKey(place), true);
  }

  /** The model that was chosen for a conversation because nobody chose one; kept, so that it does not change in mid-conversation. */
  async keptChoice(place: SettingPlace): Promise<string | undefined> {
    const kept = await this.#store.get<KeptChoice | string>(choiceKey(place.conversation));
    return typeof kept === 'string' ? kept : kept?.model; // earlier versions have kept no time
  }

  async keepChoice(place: SettingPlace, model: string): Promise<void> {
    await this.#store.set(choiceKey(place.conversation), { model, at: this.#clock.now() } satisfies KeptChoice);
  }
}

interface KeptChoice {
  model: string;
  at: number;
}

const OF_CONVERSATIONS = ['conversation:', 'quiet:', 'choice:'];

const lastSetAt = (value: unknown): number => {
  const times = value !== null && typeof value === 'object' ? [value, ...Object.values(value)] : [];
  return Math.max(0, ...times.map((each: unknown) => Number((each as { at?: unknown } | null)?.at) || 0));
};

const orNothing = (stored: Stored): Stored | undefined => (Object.keys(stored).length === 0 ? undefined : stored);

const isBy =
  (personId: string, names: ReadonlySet<string>) =>
  (set: SetValue): boolean =>
    set.personId === undefined ? set.by !== undefined && names.has(set.by) : set.personId === personId;

/** A system text is its author's words; which model is used is everybody's matter, and stays without a name. */
const withoutAuthor = (stored: Stored, isTheirs: (set: SetValue) => boolean): Stored | undefined => {
  const { model, system } = stored;
  return orNothing({
    ...(model && { model: isTheirs(model) ? { value: model.value, at: model.at } : model }),
    ...(system && !isTheirs(system) && { system }),
  });
};

const keyOf = (place: SettingPlace, scope: Scope): string => {
  switch (scope) {
    case 'conversation':
      return conversationKey(place.conversation);
    case 'channel':
      return ['channel', place.platform, place.workspace, place.channel].join(':');
    case 'person':
      return ['person', place.platform, place.workspace, place.personId].join(':');
  }
};

const languageKey = ({ platform, personId }: Author): string => ['language', platform, personId].join(':');
const waitingKey = ({ platform, personId }: Author): string => ['waiting', platform, personId].join(':');
const thinkingKey = ({ platform, personId }: Author): string => ['thinking', platform, personId].join(':');
const noticeKey = (place: SettingPlace): string => ['notice', place.platform, place.workspace, place.channel].join(':');

/** Conversation ids differ between platforms, as those of the history do. */
const conversationKey = (conversation: string): string => `conversation:${conversation}`;
const quietKey = (conversation: string): string => `quiet:${conversation}`;
const choiceKey = (conversation: string): string => `choice:${conversation}`;
