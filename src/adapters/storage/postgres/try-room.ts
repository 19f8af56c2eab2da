import type { PostgresDatabase } from './postgres-database.ts';

/** Longer than a question may be, with all that comes around it. */
const FILLER = 'x'.repeat(64 * 1_024);
const TRIAL = { namespace: 'meta', key: 'trial' } as const;

/** Rejects where the database takes nothing more. */
export const tryRoom = (database: PostgresDatabase): Promise<void> =>
  database.transaction(async (session) => {
    const { namespace, key } = TRIAL;
    await session.run(
      `INSERT INTO records (namespace, key, value) VALUES ($1, $2, $3)
       ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value`,
      namespace,
      key,
      FILLER,
    );
    await session.run('DELETE FROM records WHERE namespace = $1 AND key = $2', namespace, key);
  });
