import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { openStorage } from '../../src/adapters/storage/open-storage.ts';
import { forget } from '../../src/cli/forget.ts';
import { systemClock } from '../../src/async/clock.ts';
import { openMemories } from '../../src/core/memory/memories.ts';
import { keptKinds } from '../../src/keeps.ts';
import { quietLog } from '../doubles/quiet-log.ts';
import { runVerbHere } from './verb-io.ts';

const NOWHERE = 'http://127.0.0.1:9';
const DAY_MS = 24 * 60 * 60_000;
const key = (byte: number): Buffer => Buffer.alloc(32, byte);

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
});

const fill = async (storeKeys: Uint8Array[] = []): Promise<void> => {
  const parts = { clock: systemClock, log: quietLog([]), kinds: keptKinds, retentionMs: DAY_MS };
  const storage = await openStorage({ store: { kind: 'sqlite', path }, storeKeys }, parts);
  const { history, people } = openMemories(storage.openStore, systemClock, DAY_MS);
  const question = { personId: 'U1', who: 'A\u001bda', text: 'MARKER' };
  const now = systemClock.now();
  await history.add('c1', { turnId: 't1', questions: [question], texts: ['Hello.'], model: 'acme/chat', at: now });
  const where = { workspace: 'w', channel: 'c', conversation: 'c1' };
  await people.note({ platform: 'slack', personId: 'U1' }, where, now);
  await storage.close();
};
const run = async (
  says: string,
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> => {
  const verb = runVerbHere(forget, NOWHERE, ['slack', 'U1'], {
    stdin: says,
    stdinIsTerminal: true,
    env: { STORE_URL: `sqlite:${path}`, ...env },
  });
  return { code: await verb.exit, out: verb.out(), err: verb.err() };
};

describe('whoever sits at a terminal is asked first', () => {
  test('and told who it is', async () => {
    await fill();
    const { code, out, err } = await run('y\n');
    expect([code, err]).toEqual([0, 'Delete everything of U1 (A da) on slack? It cannot be undone. [y/N] ']);
    expect(out).toContain('  1 question and its answer, in 1 conversation\n  1 note (footprints)\nLeft:\n');
    expect((await run('y\n')).err).toBe('aitta-bot forget: Nothing is kept of U1 on slack.\n');
  });

  test.each(['n\n', '\n', 'Yves\n', ''])('%j deletes nothing', async (says) => {
    await fill();
    const { code, out, err } = await run(says);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('aitta-bot forget: Nothing was deleted.\n');
    expect((await run('yes\n')).code).toBe(0);
  });
});

describe('a store that cannot be used beside the bot is named, and left as it is', () => {
  test('none', async () => {
    const { code, err } = await run('y\n');
    expect([code, err]).toEqual([1, `aitta-bot forget: there is no store at ${path}\n`]);
  });

  test('in memory', async () => {
    const { code, err } = await run('y\n', { STORE_URL: 'memory:' });
    expect(code).toBe(1);
    expect(err).toContain('STORE_URL is memory:, which nobody but the bot itself can read');
  });

  test('of an earlier version', async () => {
    await fill();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 1');
    database.close();
    const { code, err } = await run('y\n');
    expect(code).toBe(1);
    expect(err).toContain('is of an earlier version: start the bot of this version once');
  });

  test.each([
    ['with another key', [key(1)], [key(2)]],
    ['with a newer key in front, under which it would have to be encrypted', [key(1)], [key(2), key(1)]],
    ['in clear, with a key', [], [key(1)]],
  ])('%s', async (_what, stored, given) => {
    await fill(stored);
    const { code, err } = await run('y\n', { STORE_KEY: given.map((each) => each.toString('base64')).join(',') });
    expect(code).toBe(1);
    expect(err).toContain('STORE_KEY is not the one that the store is encrypted with');
    await fill(stored);
  });

  test('without its key', async () => {
    await fill([key(1)]);
    const { code, err } = await run('y\n');
    expect(code).toBe(1);
    expect(err).toContain('STORE_KEY is not the one that the store is encrypted with');
  });
});
