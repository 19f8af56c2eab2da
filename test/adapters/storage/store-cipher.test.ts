import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openRecords } from '../../doubles/open-records.ts';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteTurnTable } from '../../../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import { checkKeys } from '../../../src/adapters/storage/records/check-keys.ts';
import { SqliteRecordTable } from '../../../src/adapters/storage/sqlite/sqlite-record-table.ts';
import { createCipher, plainCipher } from '../../../src/adapters/storage/store-cipher.ts';
import { systemClock } from '../../../src/async/clock.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const arrival: Arrival = {
  id: '1',
  platform: 'test',
  workspace: 'w',
  channel: 'c',
  conversation: 'c1',
  personId: 'ada',
  input: 'MARKER-QUESTION',
  address: 'MARKER-ADDRESS',
  at: 1,
};

test('every text comes back, and equal texts look different', () => {
  const cipher = createCipher([newKey]);
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
      (text) => {
        const stored = cipher.encrypt(text);
        expect(cipher.decrypt(stored)).toBe(text);
        expect(cipher.encrypt(text)).not.toBe(stored);
      },
    ),
  );
});

test('a key is changed by putting the new one in front; the old one alone is no longer enough', () => {
  const old = createCipher([oldKey]).encrypt('text');
  const both = createCipher([newKey, oldKey]);
  expect(both.decrypt(old)).toBe('text');
  expect(createCipher([newKey]).decrypt(both.encrypt('text'))).toBe('text');
  expect(() => createCipher([newKey]).decrypt(old)).toThrow(/not in STORE_KEY/);
});

test('a damaged record is refused, and what was written before encryption is still read', () => {
  const cipher = createCipher([newKey]);
  const stored = cipher.encrypt('text');
  expect(() => cipher.decrypt(`${stored.slice(0, -8)}AAAAAAA=`)).toThrow(/damaged/);
  expect(cipher.decrypt('{"plain":1}')).toBe('{"plain":1}');
  expect(() => plainCipher.decrypt(stored)).toThrow(/no STORE_KEY/);
});

test('with a key nothing that people said is in the file in the clear', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  const database = new SqliteDatabase(path);
  const cipher = createCipher([newKey]);
  const table = new SqliteTurnTable(database, cipher);
  await table.insert({ id: '1', kind: 'question', arrival }, 'a');
  const turn = await table.begin('1', 'a');
  const run = { id: '1', owner: 'a', epoch: turn?.epoch ?? 0 };
  await table.saveKept(run, { answer: { text: 'MARKER-ANSWER' } });
  await table.saveMemory(run, 'MARKER-MEMORY');
  await openRecords(database, systemClock, { cipher })('turns').set('k', 'MARKER-RECORD');
  expect(turn?.arrival).toEqual(arrival);
  expect(await table.begin('1', 'a')).toMatchObject({
    kept: { answer: { text: 'MARKER-ANSWER' } },
    memory: 'MARKER-MEMORY',
  });
  database.compact();
  expect(readFileSync(path).includes('MARKER')).toBe(false);
  database.close();
});

test('keys that do not fit are noticed when the database is opened', async () => {
  const records = new SqliteRecordTable(new SqliteDatabase(':memory:'));
  await checkKeys(records, plainCipher);
  await checkKeys(records, createCipher([oldKey]));
  await checkKeys(records, createCipher([newKey, oldKey]));
  await checkKeys(records, createCipher([newKey]));
  await expect(checkKeys(records, createCipher([oldKey]))).rejects.toThrow(/STORE_KEY does not fit/);
  await expect(checkKeys(records, plainCipher)).rejects.toThrow(/STORE_KEY does not fit/);
});
