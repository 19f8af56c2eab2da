import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkStore } from '../../../../src/adapters/storage/check-store.ts';
import { openStorage, type Storage } from '../../../../src/adapters/storage/open-storage.ts';
import { checkServer } from '../../../../src/adapters/storage/postgres/check-server.ts';
import { PostgresDatabase } from '../../../../src/adapters/storage/postgres/postgres-database.ts';
import { storeSettings } from '../../../../src/adapters/storage/store-settings.ts';
import type { StoreSettings } from '../../../../src/adapters/storage/store-settings.ts';
import { systemClock } from '../../../../src/async/clock.ts';
import type { Finding } from '../../../../src/findings/finding.ts';
import { keptKinds } from '../../../../src/keeps.ts';
import { SettingsError } from '../../../../src/settings/settings-error.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { ask, findBinaries, PostgresServer } from '../../../postgres/postgres-server.ts';
import { hasPostgres } from '../../../postgres/shared-server.ts';
import { BotProcess } from '../../../whole/bot-process.ts';

const PGBOUNCER = '/usr/sbin/pgbouncer';
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

let server: PostgresServer;
beforeAll(async () => {
  if (!hasPostgres) return;
  server = await PostgresServer.start(findBinaries() ?? '', { hba: 'host all locked 127.0.0.1/32 scram-sha-256' });
  await server.ask("CREATE ROLE locked LOGIN PASSWORD 'right'; CREATE ROLE guest LOGIN");
});
afterAll(() => server?.remove());

const settings = (url: string, password?: string): StoreSettings => {
  const given = new Map([
    ['STORE_URL', url],
    ...(password === undefined ? [] : [['STORE_PASSWORD', password] as const]),
  ]);
  const { value, mistakes } = storeSettings.read(given, {});
  expect(mistakes).toEqual([]);
  return value;
};

const begin = (store: StoreSettings, accounts: Record<string, string> = {}): Promise<Storage> =>
  openStorage(store, { clock: systemClock, log: quietLog(), kinds: keptKinds, retentionMs: 1_000, accounts });
const open = async (...asBot: Parameters<typeof begin>): Promise<void> => (await begin(...asBot)).close();

/** What the start says, which ends with exit code 2, and what the doctor says. */
const told = async (store: StoreSettings, accounts: Record<string, string> = {}): Promise<[string, string]> => {
  const error: unknown = await open(store, accounts).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SettingsError);
  const findings: Finding[] = [];
  for await (const each of checkStore(store, { clock: systemClock, log: quietLog(), accounts })) findings.push(each);
  const failed = findings.filter(({ verdict }) => verdict === 'failed');
  expect(failed).toHaveLength(1);
  return [String((error as SettingsError).mistakes), failed[0]?.note ?? ''];
};

