import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openStorage } from '../../../src/adapters/storage/open-storage.ts';
import type { Storage } from '../../../src/adapters/storage/open-storage.ts';
import { probeStore } from '../../../src/adapters/storage/sqlite/probe-store.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import { keptKinds } from '../../../src/keeps.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import type { LogLine } from '../../doubles/quiet-log.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';

const [one, two] = [randomBytes(32), randomBytes(32)];
const TEXTS = 500;
const arrival: Arrival = {
  id: 'q',
  platform: 'test',
  workspace: 'w',
  channel: 'c',
  conversation: 'c1',
  personId: 'ada',
  input: 'MARKER-QUESTION',
  address: 'MARKER-ADDRESS',
  at: 1,
};
let path: string;
let log: LogLine[];
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  log = [];
});

const open = (storeKeys: Uint8Array[], signal?: AbortSignal): Promise<Storage> =>
  openStorage(
    { store: { kind: 'sqlite', path }, storeKeys },
    {
      clock: new DrivenClock(),
      log: quietLog(log),
      kinds: keptKinds,
      retentionMs: 30 * 24 * 60 * 60_000,
      ...(signal ? { signal } : {}),
    },
  );
const fill = async (storage: Storage): Promise<void> => {
  const turns = storage.openStore('turns');
  for (let n = 0; n < TEXTS; n++) await turns.set(`c/${n}`, `MARKER ${n} ${'x'.repeat(n)}`);
  await storage.turns.accept({ id: 'q', kind: 'question', arrival });
};
const readAll = async (storage: Storage): Promise<unknown[]> => {
  const found = await storage.openStore('turns').get(Array.from({ length: TEXTS }, (_, n) => `c/${n}`));
  return found.filter((text, n) => text === `MARKER ${n} ${'x'.repeat(n)}`);
};
const inFiles = (text: string): boolean =>
  ['', '-wal'].some((end) => {
    try {
      return readFileSync(`${path}${end}`).includes(text);
    } catch {
      return false; // there is no journal
    }
  });

test('a key on a store in clear encrypts everything that is there, and nothing in clear is left in the file', async () => {
  const clear = await open([]);
  await fill(clear);
  await clear.close();
  expect(inFiles('MARKER')).toBe(true);
  const sealed = await open([one]);
  expect(inFiles('MARKER')).toBe(false);
  expect(await readAll(sealed)).toHaveLength(TEXTS);
  await sealed.close();
  expect(log.map(({ message }) => message)).toContain('the store is encrypted with the first STORE_KEY');
});

test('after one start with NEW,OLD the old key is needed no more', async () => {
  const before = await open([one]);
  await fill(before);
  await before.close();
  await (await open([two, one])).close();
  const after = await open([two]);
  expect(await readAll(after)).toHaveLength(TEXTS);
  const asked: unknown[] = [];
  after.turns.work(async (turn) => void asked.push(turn.arrival));
  await after.close();
  await expect(open([one])).rejects.toThrow(/STORE_KEY does not fit/);
});

test('a start that is killed while it encrypts is gone on with by the next one', async () => {
  const clear = await open([]);
  await fill(clear);
  await clear.close();
  const ended = new AbortController();
  const starting = open([one], ended.signal);
  setImmediate(() => ended.abort(new Error('killed'))); // between two parts of the work
  await expect(starting).rejects.toThrow('killed');
  expect(inFiles('MARKER')).toBe(true);
  const sealed = await open([one]);
  expect(inFiles('MARKER')).toBe(false);
  expect(await readAll(sealed)).toHaveLength(TEXTS);
  await sealed.close();
});

test('a start with a key missing is refused, by start and by doctor, however the texts came under two keys', async () => {
  const before = await open([one]);
  await fill(before);
  await before.close();
  const ended = new AbortController();
  ended.abort(new Error('killed'));
  await expect(open([two, one], ended.signal)).rejects.toThrow('killed'); // before anything was encrypted anew
  await expect(open([two])).rejects.toThrow(/Start once with the older key behind the new one \(STORE_KEY=NEW,OLD\)/);
  expect(() => probeStore(path, [two])).toThrow(/not in STORE_KEY/);
  const both = await open([two, one]);
  expect(await readAll(both)).toHaveLength(TEXTS);
  await both.close();
  expect(probeStore(path, [two]).exists).toBe(true);
});

test('a store that is under its key already is not walked through again', async () => {
  await (await open([one])).close();
  log = [];
  await (await open([one])).close();
  expect(log).toEqual([]);
});
