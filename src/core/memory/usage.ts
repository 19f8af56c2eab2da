import type { Clock } from '../../async/clock.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { OpenStore, RecordStore } from '../ports/records.ts';
import type { AnswerUsage } from '../ports/exchange.ts';

export interface DayUsage extends Omit<AnswerUsage, 'estimated'> {
  questions: number;
  /** How many of the questions have estimated tokens. */
  estimated: number;
}
interface Day extends DayUsage {
  /** The last turns that were counted: a turn that is run again counts once. */
  turns: string[];
}

export type UsageScope = 'person' | 'channel' | 'all';
type Whose = Pick<Arrival, 'platform' | 'workspace' | 'channel' | 'personId'>;

const DAY_MS = 24 * 60 * 60_000;
/** Longest that days are kept, milliseconds: a month, and what `usage` adds up. */
const MAX_KEPT_MS = 31 * DAY_MS;
const MAX_TOLD_DAYS = 30;
const REMEMBERED_TURNS = 50;
const NOTHING: DayUsage = { questions: 0, tokensIn: 0, tokensOut: 0, estimated: 0, waitMs: 0, writeMs: 0 };

/** Questions and tokens by day (UTC), for a person, a channel and all together; in Keyv. */
export class Usage {
  readonly #store: RecordStore;
  readonly #clock: Clock;

  readonly #keptMs: number;

  /** @param retentionMs how long other things are kept, milliseconds: figures are not kept longer */
  constructor(openStore: OpenStore, clock: Clock, retentionMs: number) {
    this.#store = openStore('usage');
    this.#clock = clock;
    this.#keptMs = Math.min(MAX_KEPT_MS, retentionMs);
  }

  /** For so many days figures are whole, today included; a month is the most that is told. */
  get days(): number {
    return Math.max(1, Math.min(MAX_TOLD_DAYS, Math.floor(this.#keptMs / DAY_MS)));
  }

  /** Counts an answer, once per turn. */
  async add(whose: Whose, turnId: string, usage: AnswerUsage): Promise<void> {
    for (const scope of ['person', 'channel', 'all'] as const) {
      await this.#store.update<Day>(
        dayKey(whose, scope, this.#clock.now()),
        (day = { ...NOTHING, turns: [] }) => {
          if (day.turns.includes(turnId)) return day;
          return { ...sum(day, asDay(usage)), turns: [...day.turns, turnId].slice(-REMEMBERED_TURNS) };
        },
        this.#keptMs,
      );
    }
  }

  /** @param days today and so many days before it */
  async total(whose: Whose, scope: UsageScope, days: number): Promise<DayUsage> {
    const now = this.#clock.now();
    const keys = Array.from({ length: days + 1 }, (_, ago) => dayKey(whose, scope, now - ago * DAY_MS));
    const found = await this.#store.get<Day>(keys);
    return found.reduce<DayUsage>((total, day) => (day ? sum(total, day) : total), NOTHING);
  }

  /** Deletes a person's own figures, wherever on the platform. @returns how many days. */
  async forget(person: Pick<Whose, 'platform' | 'personId'>): Promise<number> {
    const own = await this.#ownKeys(person);
    await this.#store.delete(own);
    return new Set(own.map((key) => key.split(':')[0])).size;
  }

  /** A person's own figures by day, wherever on the platform. */
  async ofPerson(person: Pick<Whose, 'platform' | 'personId'>): Promise<Record<string, DayUsage>> {
    const keys = await this.#ownKeys(person);
    const found = await this.#store.get<Day>(keys);
    const days: Record<string, DayUsage> = {};
    for (const [n, key] of keys.entries()) {
      const [date = ''] = key.split(':');
      const day = found[n];
      if (day) days[date] = sum(days[date] ?? NOTHING, day);
    }
    return days;
  }

  async #ownKeys({ platform, personId }: Pick<Whose, 'platform' | 'personId'>): Promise<string[]> {
    return (await this.#store.keys('')).filter((key) => {
      const [, scope, where] = key.split(':');
      return scope === 'person' && where === platform && key.endsWith(`:${personId}`);
    });
  }
}

/** When the day of `now` ends, epoch milliseconds. */
export const endOfDay = (now: number): number => (Math.floor(now / DAY_MS) + 1) * DAY_MS;

const dayKey = (whose: Whose, scope: UsageScope, at: number): string => {
  const owner = { person: whose.personId, channel: whose.channel, all: '' }[scope];
  return [new Date(at).toISOString().slice(0, 10), scope, whose.platform, whose.workspace, owner].join(':');
};

const asDay = ({ estimated, ...usage }: AnswerUsage): DayUsage => ({
  ...usage,
  questions: 1,
  estimated: estimated ? 1 : 0,
});

const sum = (a: DayUsage, b: DayUsage): DayUsage => ({
  questions: a.questions + b.questions,
  tokensIn: a.tokensIn + b.tokensIn,
  tokensOut: a.tokensOut + b.tokensOut,
  estimated: a.estimated + b.estimated,
  waitMs: a.waitMs + b.waitMs,
  writeMs: a.writeMs + b.writeMs,
});
