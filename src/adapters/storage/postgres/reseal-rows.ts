import { isFresh } from '../store-cipher.ts';
import type { StoreCipher } from '../store-cipher.ts';
import type { PostgresDatabase, Session } from './postgres-database.ts';

const TURN_TEXTS = ['arrival', 'instruction', 'kept', 'memory'] as const;

/** Where a walk through all rows is: in the records, then in the turns. */
type Cursor = { namespace: string; key: string } | { seq: number };

export interface ResealStep {
  changed: number;
  /** Where to go on; undefined at the end. */
  next: string | undefined;
}

const seal = (stored: string, cipher: StoreCipher): string => cipher.encrypt(cipher.decrypt(stored));

/** One step through every row with a text, in one transaction. @param after '' begins */
export const resealRows = (
  database: PostgresDatabase,
  { after, limit }: { after: string; limit: number },
  cipher: StoreCipher,
): Promise<ResealStep> =>
  database.transaction((session) => {
    const cursor = after === '' ? { namespace: '', key: '' } : (JSON.parse(after) as Cursor);
    return 'seq' in cursor
      ? resealTurns(session, cursor.seq, limit, cipher)
      : resealRecords(session, cursor, limit, cipher);
  });

/** The database looks for those that are not as they should be itself. */
const resealRecords = async (
  session: Session,
  { namespace, key }: { namespace: string; key: string },
  limit: number,
  cipher: StoreCipher,
): Promise<ResealStep> => {
  const rows = await session.all(
    `SELECT namespace, key, value FROM records WHERE (namespace, key) > ($1, $2) AND starts_with(value, $3) <> $4
     ORDER BY namespace, key LIMIT $5 FOR UPDATE`,
    namespace,
    key,
    cipher.mark,
    cipher.isSealing,
    limit,
  );
  let changed = 0;
  for (const row of rows)
    changed += await session.run(
      'UPDATE records SET value = $1 WHERE namespace = $2 AND key = $3',
      seal(String(row['value']), cipher),
      String(row['namespace']),
      String(row['key']),
    );
  const last = rows.at(-1);
  const cursor: Cursor =
    last && rows.length === limit ? { namespace: String(last['namespace']), key: String(last['key']) } : { seq: 0 };
  return { changed, next: JSON.stringify(cursor) };
};

const resealTurns = async (session: Session, seq: number, limit: number, cipher: StoreCipher): Promise<ResealStep> => {
  const rows = await session.all(
    `SELECT seq, arrival, instruction, kept, memory FROM turns WHERE seq > $1 AND ended_at IS NULL
     ORDER BY seq LIMIT $2 FOR UPDATE`,
    seq,
    limit,
  );
  let changed = 0;
  for (const row of rows)
    for (const column of TURN_TEXTS) {
      const stored = row[column];
      if (typeof stored !== 'string' || isFresh(stored, cipher)) continue;
      changed += await session.run(
        `UPDATE turns SET ${column} = $1 WHERE seq = $2`,
        seal(stored, cipher),
        Number(row['seq']),
      );
    }
  const last = rows.at(-1);
  return { changed, next: last && rows.length === limit ? JSON.stringify({ seq: Number(last['seq']) }) : undefined };
};
