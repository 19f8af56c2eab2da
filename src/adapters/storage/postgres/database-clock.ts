import type { Clock } from '../../../async/clock.ts';
import type { Session } from './postgres-database.ts';

/** An answer that took longer says little about when it was given, milliseconds. */
const QUICK_MS = 50;
/** Clocks of machines drift by some milliseconds a minute at most. */
const MAX_AGE_MS = 60_000;

/** The clock that all who use a database have in common, read by the way. */
export class DatabaseClock {
  readonly #clock: Clock;
  /** How far it is ahead of this process's monotonic time. */
  #aheadMs = 0;
  #readAt = Number.NEGATIVE_INFINITY;

  private constructor(clock: Clock) {
    this.#clock = clock;
  }

  static async read(session: Session, clock: Clock): Promise<DatabaseClock> {
    const time = new DatabaseClock(clock);
    const answered = time.ask();
    const row = await session.get('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now');
    answered(Number(row?.['now']));
    return time;
  }

  /** Somebody asks the database for its time. @returns to be called with the answer, epoch milliseconds */
  ask(): (databaseNow: number) => void {
    const askedAt = this.#clock.monotonic();
    return (databaseNow) => {
      const now = this.#clock.monotonic();
      if (now - askedAt > QUICK_MS && now - this.#readAt < MAX_AGE_MS) return;
      this.#aheadMs = databaseNow - (askedAt + now) / 2;
      this.#readAt = now;
    };
  }

  /** Epoch milliseconds. */
  now(): number {
    return Math.round(this.#clock.monotonic() + this.#aheadMs);
  }
}
