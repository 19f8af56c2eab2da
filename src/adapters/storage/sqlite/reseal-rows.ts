import { isFresh } from '../store-cipher.ts';
import type { StoreCipher } from '../store-cipher.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

const TURN_TEXTS = ['arrival', 'wish', 'kept', 'memory'] as const;

/** Where a walk through all rows is: in the records, then in the turns. */
type Cursor = { namespace: string; key: string } | { seq: number };

export interface ResealStep {
  changed: number;
  /** Where to go on; undefined at the end. */
  next: string | undefined;
}

/** The database looks for them itself: in a store that is as it should be nothing has to be read into the program. */
const STALE = '(substr(value, 1, length(?)) = ?) <> ?';
const staleFor = ({ mark, isSealing }: StoreCipher): [string, string, number] => [mark, mark, Number(isSealing)];
const seal = (stored: string, cipher: StoreCipher): string => cipher.encrypt(cipher.decrypt(stored));

/** One step through every row with a text, in one transaction. @param after '' begins */
export const resealRows = (
  database: SqliteDatabase,
  { after, limit }: { after: string; limit: number },
  cipher: StoreCipher,
): ResealStep =>
  database.transaction(() => {
    const cursor = after === '' ? { namespace: '', key: '' } : (JSON.parse(after) as Cursor);
    return 'seq' in cursor
      ? resealTurns(database, cursor.seq, limit, cipher)
      : resealRecords(database, cursor, limit, cipher);
  });

const resealRecords = (
  database: SqliteDatabase,
  { namespace, key }: { namespace: string; key: string },
  limit: number,
  cipher: StoreCipher,
): ResealStep => {
  const rows = database.all(
    `SELECT namespace, key, value FROM records WHERE (namespace, key) > (?, ?) AND ${STALE} ORDER BY namespace, key LIMIT ?`,
    namespace,
    key,
    ...staleFor(cipher),
    limit,
  );
  let changed = 0;
  for (const row of rows) {
    const sealed = seal(String(row['value']), cipher);
    const where = [String(row['namespace']), String(row['key'])] as const;
    changed += database.run('UPDATE records SET value = ? WHERE namespace = ? AND key = ?', sealed, ...where);
  }
  const last = rows.at(-1);
  const cursor: Cursor =
    last && rows.length === limit ? { namespace: String(last['namespace']), key: String(last['key']) } : { seq: 0 };
  return { changed, next: JSON.stringify(cursor) };
};

const resealTurns = (database: SqliteDatabase, seq: number, limit: number, cipher: StoreCipher): ResealStep => {
  const rows = database.all(
    'SELECT seq, arrival, wish, kept, memory FROM turns WHERE seq > ? AND ended_at IS NULL ORDER BY seq LIMIT ?',
    seq,
    limit,
  );
  let changed = 0;
  for (const row of rows)
    for (const column of TURN_TEXTS) {
      const stored = row[column];
      const sealed = typeof stored === 'string' && !isFresh(stored, cipher) ? seal(stored, cipher) : stored;
      if (typeof sealed !== 'string' || sealed === stored) continue;
      changed += database.run(`UPDATE turns SET ${column} = ? WHERE seq = ?`, sealed, Number(row['seq']));
    }
  const last = rows.at(-1);
  return { changed, next: last && rows.length === limit ? JSON.stringify({ seq: Number(last['seq']) }) : undefined };
};
