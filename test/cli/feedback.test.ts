import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStorage } from '../../src/adapters/storage/open-storage.ts';
import { feedback } from '../../src/cli/feedback.ts';
import { systemClock } from '../../src/async/clock.ts';
import { openMemories } from '../../src/core/memory/memories.ts';
import { keptKinds } from '../../src/keeps.ts';
import { quietLog } from '../doubles/quiet-log.ts';
import { runVerbHere } from './verb-io.ts';

const NOWHERE = 'http://127.0.0.1:9';
const DAY_MS = 24 * 60 * 60_000;

test('what people think of answers is written for the operator, with their words, not from whom', async () => {
  const storeKey = Buffer.alloc(32, 7);
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  const parts = { clock: systemClock, log: quietLog([]), kinds: keptKinds, retentionMs: DAY_MS };
  const storage = await openStorage({ store: { kind: 'sqlite', path }, storeKeys: [storeKey] }, parts);
  const votes = openMemories(storage.openStore, systemClock, DAY_MS).feedback;
  const ada = { platform: 'slack', workspace: 'w', channel: 'C1', personId: 'U1' };
  await votes.rate(ada, 't1', { vote: 'down', model: 'acme/chat', word: 'Too long.' });
  await votes.rate({ ...ada, personId: 'U2' }, 't1', { vote: 'up', model: 'acme/chat' });
  await storage.close();
  const run = async (...args: string[]) => {
    const env = { STORE_URL: `sqlite:${path}`, STORE_KEY: storeKey.toString('base64') };
    const verb = runVerbHere(feedback, NOWHERE, args, { env });
    return { code: await verb.exit, out: verb.out(), err: verb.err() };
  };
  const { code, out, err } = await run();
  expect([code, err]).toEqual([0, '']);
  const vote = { at: expect.stringMatching(/^\d{4}-.*Z$/), platform: 'slack', channel: 'C1', model: 'acme/chat' };
  const written = JSON.parse(out) as { vote: string }[];
  expect(written.toSorted((a, b) => a.vote.localeCompare(b.vote))).toEqual([
    { ...vote, vote: 'down', word: 'Too long.' },
    { ...vote, vote: 'up' },
  ]);
  expect((await run('--help')).out).toMatch(/^Usage: aitta-bot feedback\n/);
  expect((await run('slack')).code).toBe(2);
});
