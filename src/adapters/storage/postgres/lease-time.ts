import type { DatabaseClock } from './database-clock.ts';
import type { Session } from './postgres-database.ts';

/** Whole milliseconds. */
const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** Whose clock says when an owner was last alive: machines may be minutes apart, and have one database. */
export interface LeaseTime {
  beat(owner: string, now: number): Promise<void>;
  /** The same range by the clock that heartbeats are written by. */
  range(alive: { from: number; to: number }): Promise<{ from: number; to: number }>;
}

export const callersTime = (session: Session): LeaseTime => ({
  beat: async (owner, now) => {
    await session.run(
      'INSERT INTO owners (id, beat_at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at',
      owner,
      now,
    );
  },
  range: async (alive) => alive,
});

/** The clock of the database; how far it is ahead is seen anew with each heartbeat. */
export const serversTime = (session: Session, clock?: DatabaseClock): LeaseTime => {
  let aheadMs: number | undefined;
  return {
    beat: async (owner, now) => {
      const asked = clock?.ask();
      const row = await session.get(
        `INSERT INTO owners (id, beat_at) VALUES ($1, ${NOW}) ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at
         RETURNING beat_at`,
        owner,
      );
      aheadMs = Number(row?.['beat_at']) - now;
      asked?.(Number(row?.['beat_at']));
    },
    range: async ({ from, to }) => {
      aheadMs ??= Number((await session.get(`SELECT ${NOW} AS now`))?.['now']) - (from + to) / 2;
      return { from: Math.round(from + aheadMs), to: Math.round(to + aheadMs) };
    },
  };
};
