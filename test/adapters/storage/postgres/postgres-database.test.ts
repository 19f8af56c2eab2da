import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../../src/adapters/storage/postgres/open-database.ts';
import { serversTime } from '../../../../src/adapters/storage/postgres/lease-time.ts';
import { openPostgres } from '../../../../src/adapters/storage/postgres/open-postgres.ts';
import { PostgresDatabase } from '../../../../src/adapters/storage/postgres/postgres-database.ts';
import { PostgresRecordTable } from '../../../../src/adapters/storage/postgres/postgres-record-table.ts';
import { PostgresTurnTable } from '../../../../src/adapters/storage/postgres/postgres-turn-table.ts';
import { StoredRecords } from '../../../../src/adapters/storage/records/stored-records.ts';
import { plainCipher } from '../../../../src/adapters/storage/store-cipher.ts';
import { systemClock } from '../../../../src/async/clock.ts';
import { isBotError } from '../../../../src/core/errors.ts';
import type { Arrival } from '../../../../src/core/ports/arrival.ts';
import { describeError } from '../../../../src/operate/log.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { ask, findBinaries, PostgresServer } from '../../../postgres/postgres-server.ts';
import { freshStore, hasPostgres } from '../../../postgres/shared-server.ts';

const opened: PostgresDatabase[] = [];
afterAll(() => Promise.all(opened.map((database) => database.close())));
const open = async (url: string): Promise<PostgresDatabase> => {
  const database = await openDatabase({ url, clock: systemClock, log: quietLog() });
  opened.push(database);
  return database;
};

const question = (id: string) => {
  const arrival: Arrival = {
    id,
    platform: 'test',
    workspace: 'w',
    channel: 'c',
    conversation: 'c1',
    personId: 'ada',
    input: 'hello',
    address: null,
    at: 1.5,
  };
  return { id, kind: 'question' as const, arrival };
};

describe.skipIf(!hasPostgres)('a PostgreSQL', () => {
  test('a turn gets its place in the line only when nobody before it can still appear', async () => {
    const url = await freshStore();
    const [slow, fast] = [await open(url), await open(url)];
    const table = new PostgresTurnTable(fast);
    let second: Promise<boolean> | undefined;
    let isSeen = false;
    await slow.transaction(async (session) => {
      // The first insertion, held up before it is committed.
      await session.get(
        `SELECT pg_advisory_xact_lock(hashtextextended('aitta-bot line ' || current_schema() || ' c1', 0))`,
      );
      second = table.insert(question('second'), 'a');
      void second.then(() => (isSeen = true));
      const isWaiting = "SELECT count(*)::integer AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
      for (let n = 0; n === 0;) n = Number((await slow.get(isWaiting))?.['n']);
      await session.run(
        `INSERT INTO turns (id, kind, platform, channel, conversation, person, at, arrival, owner)
         VALUES ('first', 'question', 'test', 'c', 'c1', 'ada', 1, '{}', 'b')`,
      );
      expect(isSeen).toBe(false);
    });
    expect(await second).toBe(true);
    expect((await table.open('c1')).map(({ id }) => id)).toEqual(['first', 'second']);
  });

  test('two who claim at once do not get the same turn, nor wait for each other', async () => {
    const url = await freshStore();
    const [here, there] = [await open(url), await open(url)];
    const table = new PostgresTurnTable(there);
    const alive = { from: 94_000, to: 106_000 };
    for (const id of ['1', '2']) await table.insert(question(id), 'dead');
    for (const owner of ['first', 'second']) await table.beat(owner, 100_000);
    await here.transaction(async (session) => {
      await session.run("UPDATE turns SET owner = 'first', epoch = 2, deaths = 1 WHERE id = '1'"); // as a claim that is under way
      await table.claim('second', alive);
      expect((await table.own('second')).map(({ id }) => id)).toEqual(['2']);
    });
    await table.claim('second', alive);
    expect((await table.own('first')).map(({ id, epoch }) => [id, epoch])).toEqual([['1', 2]]);
  });

  test('machines whose clocks are years apart take no turn from each other, and those of a dead one', async () => {
    const url = await freshStore();
    const tables = (await Promise.all([open(url), open(url)])).map(
      (database) => new PostgresTurnTable(database, plainCipher, serversTime(database)),
    );
    const [past, future] = [1e12, 4e12];
    const alive = (now: number) => ({ from: now - 6_000, to: now + 6_000 });
    await tables[0]?.beat('past', past);
    await tables[0]?.insert(question('1'), 'past');
    expect(await tables[1]?.livingOwners(alive(future))).toBe(1);
    await tables[1]?.beat('future', future);
    await tables[1]?.claim('future', alive(future));
    expect((await tables[0]?.own('past'))?.map(({ id }) => id)).toEqual(['1']);
    await ask(url, "UPDATE owners SET beat_at = beat_at - 7000 WHERE id = 'past'");
    await tables[1]?.claim('future', alive(future));
    expect((await tables[1]?.own('future'))?.map(({ id }) => id)).toEqual(['1']);
  });

  test('many who write the same records in any order, and two who open it at once, do not get into each other’s way', async () => {
    const url = await freshStore();
    const tables = (await Promise.all([open(url), open(url)])).map((database) => new PostgresRecordTable(database));
    const records = Array.from({ length: 50 }, (_, n) => ({ key: `k${n}`, value: 'x', expires: undefined }));
    const orders = [records, records.toReversed()];
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        await tables[n % 2]?.write('one', orders[n % 2] ?? []);
        await tables[n % 2]?.delete(
          'one',
          (orders[(n + 1) % 2] ?? []).map(({ key }) => key),
        );
      }),
    );
    expect(await tables[0]?.keys('one', '')).toEqual([]);
  });

  test('one replica sweeps at a time', async () => {
    const url = await freshStore();
    const [here, there] = [await open(url), await open(url)];
    const table = new PostgresRecordTable(there);
    await table.write('one', [{ key: 'k', value: 'x', expires: 1 }]);
    await here.transaction(async (session) => {
      await session.get(`SELECT pg_advisory_xact_lock(hashtextextended('aitta-bot sweep ' || current_schema(), 0))`);
      expect(await table.sweep(2, 10)).toBe(0);
    });
    expect(await table.sweep(2, 10)).toBe(1);
  });
});

