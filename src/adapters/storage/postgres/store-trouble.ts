import { toError } from '../../../async/to-error.ts';

/** Why a database cannot be used, by what can be done about it. */
export type StoreTrouble =
  | 'unreachable'
  | 'untrusted'
  | 'no-tls'
  | 'wrong-password'
  | 'no-database'
  | 'no-rights'
  | 'read-only'
  | 'full'
  | 'busy'
  | 'slow'
  | 'wrong-encoding'
  | 'too-old'
  | 'pooled'
  | 'other-bot'
  | 'newer'
  | 'wrong-key'
  | 'unknown';

export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, message: string) {
    super(message);
    this.trouble = trouble;
  }
}

/**
 * Codes of PostgreSQL, those of the system, and those of TLS.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const TROUBLES: Readonly<Record<string, StoreTrouble>> = {
  '28P01': 'wrong-password',
  '28000': 'wrong-password',
  '3D000': 'no-database',
  '42501': 'no-rights',
  '25006': 'read-only',
  '53100': 'full',
  '53200': 'busy',
  '53300': 'busy',
  '55P03': 'slow',
  '57014': 'slow',
  '57P01': 'unreachable',
  '57P02': 'unreachable',
  '57P03': 'unreachable',
  '08P01': 'pooled',
  '26000': 'pooled',
  '42P05': 'pooled',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  ETIMEDOUT: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EPIPE: 'unreachable',
  ENOENT: 'unreachable',
};

/** What the driver says without a code. */
const SENTENCES: readonly (readonly [RegExp, StoreTrouble])[] = [
  [/does not support SSL/, 'no-tls'],
  [/password must be a string|no password/i, 'wrong-password'],
  [/timeout|terminated|ended|not queryable/i, 'unreachable'],
];
const CERTIFICATE = /CERT|SELF_SIGNED|ISSUER|VERIFY_LEAF|ALTNAME/;

/** What is the matter, in plain words. Where it is missing, the reason says it. */
const WHAT: Readonly<Partial<Record<StoreTrouble, string>>> = {
  unreachable: 'it cannot be reached',
  untrusted: 'its certificate is of nobody whom this machine trusts, or for another name',
  'no-tls': 'it does not speak TLS',
  'wrong-password': 'it does not let this user in with this password',
  'no-database': 'there is no such database',
  'no-rights': 'this user may not do what the bot needs',
  'read-only': 'it is read-only',
  full: 'its disk is full',
  busy: 'it takes no further connections',
  slow: 'it did not answer in time',
  pooled: 'what is between the bot and the database refuses how the bot speaks to it',
};

export const ADVICE: Readonly<Record<StoreTrouble, string>> = {
  unreachable: 'See whether PostgreSQL runs, and whether host and port of STORE_URL are right and reachable from here.',
  untrusted:
    'Add sslrootcert=FILE with the certificate of the authority to STORE_URL, and use the name that it is for.',
  'no-tls': 'Switch TLS on at the server, or, on a network that nobody else reads, set sslmode=disable in STORE_URL.',
  'wrong-password':
    'Set STORE_PASSWORD or STORE_PASSWORD_FILE and the user in STORE_URL to what the database knows; a server that wants TLS needs sslmode=require or verify-full.',
  'no-database': 'Create it (CREATE DATABASE name ENCODING UTF8), or correct the name in STORE_URL.',
  'no-rights': 'Let the user create tables: GRANT CREATE, USAGE ON SCHEMA public TO the user, or make it the owner.',
  'read-only': 'Point STORE_URL to the primary, not to a replica, and switch default_transaction_read_only off.',
  full: "Make room on the database's disk, or enlarge it.",
  busy: 'Raise max_connections of the server, or run fewer processes; each takes up to eleven connections.',
  slow: 'Look what the database is busy with (pg_stat_activity, pg_locks).',
  'wrong-encoding': 'Create another database: CREATE DATABASE name ENCODING UTF8 TEMPLATE template0.',
  'too-old': 'Use PostgreSQL 14 or newer.',
  pooled:
    'Connect to PostgreSQL itself, or set pool_mode = session in PgBouncer: in transaction mode neither LISTEN nor locks nor prepared statements belong to the bot.',
  'other-bot': 'Set STORE_URL to a database that no other bot uses, or end that bot first.',
  newer: 'Run the newer version again, or restore a backup from before the upgrade.',
  'wrong-key':
    'Set STORE_KEY to the key that the store was encrypted with; the newest key first, older ones behind it.',
  unknown: 'See the reason; docs/operate.md lists what can happen to stores.',
};

/** Classes of codes whose messages quote what was written. */
const QUOTING = /^2[23]/;

/** Whatever the driver has thrown, named; without what PostgreSQL says besides (detail, where), as that quotes rows. */
export const toStoreFailure = (error: unknown): StoreFailure => {
  if (error instanceof StoreFailure) return error;
  const first = error instanceof AggregateError ? error.errors[0] : error; // one per address of a name
  const { code = '' } = first as { code?: string };
  const message = QUOTING.test(code) ? `it refuses a value (${code})` : toError(first).message;
  const trouble = TROUBLES[code] ?? byWords(code, message);
  const what = WHAT[trouble];
  return new StoreFailure(trouble, what === undefined ? message : `${what} (${message})`);
};

const byWords = (code: string, message: string): StoreTrouble =>
  CERTIFICATE.test(code) ? 'untrusted' : (SENTENCES.find(([pattern]) => pattern.test(message))?.[1] ?? 'unknown');
