import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BotProcess, createFolder } from '../whole/bot-process.ts';
import { freePort } from './free-port.ts';

const main = join(import.meta.dirname, 'openai', 'node_modules', '@dwmkerr', 'mock-llm', 'dist', 'main.js');
const folder = createFolder();
let service: ChildProcess;
let env: Record<string, string>;

beforeAll(async () => {
  if (!existsSync(main)) throw new Error('mock-llm is missing: npm run e2e installs it');
  const port = await freePort();
  service = spawn(process.execPath, [main], { cwd: folder.path, env: { ...process.env, PORT: String(port) } });
  env = { OPENAI_BASE_URL: `http://127.0.0.1:${port}`, STORE_URL: `sqlite:${join(folder.path, 'bot.sqlite')}` };
  const up = `${env['OPENAI_BASE_URL']}/v1/models`;
  await vi.waitFor(() => fetch(up), { timeout: 30_000, interval: 200 }); // it rejects until somebody listens
});
afterAll(() => {
  service.kill();
  folder.remove();
});

/** It repeats what it is asked, in one piece whose finish comes with it, and counts nothing. */
test('a server that wants no key and counts no tokens is asked, and its doctor is content', async () => {
  const ask = new BotProcess(env, ['ask', 'Hello there']);
  expect([await ask.ended, ask.stdout]).toEqual([0, 'Hello there\n']);
  const doctor = new BotProcess(env, ['doctor']);
  await doctor.ended;
  expect(doctor.stdout).toMatch(/^ok {7}service {3}it lists 1 model$/m);
  expect(doctor.stdout).toMatch(/^ok {7}service {3}\S+ began to answer after [\d.]+ s$/m);
});

test('the page is answered by it', async () => {
  const bot = new BotProcess({ ...env, WEB: 'chat' });
  try {
    const url = `http://127.0.0.1:${await bot.started()}/chat`;
    const send = async (path: string, person: string, body?: object): Promise<unknown> => {
      const headers = { 'x-aitta-bot': '1', 'content-type': 'application/json', 'x-person': person };
      const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
      return (await fetch(url + path, init)).json();
    };
    const { id } = (await send('/people', '', { name: 'Lea' })) as { id: string };
    const room = `web/direct/${id}`;
    await send('/messages', id, { room, text: 'Hello there', nonce: 'nonce-000001' });
    const answers = async (): Promise<unknown[]> => {
      const { messages } = (await send(`/window?room=${room}`, id)) as { messages: { by: string; text?: string }[] };
      return messages.filter(({ by }) => by === 'bot').map(({ text }) => text);
    };
    await expect.poll(answers, { timeout: 30_000 }).toEqual(['Hello there']);
  } finally {
    await bot.kill();
  }
});
