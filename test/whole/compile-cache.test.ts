import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
const aitta = createStandin();
await aitta.listen();
afterAll(async () => {
  await aitta.close();
  folder.remove();
});

const runOnce = async (storeUrl: string): Promise<void> => {
  const env = { AITTA_API_URL: aitta.url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN, STORE_URL: storeUrl };
  const bot = new BotProcess(env, ['start'], folder.path);
  await bot.started();
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
};

test('what Node has compiled is kept beside the store from the second start on, and what another Node has left goes', async () => {
  const home = join(folder.path, 'home');
  const cache = join(home, 'compile-cache');
  const store = `sqlite:${join(home, 'bot.sqlite')}`;
  await runOnce(store);
  expect(existsSync(cache)).toBe(false);
  expect(statSync(home).mode & 0o007).toBe(0);
  mkdirSync(join(cache, 'v18.0.0-of-old'), { recursive: true, mode: 0o700 });
  await runOnce(store);
  const [version = '', ...others] = readdirSync(cache);
  expect([version.startsWith(process.version), others]).toEqual([true, []]);
  expect(readdirSync(join(cache, version)).length).toBeGreaterThan(100);
});

test('nothing is compiled from a folder that others may write to, nor kept where nothing else is', async () => {
  const home = join(folder.path, 'shared');
  const cache = join(home, 'compile-cache');
  mkdirSync(cache, { recursive: true });
  chmodSync(cache, 0o777);
  await runOnce(`sqlite:${join(home, 'bot.sqlite')}`);
  expect(readdirSync(cache)).toEqual([]);
  await runOnce('memory:');
  expect(existsSync(join(folder.path, 'compile-cache'))).toBe(false);
});