test.skipIf(!hasPostgres)('what was deleted is gone from the tables, which are vacuumed', async () => {
  const url = await freshStore();
  const database = await open(url);
  const engine = await openPostgres({ url, clock: systemClock, log: quietLog() }, plainCipher);
  await engine.records.write('one', [{ key: 'k', value: 'MARKER', expires: undefined }]);
  await engine.records.delete('one', ['k']);
  expect(await engine.compact()).toBe(true);
  const tables = await database.all(
    'SELECT relname FROM pg_stat_user_tables WHERE schemaname = current_schema() AND vacuum_count > 0 ORDER BY relname',
  );
  expect(tables.map(({ relname }) => relname)).toEqual(['records', 'turns']);
  expect(await database.all('SELECT * FROM records')).toEqual([]);
  await engine.close();
});

test.skipIf(!hasPostgres)('a failure quotes nothing of what was written', async () => {
  const database = await open(await freshStore());
  const failure = await database.get("SELECT 'MARKER'::bigint").catch((error: unknown) => error);
  expect(isBotError(failure, 'store-failed')).toBe(true);
  expect(JSON.stringify(describeError(failure))).not.toContain('MARKER');
});

describe.skipIf(!hasPostgres)('a PostgreSQL that goes away', () => {
  test('whoever asks while it restarts waits for it; one that stays away rejects, and is never an empty store', async () => {
    const server = await PostgresServer.start(findBinaries() ?? '');
    const database = new PostgresDatabase({ url: server.url(), clock: systemClock, log: quietLog() });
    const impatient = new PostgresDatabase({ url: server.url(), clock: systemClock, log: quietLog(), maxWaitMs: 0 });
    try {
      await (await openDatabase({ url: server.url(), clock: systemClock, log: quietLog() })).close();
      const store = new StoredRecords('one', {
        table: new PostgresRecordTable(database),
        cipher: plainCipher,
        clock: systemClock,
      });
      await store.set('key', 'kept');
      expect(await impatient.get('SELECT 1 AS one')).toEqual({ one: 1 });
      await server.stop('SIGQUIT');
      const failure = await impatient.get('SELECT 1 AS one').catch((error: unknown) => error);
      expect(isBotError(failure, 'store-failed')).toBe(true);
      const asked = Promise.all([store.get('key'), store.get('key'), store.get('key')]);
      await server.run();
      expect(await asked).toEqual(['kept', 'kept', 'kept']);
      await server.stop('SIGQUIT');
      expect(
        isBotError(
          await database
            .close()
            .then(() => store.get('key'))
            .catch((error: unknown) => error),
        ),
      ).toBe(true);
    } finally {
      await Promise.all([database.close(), impatient.close()]);
      await server.remove();
    }
  });
});
