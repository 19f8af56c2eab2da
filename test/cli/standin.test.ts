import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { standin } from '../../src/cli/standin.ts';
import { until } from '../driven/until.ts';
import { VerbProcess } from './verb-process.ts';

const run = (...argv: string[]) => {
  const stopping = new AbortController();
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: (text: string) => out.push(text),
    stderr: (text: string) => err.push(text),
    signal: stopping.signal,
  };
  const exit = standin(argv, io);
  onTestFinished(async () => {
    stopping.abort();
    await exit;
  });
  return { exit, out: () => out.join(''), err: () => err.join(''), stop: () => stopping.abort() };
};
const started = async (...argv: string[]) => {
  const verb = run('--port', '0', ...argv);
  await until(() => verb.out() !== '');
  return { ...verb, url: /http:\/\/127\.0\.0\.1:\d+/.exec(verb.out())?.[0] ?? '' };
};
const scenarioFile = (content: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'standin-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'scenario.json');
  writeFileSync(file, content);
  return file;
};

test('it says where it listens and how to use it, tells each request, and ends with 0 when told to', async () => {
  const verb = await started();
  expect(verb.out()).toContain(`(profile today) listens at ${verb.url}`);
  expect(verb.out()).toContain(`AITTA_API_URL=${verb.url} AITTA_ACCESS_TOKEN=standin-token`);
  expect(verb.out()).not.toContain('standin/runs-tasks');
  const answer = await fetch(`${verb.url}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer standin-token' },
    body: JSON.stringify({ model: 'standin/remembers', messages: [{ role: 'user', content: 'repeat: a secret' }] }),
  });
  await answer.text();
  await until(() => verb.out().includes('POST /openai/v1/chat/completions 200 answered standin/remembers 2 tokens\n'));
  expect(verb.out()).not.toContain('secret');
  expect((await fetch(`${verb.url}/standin`)).status).toBe(404);
  verb.stop();
  expect(await verb.exit).toBe(0);
  await expect(fetch(`${verb.url}/model`)).rejects.toThrow('fetch failed');
});

test('it takes a profile, a scenario and the control endpoint', async () => {
  const file = scenarioFile('{"models":[{"id":"acme/one"}],"users":[{"name":"ada","tokens":["ada-token"]}]}');
  const verb = await started('--profile', 'legacy', '--scenario', file, '--control', '--speed', '60');
  expect(verb.out()).toContain('Models: acme/one\n');
  expect(verb.out()).toContain('AITTA_ACCESS_TOKEN=ada-token');
  expect((await fetch(`${verb.url}/standin`)).status).toBe(200);
  expect((await fetch(`${verb.url}/model`)).status).toBe(401);
});

test('help is no error', async () => {
  const verb = run('--help');
  expect(await verb.exit).toBe(0);
  expect(verb.out()).toMatch(/^Usage: aitta-bot standin /);
});

test('a port that is taken is a failure in one line', async () => {
  const first = await started();
  const second = run('--port', new URL(first.url).port);
  expect(await second.exit).toBe(1);
  expect(second.err()).toMatch(/^aitta-bot standin: listen EADDRINUSE.*\n$/);
});

test.each([
  [['--profile', 'tomorrow'], '--profile must be one of today, legacy, bridge.'],
  [['--port', '70000'], '--port must be a number from 0 to 65535.'],
  [['--port', '1e3'], '--port must be a number from 0 to 65535.'],
  [['--speed', '0'], '--speed must be a number above 0'],
  [['--speed', 'fast'], '--speed must be a number above 0'],
  [['--colour'], "Unknown option '--colour'"],
  [['extra'], 'Unexpected argument'],
  [['--scenario', '/no/such/file.json'], 'ENOENT'],
])('%j is a usage error', async (argv, message) => {
  const verb = run(...argv);
  expect(await verb.exit).toBe(2);
  expect(verb.err()).toContain(message);
  expect(verb.out()).toBe('');
});

test('a scenario with mistakes is a usage error that tells all of them', async () => {
  const verb = run('--scenario', scenarioFile('{"models":[{"ID":"a"}]}'));
  expect(await verb.exit).toBe(2);
  expect(verb.err()).toContain(
    '  models[0].id is missing; it must be a text that is not empty\n  models[0].ID is unknown;',
  );
});

test('the program has the verb, and an interrupt ends it well', async () => {
  const verb = new VerbProcess('', ['standin', '--port', '0'], { env: { AITTA_ACCESS_TOKEN: '' } });
  await verb.until(({ out }) => out.includes('listens at http://127.0.0.1:'));
  verb.interrupt();
  expect(await verb.exit).toBe(0);
  expect(verb.err).toBe('');
});
