import type { Keyv } from 'keyv';
import type { Clock } from '../../async/clock.ts';
import { KeyedLine } from '../../async/keyed-line.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { OpenStore } from '../ports/turns.ts';
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
 * Invariant: looking and taking are one step per process, so that a hundred questions at once never exceed a limit.
 */
export class Limits {
  readonly #store: Keyv;
  readonly #clock: Clock;
  readonly #usage: Usage;
  readonly #rules: LimitRules;
  readonly #line = new KeyedLine();

  constructor(openStore: OpenStore, parts: { clock: Clock; usage: Usage; rules: LimitRules }) {
    this.#store = openStore('limits');
    this.#clock = parts.clock;
    this.#usage = parts.usage;
    this.#rules = parts.rules;
  }

  /** Takes a place in every window, or none of them and tells which one is full. */
  take(arrival: Arrival): Promise<LimitHit | undefined> {
    return this.#line.run('take', async () => {
      const now = this.#clock.now();
      const tokens = await this.#tokensHit(arrival, now);
      if (tokens) return tokens;
      const windows = this.#windows(arrival);
      const taken = await Promise.all(windows.map((window) => this.#read(window, now)));
      for (const [n, window] of windows.entries()) {
        const places = taken[n] ?? [];
        if (places.some((place) => place.turn === arrival.id)) return undefined;
        const oldest = places[places.length - window.limit];
        if (oldest) return { scope: window.scope, what: 'questions', until: oldest.at + window.lengthMs };
      }
      for (const [n, window] of windows.entries()) {
        const places = [...(taken[n] ?? []), { turn: arrival.id, at: now }].slice(-window.limit);
        await this.#store.set(window.key, places, window.lengthMs);
      }
      return undefined;
    });
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

  async #read(window: Window, now: number): Promise<Taken[]> {
    const places = (await this.#store.get<Taken[]>(window.key)) ?? [];
    return places.filter((place) => place.at > now - window.lengthMs);
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
