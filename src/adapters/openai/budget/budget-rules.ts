import type { Clock } from '../../../async/clock.ts';
import { FairLine, type InLine } from './fair-line.ts';
import { MinuteWindow } from './minute-window.ts';

export interface BudgetLimits {
  /** What the service allows its user within any minute; metadata requests count too. */
  requestsPerMinute: number;
  /** Chat requests in flight at once. */
  concurrency: number;
}

const MIN_QUIET_GAP_MS = 20_000;

/** Who begins next, of all who want one of the requests of a minute. Times are monotonic. */
export class BudgetRules<Chat extends InLine, Metadata> {
  readonly chats = new FairLine<Chat>();
  /** First come, first served. */
  readonly metadata: Record<'urgent' | 'quiet', Metadata[]> = { urgent: [], quiet: [] };
  readonly window: MinuteWindow;
  /** When a quiet request began last. */
  quietAt = Number.NEGATIVE_INFINITY;
  readonly #clock: Clock;
  readonly #limits: BudgetLimits;

  constructor(clock: Clock, limits: BudgetLimits) {
    if (!(limits.requestsPerMinute >= 1)) throw new RangeError('requestsPerMinute must be at least 1');
    if (!(limits.concurrency >= 1)) throw new RangeError('concurrency must be at least 1');
    this.#clock = clock;
    this.#limits = limits;
    this.window = new MinuteWindow({ clock, perMinute: limits.requestsPerMinute });
  }

  /** How many wait. */
  get size(): number {
    return this.chats.size + this.metadata.urgent.length + this.metadata.quiet.length;
  }

  /** Takes out whoever is next and counts it, if anybody may begin. @param hasPlace is there a place for one more chat? */
  next(hasPlace: boolean): Chat | Metadata | undefined {
    if (!this.window.hasRoom) return undefined;
    const at = this.#clock.monotonic();
    const overdue = this.#quietIsOverdue(at) ? this.#nextQuiet(at) : undefined;
    return overdue ?? this.#nextUrgent() ?? (hasPlace ? this.#nextChat(at) : undefined) ?? this.#nextQuiet(at);
  }

  /** When somebody may begin who may not now, as far as that depends on time; in the past when it does not. */
  get nextAt(): number {
    const { spreadUntil, oldestEndsAt, hasRoom } = this.window;
    return spreadUntil > this.#clock.monotonic() && hasRoom ? Math.min(spreadUntil, oldestEndsAt) : oldestEndsAt;
  }

  #nextUrgent(): Metadata | undefined {
    const next = this.metadata.urgent.shift();
    if (next !== undefined) this.window.note(false);
    return next;
  }

  #nextChat(at: number): Chat | undefined {
    const { concurrency } = this.#limits;
    // One place is kept for whoever comes next, or one person's questions to a cold model would shut out everybody for minutes.
    const most = concurrency >= 4 ? concurrency - 1 : concurrency;
    const isNew = at < this.window.spreadUntil ? this.window.newcomers() : undefined;
    const next = this.chats.next(most, isNew);
    if (next) this.window.note(false, next.personId);
    return next;
  }

  #nextQuiet(at: number): Metadata | undefined {
    const most = Math.max(1, Math.floor(this.#limits.requestsPerMinute / 2));
    if (this.metadata.quiet.length === 0 || this.window.quiet >= most) return undefined;
    const next = this.metadata.quiet.shift();
    this.window.note(true);
    this.quietAt = at;
    return next;
  }

  /** In a rush nobody would know any more which models run, and then everybody's requests would hang at cold ones. */
  #quietIsOverdue(now: number): boolean {
    const patienceMs = Math.max(MIN_QUIET_GAP_MS, 600_000 / this.#limits.requestsPerMinute);
    return this.metadata.quiet.length > 0 && now - this.quietAt > patienceMs;
  }
}
