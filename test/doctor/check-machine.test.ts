import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SqliteDatabase } from '../../src/adapters/storage/sqlite/sqlite-database.ts';
import { checkKeys } from '../../src/adapters/storage/records/check-keys.ts';
import { SqliteRecordTable } from '../../src/adapters/storage/sqlite/sqlite-record-table.ts';
import { createCipher } from '../../src/adapters/storage/store-cipher.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { startRawHttpServer } from '../fakes/raw-http-server.ts';
import { consult, createFolder } from './consultation.ts';
import { openAitta } from './surroundings.ts';

describe('the clock', () => {
  test.each([
    [-20 * 60_000, 2, /^failed: 1[12]\d\d s behind the clock of 127\.0\.0\.1/],
    [20 * 60_000, 2, /^failed: 1[12]\d\d s ahead of the clock/],
    [-60_000, 1, /^warning: \d\d s behind .* \| Switch on time synchronisation/],
  ])('%d ms off', async (offMs, code, line) => {
    const { env } = await openAitta();
    const found = await consult(env, new DrivenClock(Date.now() + offMs));
    expect([found.code, found.of('clock')[0]]).toEqual([code, expect.stringMatching(line)]);
  });
});

describe('traces', () => {
  test.each([
    [200, /^ok: 127\.0\.0\.1:\d+ takes them$/],
    [401, /^warning: .* answers with HTTP 401 \| Set OTEL_EXPORTER_OTLP_HEADERS/],
    [404, /^warning: .* answers with HTTP 404 \| OTEL_EXPORTER_OTLP_ENDPOINT must be the base/],
  ])('of a receiver that answers with %i', async (status, line) => {
    const { env } = await openAitta();
    const receiver = await startRawHttpServer(({ path, authorization }) => ({
      status: path === '/v1/traces' && authorization === 'Bearer k' ? status : 500,
      body: '{}',
    }));
    const headers = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20k' };
    const { of } = await consult({ ...env, ...headers, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    expect(of('traces')).toEqual([expect.stringMatching(line)]);
  });

  test('are not looked for where nobody wants any', async () => {
    const { env } = await openAitta();
    expect((await consult(env)).of('traces')).toEqual([]);
  });
});

describe('HOST and PORT', () => {
  const listen = async (answer: (path: string) => [number, object]): Promise<string> => {
    const server = createServer((request, response) => {
      const [status, body] = answer(request.url ?? '');
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return String((server.address() as AddressInfo).port);
  };
  const parts = { store: { ok: true, note: 'answers' }, aitta: { ok: false, note: 'cannot be reached' } };

  test('taken by something else is a failure', async () => {
    const { env } = await openAitta();
    const { code, of } = await consult({ ...env, PORT: await listen(() => [404, {}]) });
    expect([code, of('server')]).toEqual([2, [expect.stringMatching(/^failed: another program uses HOST and PORT/)]]);
  });

  test('taken by the bot itself is how it should be, and the bot tells how it is', async () => {
    const { env } = await openAitta();
    const well = await consult({ ...env, PORT: await listen(() => [200, { status: 'ready', parts }]) });
    // The bot's own clock is ours: what it says proves nothing.
    expect(well.of('clock')[0]).toMatch(/according to 127\.0\.0\.1:\d+$/);
    expect(well.of('server')).toEqual([
      expect.stringMatching(/^ok: the bot is running at .*, and all its parts work$/),
    ]);
    const ill = await consult({ ...env, PORT: await listen(() => [503, { status: 'not ready', parts }]) });
    expect(ill.of('server')).toEqual([expect.stringMatching(/^warning: .*not ready \(aitta: cannot be reached\) \|/)]);
  });

  test('an address of another machine is a failure', async () => {
    const { env } = await openAitta();
    const { of } = await consult({ ...env, HOST: '192.0.2.1', PORT: '3000' });
    expect(of('server')[0]).toMatch(/^failed: .*EADDRNOTAVAIL.* \| 192\.0\.2\.1 is not an address of this machine/);
  });
});

describe('the store', () => {
  const examine = async (
    path: string,
    env: Record<string, string> = {},
  ): Promise<{ code: number; store: string[] }> => {
    const aitta = await openAitta();
    const { code, of } = await consult({ ...aitta.env, STORE_URL: `sqlite:${path}`, ...env });
    return { code, store: of('store') };
  };
  const key = Buffer.alloc(32, 7);

  test('of a running bot is written and read without a trace', async () => {
    const path = join(createFolder(), 'bot.sqlite');
    const database = new SqliteDatabase(path);
    onTestFinished(() => database.close());
    const tables = (): unknown => database.all('SELECT name FROM sqlite_master ORDER BY name');
    const before = tables();
    const { store } = await examine(path);
    expect(store[0]).toBe(`ok: ${path} can be written and read`);
    expect(tables()).toEqual(before);
  });

  test('in a folder that is not there yet will be made, and is not made by the doctor', async () => {
    const folder = createFolder();
    const { store } = await examine(join(folder, 'a', 'b', 'bot.sqlite'));
    expect(store[0]).toBe(`ok: ${join(folder, 'a', 'b', 'bot.sqlite')} will be created: ${folder} is writable`);
  });

  test('that is something else, newer, or encrypted with another key', async () => {
    const other = join(createFolder(), 'notes.txt');
    writeFileSync(other, 'these are notes and no database, whatever STORE_URL says about them. '.repeat(100));
    expect(await examine(other)).toMatchObject({
      code: 2,
      store: [expect.stringMatching(/not a database\) \| STORE_URL names/)],
    });

    const newer = join(createFolder(), 'bot.sqlite');
    const database = new SqliteDatabase(newer);
    database.run('PRAGMA user_version = 999');
    database.close();
    expect((await examine(newer)).store).toEqual([
      expect.stringMatching(/newer version .*\| Run the newer version again/),
    ]);

    const locked = join(createFolder(), 'bot.sqlite');
    const encrypted = new SqliteDatabase(locked);
    await checkKeys(new SqliteRecordTable(encrypted), createCipher([key]));
    encrypted.close();
    expect((await examine(locked)).store).toEqual([expect.stringMatching(/^failed: .* \| Set STORE_KEY to the key/)]);
    const right = await examine(locked, { STORE_KEY: key.toString('base64') });
    expect(right.store[0]).toMatch(/^ok: /);
  });

  test('that is damaged', async () => {
    const path = join(createFolder(), 'bot.sqlite');
    const database = new SqliteDatabase(path);
    database.close();
    writeFileSync(path, Buffer.alloc(4_096, 1), { flag: 'r+' });
    expect((await examine(path)).store[0]).toMatch(/^failed: /);
  });
});