describe.skipIf(!hasPostgres)(
  'a database that the bot cannot live on is named in a sentence, by the start and by the doctor',
  () => {
    test('wrong password', async () => {
      const url = server.url('postgres', 'locked');
      for (const password of ['wrong', undefined]) {
        const [start, doctor] = await told(settings(url, password));
        expect(start).toMatch(/does not let this user in with this password .*Set STORE_PASSWORD/);
        expect(doctor).toContain('does not let this user in with this password');
        expect(`${start}${doctor}`).not.toContain('wrong');
      }
      expect(await ask(`postgres://locked:right@127.0.0.1:${server.port}/postgres`, 'SELECT 1 AS one')).toEqual([
        { one: 1 },
      ]);
    });

    test('no such database', async () => {
      const [start, doctor] = await told(settings(server.url('nowhere')));
      expect(start).toMatch(/there is no such database .*CREATE DATABASE/);
      expect(doctor).toContain('there is no such database');
    });

    test('missing rights, in an empty database and in one of somebody else', async () => {
      await server.createDatabase('theirs');
      const [start, doctor] = await told(settings(server.url('theirs', 'guest')));
      expect(start).toMatch(/this user may not do what the bot needs \(permission denied.*GRANT CREATE/);
      expect(doctor).toContain('this user may not do what the bot needs');
      await open(settings(server.url('theirs')));
      expect((await told(settings(server.url('theirs', 'guest'))))[0]).toContain(
        'this user may not do what the bot needs',
      );
    });

    test('wrong encoding', async () => {
      await server.createDatabase('latin', "ENCODING 'LATIN1' TEMPLATE template0");
      const [start, doctor] = await told(settings(server.url('latin')));
      expect(start).toMatch(/its encoding is LATIN1, and it has to be UTF8.*CREATE DATABASE name ENCODING UTF8/);
      expect(doctor).toContain('its encoding is LATIN1');
    });

    test('read-only', async () => {
      await server.createDatabase('readonly');
      await server.ask('ALTER DATABASE readonly SET default_transaction_read_only = on');
      const [start, doctor] = await told(settings(server.url('readonly')));
      expect(start).toMatch(/it is read-only. Point STORE_URL to the primary/);
      expect(doctor).toContain('it is read-only');
    });

    test('full', async () => {
      await server.createDatabase('filled');
      await open(settings(server.url('filled')));
      const full = `BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END`;
      await server.ask(
        `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$${full}$$;
       CREATE TRIGGER full_disk BEFORE INSERT ON records FOR EACH ROW EXECUTE FUNCTION full_disk()`,
        'filled',
      );
      const [start, doctor] = await told(settings(server.url('filled')));
      expect(start).toMatch(/its disk is full .*Make room/);
      expect(doctor).toContain('its disk is full');
    });

    test('too old', async () => {
      const database = new PostgresDatabase({ url: server.url(), clock: systemClock, log: quietLog() });
      await expect(checkServer(database, 990_000)).rejects.toThrow(/it is PostgreSQL \d+\.\d+.*, which is too old/);
      await database.close();
    });

    test('written by a newer version', async () => {
      await server.createDatabase('newer');
      await open(settings(server.url('newer')));
      await server.ask('INSERT INTO aitta_bot_schema (version) VALUES (99)', 'newer');
      const [start, doctor] = await told(settings(server.url('newer')));
      expect(start).toMatch(/written by a newer version of aitta-bot \(schema 99\). Run the newer version/);
      expect(doctor).toContain('written by a newer version');
    });

    test('no TLS where it is asked for', async () => {
      const [start, doctor] = await told(settings(`${server.url()}?sslmode=require`));
      expect(start).toMatch(/it does not speak TLS .*sslmode=disable/);
      expect(doctor).toContain('it does not speak TLS');
    });

    test('two bots with different accounts', async () => {
      const store = settings(await server.createDatabase('shared'));
      await open(store, { slack: '1-2', discord: '3' });
      const running = await begin(store, { slack: '1-2' });
      const [start, doctor] = await told(store, { slack: '9-9' });
      expect(start).toMatch(/the store of another bot, which is running and has another account on slack: give each/);
      expect(doctor).toContain('the store of another bot');
      await running.close();
      await open(store, { slack: '9-9' });
    });

    test('the program ends with exit code 2 and one line', async () => {
      const bot = new BotProcess({ STORE_URL: server.url('nowhere'), WEB: 'off' });
      expect(await bot.ended).toBe(2);
      expect(bot.stderr).toMatch(
        /^aitta-bot: wrong settings:\n {2}the database at STORE_URL cannot be used: there is no such database .*\n$/,
      );
    });
  },
);

describe.skipIf(!hasPostgres || !existsSync(PGBOUNCER))('behind PgBouncer', () => {
  test('transaction mode is refused, session mode is not', async () => {
    await server.createDatabase('pooled');
    const behind = async (mode: string): Promise<StoreSettings> =>
      settings(`postgres://postgres@127.0.0.1:${await startPgBouncer(mode)}/pooled`);
    const [start, doctor] = await told(await behind('transaction'));
    expect(start).toMatch(/every transaction another connection.*pool_mode = session/);
    expect(doctor).toContain('every transaction another connection');
    await expect(open(await behind('session'))).resolves.toBeUndefined();
  });
});

const bouncers: (() => void)[] = [];
afterAll(() => bouncers.forEach((end) => end()));

const startPgBouncer = async (mode: string): Promise<number> => {
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as AddressInfo;
      probe.close(() => resolve(free));
    });
  });
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-pool-'));
  chmodSync(folder, 0o755); // it refuses to run as root
  const file = join(folder, 'pgbouncer.ini');
  const lines = ['[databases]', `* = host=127.0.0.1 port=${server.port}`, '[pgbouncer]', 'listen_addr=127.0.0.1'];
  const more = [`listen_port=${port}`, 'auth_type=any', `pool_mode=${mode}`, 'unix_socket_dir='];
  writeFileSync(file, [...lines, ...more].join('\n').replace('* = ', '* = user=postgres '));
  const child = spawn(PGBOUNCER, [file], { ...NOBODY, stdio: 'ignore' });
  bouncers.push(() => child.kill());
  for (let tries = 0; tries < 200; tries++) {
    try {
      await ask(`postgres://postgres@127.0.0.1:${port}/postgres`, 'SELECT 1');
      return port;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25)); // it listens a little later than it starts
    }
  }
  throw new Error('PgBouncer does not answer');
};
