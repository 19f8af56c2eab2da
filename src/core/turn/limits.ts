import type { Clock } from '../../async/clock.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { OpenStore, RecordStore } from '../ports/turns.ts';
import { endOfDay } from '../memory/usage.ts';
import type { Usage } from '../memory/usage.ts';

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

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Limits on what people may ask, in the store, so that a restart forgives nothing. A turn that is run again is counted once.
 * Invariant: looking and taking are one step per window, so that a hundred questions at once, in whatever processes, never exceed a limit.
 */
export class Limits {
  readonly #store: RecordStore;
  readonly #clock: Clock;
  readonly #usage: Usage;
  readonly #rules: LimitRules;

  constructor(openStore: OpenStore, parts: { clock: Clock; usage: Usage; rules: LimitRules }) {
    this.#store = openStore('limits');
    this.#clock = parts.clock;
    this.#usage = parts.usage;
    this.#rules = parts.rules;
  }

  /**
   * Takes a place in every window, or none of them and tells which one is full. Where several take the last places at once, somebody may
   * have to give back what he took of another window: there is never one too many, and for that moment one too few.
   */
  async take(arrival: Arrival): Promise<LimitHit | undefined> {
    const asked: Taken = { turn: arrival.id, at: this.#clock.now() };
    const windows = this.#windows(arrival);
    const hit = (await this.#tokensHit(arrival, asked.at)) ?? (await this.#windowHit(windows, asked));
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

  async forget(whose: Pick<Arrival, 'platform' | 'workspace' | 'personId'>): Promise<boolean> {
    return this.#store.delete(personKey(whose));
  }

  async #tokensHit(arrival: Arrival, now: number): Promise<LimitHit | undefined> {
    for (const scope of ['person', 'channel'] as const) {
      const limit = this.#rules.tokensPerDay[scope];
      if (limit === undefined) continue;
      const { tokensIn, tokensOut } = await this.#usage.total(arrival, scope, 0);
      if (tokensIn + tokensOut >= limit) return { scope, what: 'tokens', until: endOfDay(now) };
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

  #windows(arrival: Arrival): Window[] {
    const { questionsPerHour, turnsPerMinute } = this.#rules;
    const { person, channel } = questionsPerHour;
    const windows: (Omit<Window, 'limit'> & { limit: number | undefined })[] = [
      {
        scope: 'conversation',
        key: `conversation:${arrival.platform}:${arrival.conversation}`,
        limit: turnsPerMinute,
        lengthMs: MINUTE_MS,
      },
      { scope: 'person', key: personKey(arrival), limit: person, lengthMs: HOUR_MS },
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

const personKey = (whose: Pick<Arrival, 'platform' | 'workspace' | 'personId'>): string =>
  `person:${whose.platform}:${whose.workspace}:${whose.personId}`;

const placesIn = ({ lengthMs }: Window, stored: readonly Taken[], now: number): Taken[] =>
  stored.filter(({ at }) => at > now - lengthMs);

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
