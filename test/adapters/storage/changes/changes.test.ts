import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openPostgres } from '../../../../src/adapters/storage/postgres/open-postgres.ts';
import { openSqlite } from '../../../../src/adapters/storage/sqlite/open-sqlite.ts';
import type { StorageEngine } from '../../../../src/adapters/storage/storage-engine.ts';
import { plainCipher } from '../../../../src/adapters/storage/store-cipher.ts';
import { StoredRecords } from '../../../../src/adapters/storage/records/stored-records.ts';
import { systemClock } from '../../../../src/async/clock.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { ask } from '../../../postgres/postgres-server.ts';
import { freshStore, hasPostgres } from '../../../postgres/shared-server.ts';

const engines: StorageEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

const onPostgres = async (): Promise<() => Promise<StorageEngine>> => {
  const url = await freshStore();
  return () => openPostgres({ url, clock: systemClock, log: quietLog(), maxConnections: 2 }, plainCipher);
};
const onSqlite = async (): Promise<() => Promise<StorageEngine>> => {
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  return () => openSqlite(path, plainCipher, systemClock);
};

const kinds = [
  { name: 'SQLite', createOpen: onSqlite, isHere: true, tells: 'anything' },
  { name: 'PostgreSQL', createOpen: onPostgres, isHere: hasPostgres, tells: 'what' },
] as const;

/** What is heard, one after the other; resolves when there are so many. */
const hearing = () => {
  const heard: (string | undefined)[] = [];
  const waiting: { fits: () => boolean; resolve: () => void }[] = [];
  return {
    heard,
    hear: (key: string | undefined): void => {
      heard.push(key);
      for (const { fits, resolve } of waiting) if (fits()) resolve();
    },
    until: (fits: () => boolean): Promise<void> =>
      new Promise((resolve) => (fits() ? resolve() : waiting.push({ fits, resolve }))),
  };
};

describe.each(kinds.filter(({ isHere }) => isHere))('two processes on one $name', ({ createOpen, tells }) => {
  const openTwo = async () => {
    const open = await createOpen();
    const [here, there] = [await open(), await open()];
    engines.push(here, there);
    const records = (engine: StorageEngine, namespace: string): StoredRecords =>
      new StoredRecords(namespace, {
        table: engine.records,
        cipher: plainCipher,
        clock: systemClock,
        changes: engine.changes,
      });
    return { here, there, records };
  };

  test('what one has written and told, the other hears and can read', async () => {
    const { here, there, records } = await openTwo();
    const { heard, hear, until } = hearing();
    records(there, 'one').watch(hear);
    if (tells === 'what') await until(() => heard.length === 1); // it listens from now on
    const count = heard.length;
    await records(here, 'one').set('key', 'new');
    records(here, 'one').tell('key');
    await until(() => heard.length > count);
    expect(heard.at(-1)).toBe(tells === 'what' ? 'key' : undefined);
    expect(await records(there, 'one').get('key')).toBe('new');
  });

  test('nobody hears himself, nor after he has ended it', async () => {
    const { here, there, records } = await openTwo();
    const [own, ended, other] = [hearing(), hearing(), hearing()];
    records(here, 'one').watch(own.hear);
    records(there, 'one').watch(ended.hear)();
    records(there, 'one').watch(other.hear);
    if (tells === 'what') await Promise.all([own, other].map(({ heard, until }) => until(() => heard.length === 1)));
    const before = own.heard.length;
    await records(here, 'one').set('key', 'new');
    records(here, 'one').tell('key');
    await other.until(() => other.heard.at(-1) === (tells === 'what' ? 'key' : undefined) && other.heard.length > 0);
    expect(own.heard).toHaveLength(before);
    expect(ended.heard).toEqual([]);
  });
});

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  test('whoever did not hear for a moment is told that anything may have changed, and hears again', async () => {
    const url = await freshStore();
    const open = () => openPostgres({ url, clock: systemClock, log: quietLog(), maxConnections: 2 }, plainCipher);
    const [here, there] = [await open(), await open()];
    engines.push(here, there);
    const { heard, hear, until } = hearing();
    there.changes.watch('topic', hear);
    await until(() => heard.length === 1);
    expect([there.changes.isPrompt, here.changes.isPrompt]).toEqual([true, false]);
    await ask(
      url,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()",
    );
    await until(() => heard.length === 2);
    here.changes.tell('topic', 'ä'.repeat(3_000));
    here.changes.tell('other', 'key');
    here.changes.tell('topic', 'last');
    await until(() => heard.length === 4);
    expect(heard).toEqual([undefined, undefined, 'ä'.repeat(1_000), 'last']);
  });
});
