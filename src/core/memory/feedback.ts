import type { Clock } from '../../async/clock.ts';
import { letOthers } from '../../async/let-others.ts';
import type { Person } from '../kept-kind.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { OpenStore, RecordStore } from '../ports/records.ts';
import type { UsageScope } from './usage.ts';

export const VOTES = ['up', 'down'] as const;
export type Vote = (typeof VOTES)[number];

/** What a person has said of an answer. */
export interface Rating extends Pick<Arrival, 'platform' | 'workspace' | 'channel' | 'personId'> {
  vote: Vote;
  model: string;
  /** Only where the operator keeps words. */
  word?: string;
  at: number;
}
export type VoteCounts = Readonly<Record<Vote, number>>;
type Whose = Pick<Arrival, 'platform' | 'workspace' | 'channel' | 'personId'>;

const DAY_MS = 24 * 60 * 60_000;
/** As long as figures of usage, which they are told beside, milliseconds. */
const MAX_KEPT_MS = 31 * DAY_MS;
/** Records that are read at once. */
const PAGE = 200;

/** Thumbs up and down: one vote of a person for an answer, which may be changed; in Keyv. */
export class Feedback {
  readonly #store: RecordStore;
  readonly #clock: Clock;
  readonly #keptMs: number;

  /** @param retentionMs how long other things are kept, milliseconds: votes are not kept longer */
  constructor(openStore: OpenStore, clock: Clock, retentionMs: number) {
    this.#store = openStore('feedback');
    this.#clock = clock;
    this.#keptMs = Math.min(MAX_KEPT_MS, retentionMs);
  }

  async find(person: Person, answer: string): Promise<Rating | undefined> {
    return this.#store.get<Rating>(keyOf(person, answer));
  }

  /**
   * Keeps a vote in the place of the one before. A word stays until the vote is another.
   * @param answer the turn of it
   * @returns whether the vote is new, or another than before
   */
  async rate(whose: Whose, answer: string, said: Pick<Rating, 'vote' | 'model' | 'word'>): Promise<boolean> {
    const { platform, workspace, channel, personId } = whose;
    const before = await this.find(whose, answer);
    const rating = { platform, workspace, channel, personId, ...said, at: this.#clock.now() };
    await this.#store.update<Rating>(
      keyOf(whose, answer),
      (now) => ({ ...(now?.word !== undefined && now.vote === said.vote ? { word: now.word } : {}), ...rating }),
      this.#keptMs,
    );
    return before?.vote !== said.vote;
  }

  /** Those that a person has given, or all in a channel or a workspace. @param days today and so many days before it */
  async count(whose: Whose, scope: UsageScope, days: number): Promise<VoteCounts> {
    const counts = { up: 0, down: 0 };
    const since = (Math.floor(this.#clock.now() / DAY_MS) - days) * DAY_MS;
    for await (const rating of this.all()) {
      if (rating.at >= since && isOf(rating, whose, scope)) counts[rating.vote] += 1;
    }
    return counts;
  }

  /** In no order. */
  async *all(): AsyncGenerator<Rating, void> {
    const keys = await this.#store.keys('');
    for (let start = 0; start < keys.length; start += PAGE) {
      const found = await this.#store.get<Rating>(keys.slice(start, start + PAGE));
      for (const rating of found) if (rating) yield rating;
      await letOthers();
    }
  }
}

const isOf = (rating: Rating, whose: Whose, scope: UsageScope): boolean => {
  if (rating.platform !== whose.platform) return false;
  if (scope === 'person') return rating.personId === whose.personId;
  return rating.workspace === whose.workspace && (scope === 'all' || rating.channel === whose.channel);
};

/** By the answer first, so that all votes for it are found at once when it is deleted. */
const keyOf = ({ platform, personId }: Person, answer: string): string => [answer, platform, personId].join(':');
