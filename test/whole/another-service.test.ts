import { LLMock } from '@copilotkit/aimock';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const KEY = 'sk-of-the-service';
const folder = createFolder();
const bots: BotProcess[] = [];
let service: LLMock;
let count = 0;
let baseUrl: string;

beforeEach(async () => {
  service = new LLMock({ port: 0, auth: { apiKeys: [KEY] } });
  service.onMessage(/sky/, { content: 'Because blue light is scattered most.' });
  await service.start();
  baseUrl = `${service.url}/v1`;
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  await service.stop();
});
afterAll(folder.remove);

const start = (env: Record<string, string>, args?: readonly string[]): BotProcess => {
  const store = `sqlite:${join(folder.path, `${(count += 1)}.sqlite`)}`;
  const bot = new BotProcess({ OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: KEY, STORE_URL: store, ...env }, args);
  bots.push(bot);
  return bot;
};

test('Slack, Discord and the page are answered by a service that is not Aitta, and the key is in no log', async () => {
  const [slack, discord] = [await FakeSlack.start(), await FakeDiscord.start()];
  const bot = start({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    OPENAI_MODEL: 'gpt-4o',
    WEB: 'chat',
    LOG_LEVEL: 'debug',
  });
  const url = `http://127.0.0.1:${await bot.started()}`;
  const ada = slack.addUser({ name: 'ada' });
  const room = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const asked = ada.post({ channel: room, text: `<@${slack.botUserId}> why is the sky blue?` });
  const guild = discord.addGuild();
  const channel = discord.addChannel({ guild, name: 'physics' });
  const question = discord
    .addMember({ guild, name: 'kim' })
    .post({ channel, content: `${discord.mention} why is the sky blue?` });
  const send = async (path: string, body: object | undefined, person = ''): Promise<unknown> => {
    const headers = { 'x-aitta-bot': '1', 'content-type': 'application/json', 'x-person': person };
    return (
      await fetch(`${url}/chat${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers })
    ).json();
  };
  const { id } = (await send('/people', { name: 'Lea' })) as { id: string };
  await send('/messages', { room: `web/direct/${id}`, text: 'why is the sky blue?', nonce: 'nonce-000001' }, id);

  const words = 'Because blue light is scattered most.';
  const said = await slack.waitFor(
    () => slack.messages(room, asked).find(({ byBot, text }) => byBot && text.includes(words)),
    'an answer in Slack',
  );
  expect(said.text).toContain('gpt-4o');
  const thread = await discord.waitFor(() => discord.threadOn(question), 'a thread');
  await discord.waitFor(
    () => discord.messages(thread).find(({ text }) => text.includes(words)),
    'an answer in Discord',
  );
  await expect
    .poll(async () => JSON.stringify(await send(`/window?room=web/direct/${id}`, undefined, id)), { timeout: 20_000 })
    .toContain(words);

  const { parts } = (await (await fetch(`${url}/readyz`)).json()) as { parts: Record<string, object> };
  expect(parts['service']).toMatchObject({ ok: true, note: 'answers' });
  expect(parts['aitta']).toBeUndefined();
  expect(bot.stdout + bot.stderr).not.toContain(KEY);
  expect(
    service
      .getRequests()
      .map(({ path }) => path)
      .filter((path) => !/^\/v1\/(models|chat\/completions)$/.test(path)),
  ).toEqual([]);
  await Promise.all([slack.close(), discord.close()]);
});

test('SERVICE_NAME is what people read where the service does not answer, and the answer comes when it is back', async () => {
  const slack = await FakeSlack.start();
  const { port } = new URL(service.url);
  await service.stop();
  const bot = start({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    SERVICE_NAME: 'Rahti LLM',
    OPENAI_MODEL: 'gpt-4o',
  });
  await bot.started();
  const ada = slack.addUser({ name: 'ada' });
  const room = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const asked = ada.post({ channel: room, text: `<@${slack.botUserId}> why is the sky blue?` });
  const said = async (words: string): Promise<string> => {
    const find = () => slack.messages(room, asked).find(({ byBot, text }) => byBot && text.includes(words));
    return (await slack.waitFor(find, words)).text;
  };
  await said('Rahti LLM is not responding; your question is kept');
  service = new LLMock({ port: Number(port), auth: { apiKeys: [KEY] } });
  service.onMessage(/sky/, { content: 'Because blue light is scattered most.' });
  await service.start();
  expect(await said('Because blue light is scattered most.')).not.toContain('not responding');
  await slack.close();
});

test('the doctor and the verbs know it: models, an answer, and a wrong address or key by name', async () => {
  const run = async (args: readonly string[], env: Record<string, string> = {}) => {
    const bot = start(env, args);
    const code = await bot.ended;
    return { code, out: bot.stdout, all: bot.stdout + bot.stderr };
  };
  expect((await run(['models'])).out).toMatch(/^gpt-4o .*\?/m);
  expect(await run(['ask', '--model', 'gpt-4o', 'why is the sky blue?'])).toMatchObject({
    code: 0,
    out: 'Because blue light is scattered most.\n',
  });
  const well = await run(['doctor']);
  expect(well.out).toMatch(/^ok {7}service {3}it lists \d+ models$/m);
  const unknown = await run(['doctor'], { OPENAI_MODEL: 'gpt-5o' });
  expect(unknown.out).toMatch(/service {3}OPENAI_MODEL \(gpt-5o\) is not in the list/);
  const refused = await run(['doctor'], { OPENAI_API_KEY: 'sk-wrong' });
  expect([refused.code, refused.out]).toEqual([
    2,
    expect.stringMatching(/failed {3}service {3}127\.0\.0\.1:\d+ refuses the API key \(HTTP 401\)/),
  ]);
  const nowhere = await run(['doctor'], { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
  expect([nowhere.code, nowhere.out]).toEqual([
    2,
    expect.stringMatching(/failed {3}service {3}127\.0\.0\.1:9 cannot be reached/),
  ]);
  const asked = await run(['ask', 'why?'], { OPENAI_API_KEY: 'sk-wrong', SERVICE_NAME: 'Rahti LLM' });
  expect([asked.code, asked.all]).toEqual([1, expect.stringContaining('Rahti LLM refuses the API key')]);
  expect(asked.all).not.toContain('sk-wrong');
  const task = await run(['task', '--model', 'm', '--input', '{}']);
  expect([task.code, task.all]).toEqual([1, expect.stringContaining('OPENAI_BASE_URL names another service')]);
  for (const { all } of [well, unknown, nowhere, task]) expect(all).not.toContain(KEY);
}, 60_000);

test('a setting that a person must fix ends the start with 2, a service that is away does not', async () => {
  const wrong = start({ OPENAI_BASE_URL: `${baseUrl}/chat/completions` });
  expect([await wrong.ended, wrong.stderr]).toEqual([
    2,
    expect.stringContaining('OPENAI_BASE_URL must be the address'),
  ]);
  const both = start({ AITTA_ACCESS_TOKEN: 'jwt' });
  expect([await both.ended, both.stderr]).toEqual([2, expect.stringContaining('keep the settings of one service')]);
  expect(both.stderr).not.toContain(KEY);
  await start({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', WEB: 'chat' }).started();
});
