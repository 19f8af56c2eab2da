import type { Clock } from '../../async/clock.ts';
import { arrivalId } from '../arrival-id.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { OpenStore, RecordStore } from '../ports/records.ts';
import type { AnswerUsage } from '../ports/exchange.ts';
import type { TurnKind } from '../ports/turns.ts';
import { endOfDay } from '../memory/usage.ts';

/** Undefined is no limit. */
export interface LimitRules {
  questionsPerHour: { person: number | undefined; channel: number | undefined };
  tokensPerDay: { person: number | undefined; channel: number | undefined };
  /** Turns of one conversation: ends a loop between bots. */
  turnsPerMinute: number;
}

export const noLimits: LimitRules = {
  questionsPerHour: { person: undefined, channel: undefined },
  tokensPerDay: { person: undefined, channel: undefined },
  turnsPerMinute: 20,
};

export interface LimitHit {
  scope: 'person' | 'channel' | 'conversation';
  what: 'questions' | 'tokens';
  /** When it is free again, epoch milliseconds. */
  until: number;
}

interface Window {
  scope: LimitHit['scope'];
  key: string;
  limit: number;
  lengthMs: number;
}
interface Taken {
  turn: string;
  at: number;
}
/** A refusal, and whether it is one person's or everybody's in the conversation. */
interface Told {
  why: string;
  concerns: 'person' | 'everybody';
}
interface Spent {
  tokens: number;
  /** The last turns that were counted. */
  turns: string[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const REMEMBERED_TURNS = 50;
const SALT = 'salt';

/**
 * Limits on what people may ask, in the store, so that a restart forgives nothing. A turn that is run again is counted once. People are counted
 * under a pseudonym, wherever on a platform they ask: to be forgotten lifts no limit, and the counters run out by themselves.
 * Invariant: looking and taking are one step per window, so that a hundred questions at once, in whatever processes, never exceed a limit.
 */
export class Limits {
  readonly #store: RecordStore;
  readonly #clock: Clock;
  readonly #rules: LimitRules;
  #salt: string | undefined;

  constructor(openStore: OpenStore, parts: { clock: Clock; rules: LimitRules }) {
    this.#store = openStore('limits');
    this.#clock = parts.clock;
    this.#rules = parts.rules;
  }

  /**
   * Takes a place in every window, or none of them and tells which one is full. Where several take the last places at once, somebody may
   * have to give back what he took of another window: there is never one too many, and for that moment one too few. A command counts in its
   * conversation's window alone.
   */
  async take(arrival: Arrival, kind: TurnKind): Promise<LimitHit | undefined> {
    const asked: Taken = { turn: arrival.id, at: this.#clock.now() };
    const person = await this.#pseudonym(arrival);
    const isCommand = kind === 'command';
    const windows = this.#windows(arrival, person).filter(({ scope }) => !isCommand || scope === 'conversation');
    const tokens = isCommand ? undefined : await this.#tokensHit(arrival, person, asked.at);
    const hit = tokens ?? (await this.#windowHit(windows, asked));
    if (hit) return hit;
    for (const [n, window] of windows.entries()) {
      const change = (stored: Taken[] = []): Taken[] => withPlace(window, stored, asked);
      const full = findHit(window, await this.#store.update(window.key, change, window.lengthMs), asked);
      if (!full) continue;
      for (const taken of windows.slice(0, n)) await this.#giveBack(taken, asked);
      return full;
    }
    return undefined;
  }

  /** Counts what an answer took, once per turn. */
  async spend(arrival: Arrival, turnId: string, { tokensIn, tokensOut }: AnswerUsage): Promise<void> {
    const person = await this.#pseudonym(arrival);
    const now = this.#clock.now();
    const count = (spent: Spent = { tokens: 0, turns: [] }): Spent =>
      spent.turns.includes(turnId)
        ? spent
        : { tokens: spent.tokens + tokensIn + tokensOut, turns: [...spent.turns, turnId].slice(-REMEMBERED_TURNS) };
    for (const scope of ['person', 'channel'] as const) {
      if (this.#rules.tokensPerDay[scope] === undefined) continue;
      await this.#store.update(spentKey(arrival, scope, person, now), count, endOfDay(now) - now);
    }
  }

  /**
   * Is this refusal worth saying? What somebody wrote into a conversation is refused aloud once until then, because whoever echoes the
   * refusal would get another one for ever; who pressed or chose something always learns what came of it.
   */
  async tells(arrival: Arrival, refusal: Told, until: number): Promise<boolean> {
    if (typeof arrival.input !== 'string') return true;
    const whose = refusal.concerns === 'person' ? await this.#pseudonym(arrival) : '';
    const key = `told:${refusal.why}:${arrival.platform}:${arrival.conversation}:${whose}`;
    const leftMs = Math.max(1, until - this.#clock.now());
    return (await this.#store.update<string>(key, (told) => told ?? arrival.id, leftMs)) === arrival.id;
  }

  /** What is counted of a person, by key; nothing of it says whose it is. */
  async ofPerson(person: Pick<Arrival, 'platform' | 'personId'>): Promise<Record<string, unknown>> {
    const pseudonym = await this.#pseudonym(person);
    const keys = (await this.#store.keys('')).filter((key) => key.includes(pseudonym));
    const values = await this.#store.get<unknown>(keys);
    return Object.fromEntries(keys.map((key, n) => [key, values[n]]));
  }

  /** The same for a person everywhere on a platform; whoever has only a list of names cannot tell whose it is. */
  async #pseudonym({ platform, personId }: Pick<Arrival, 'platform' | 'personId'>): Promise<string> {
    this.#salt ??= await this.#store.update<string>(SALT, (salt) => salt ?? crypto.randomUUID());
    return arrivalId(this.#salt ?? '', platform, personId);
  }

  async #tokensHit(arrival: Arrival, person: string, now: number): Promise<LimitHit | undefined> {
    for (const scope of ['person', 'channel'] as const) {
      const limit = this.#rules.tokensPerDay[scope];
      if (limit === undefined) continue;
      const spent = await this.#store.get<Spent>(spentKey(arrival, scope, person, now));
      if ((spent?.tokens ?? 0) >= limit) return { scope, what: 'tokens', until: endOfDay(now) };
    }
    return undefined;
  }

  /** A window that is full before anything is taken. */
  async #windowHit(windows: readonly Window[], asked: Taken): Promise<LimitHit | undefined> {
    const stored = await this.#store.get<Taken[]>(windows.map(({ key }) => key));
    const hits = windows.map((window, n) => findHit(window, stored[n], asked));
    return hits.find((hit) => hit !== undefined);
  }

  async #giveBack({ key, lengthMs }: Window, { turn }: Taken): Promise<void> {
    await this.#store.update<Taken[]>(key, (stored) => stored?.filter((place) => place.turn !== turn), lengthMs);
  }

  #windows(arrival: Arrival, pseudonym: string): Window[] {
    const { questionsPerHour, turnsPerMinute } = this.#rules;
    const { person, channel } = questionsPerHour;
    const windows: (Omit<Window, 'limit'> & { limit: number | undefined })[] = [
      {
        scope: 'conversation',
        key: `conversation:${arrival.platform}:${arrival.conversation}`,
        limit: turnsPerMinute,
        lengthMs: MINUTE_MS,
      },
      { scope: 'person', key: `person:${pseudonym}`, limit: person, lengthMs: HOUR_MS },
      {
        scope: 'channel',
        key: `channel:${arrival.platform}:${arrival.workspace}:${arrival.channel}`,
        limit: channel,
        lengthMs: HOUR_MS,
      },
    ];
    return windows.filter((window): window is Window => window.limit !== undefined);
  }
}

const spentKey = (arrival: Arrival, scope: 'person' | 'channel', person: string, at: number): string => {
  const owner = scope === 'person' ? person : `${arrival.platform}:${arrival.workspace}:${arrival.channel}`;
  return ['tokens', scope, owner, new Date(at).toISOString().slice(0, 10)].join(':');
};

/** What was taken at a time that has not come yet was taken before the clock was set back: it may not block the window for as long. */
const placesIn = ({ lengthMs }: Window, stored: readonly Taken[], now: number): Taken[] =>
  stored.filter(({ at }) => at > now - lengthMs && at <= now + MINUTE_MS);

/** The very same where there is no place, or the turn has one. */
const withPlace = (window: Window, stored: Taken[], asked: Taken): Taken[] => {
  const places = placesIn(window, stored, asked.at);
  if (places.length >= window.limit || places.some(({ turn }) => turn === asked.turn)) return stored;
  return [...places, asked];
};

/** When the turn has no place in a window, because that is full. */
const findHit = (window: Window, stored: readonly Taken[] = [], asked: Taken): LimitHit | undefined => {
  const places = placesIn(window, stored, asked.at);
  if (places.some(({ turn }) => turn === asked.turn)) return undefined;
  const firstToGo = places[places.length - window.limit];
  return firstToGo && { scope: window.scope, what: 'questions', until: firstToGo.at + window.lengthMs };
};
