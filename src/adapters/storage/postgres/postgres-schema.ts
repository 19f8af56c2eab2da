import { StoreFailure } from './store-trouble.ts';
import type { PostgresDatabase, Session } from './postgres-database.ts';

/**
 * The schema's history: the n-th entry takes a database from version n to n + 1. Entries are only ever added, and only add: the version before
 * runs on it too, so that replicas are replaced one by one.
 */
export const MIGRATIONS = [
  `CREATE TABLE owners (id text PRIMARY KEY, beat_at bigint NOT NULL);
   CREATE TABLE turns (
     seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     id text NOT NULL UNIQUE,
     kind text NOT NULL,
     platform text NOT NULL,
     channel text NOT NULL,
     conversation text NOT NULL,
     person text NOT NULL,
     at bigint NOT NULL,
     arrival text,
     owner text,
     epoch integer NOT NULL DEFAULT 1,
     deaths integer NOT NULL DEFAULT 0,
     instruction text,
     instructions integer NOT NULL DEFAULT 0,
     kept text,
     memory text,
     shown boolean NOT NULL DEFAULT false,
     ended_at bigint
   ) WITH (fillfactor = 70);
   CREATE INDEX turns_open ON turns (conversation, seq) WHERE ended_at IS NULL;
   CREATE INDEX turns_of_person ON turns (person, channel) WHERE ended_at IS NULL;
   CREATE INDEX turns_of_owner ON turns (owner) WHERE ended_at IS NULL;
   CREATE INDEX turns_by_conversation ON turns (conversation);
   CREATE INDEX turns_ended ON turns (ended_at) WHERE ended_at IS NOT NULL;
   CREATE TABLE records (
     namespace text COLLATE "C" NOT NULL,
     key text COLLATE "C" NOT NULL,
     value text NOT NULL,
     expires bigint,
     PRIMARY KEY (namespace, key)
   );
   CREATE INDEX records_expiring ON records (expires) WHERE expires IS NOT NULL;`,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Of this database's schema, and of nothing else that somebody may lock there. */
const LOCK = "pg_advisory_xact_lock(hashtextextended('aitta-bot migration ' || current_schema(), 0))";

/**
 * Brings the database to the schema of the last migration, in one step or not at all; one process at a time.
 * @throws StoreFailure 'newer'; whatever the database throws
 */
export const migrate = async (
  database: PostgresDatabase,
  migrations: readonly string[] = MIGRATIONS,
): Promise<void> => {
  if ((await knownVersion(database, migrations.length)) === migrations.length) return;
  await database.transaction(async (session) => {
    await session.get(`SELECT ${LOCK}`);
    await session.run('CREATE TABLE IF NOT EXISTS aitta_bot_schema (version integer PRIMARY KEY)');
    const version = await knownVersion(session, migrations.length); // another process may have been faster
    for (const migration of migrations.slice(version)) await session.run(migration);
    await session.run('INSERT INTO aitta_bot_schema (version) VALUES ($1) ON CONFLICT DO NOTHING', migrations.length);
  });
};

/** @returns the version of the schema; 0 is none yet. @throws StoreFailure 'newer' */
export const knownVersion = async (session: Session, newest = SCHEMA_VERSION): Promise<number> => {
  const table = await session.get("SELECT to_regclass('aitta_bot_schema') AS found");
  if (table?.['found'] === null) return 0;
  const version = Number((await session.get('SELECT max(version) AS version FROM aitta_bot_schema'))?.['version']);
  if (version > newest)
    throw new StoreFailure('newer', `it was written by a newer version of aitta-bot (schema ${version})`);
  return version;
};
