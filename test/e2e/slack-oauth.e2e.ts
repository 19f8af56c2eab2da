import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { BotProcess, createFolder } from '../whole/bot-process.ts';
import { Browser } from '../whole/browser.ts';
import { CLIENT, deliver, EmulatedSlack } from './emulated-slack.ts';
import { freePort } from './free-port.ts';

test('a workspace of an emulator that is not ours installs the bot by OAuth, and a mention is answered there with the token that it gave', async () => {
  const folder = createFolder();
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const slack = await EmulatedSlack.start(folder.path, `${publicUrl}/slack/oauth_redirect`);
  const path = join(folder.path, 'bot.sqlite');
  const bot = new BotProcess({
    SLACK_CLIENT_ID: CLIENT.id,
    SLACK_CLIENT_SECRET: CLIENT.secret,
    SLACK_SIGNING_SECRET: CLIENT.signingSecret,
    PUBLIC_URL: publicUrl,
    PORT: String(port),
    SLACK_API_URL: slack.apiUrl,
    AITTA_API_URL: 'standin:',
    AITTA_MODEL: 'standin/remembers',
    STORE_URL: `sqlite:${path}`,
    STORE_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'debug',
  });
  onTestFinished(async () => {
    await bot.kill();
    await slack.close();
    folder.remove();
  });
  await bot.started();

  const browser = new Browser(publicUrl, port);
  const { link } = await browser.open('/slack/install');
  const done = await browser.open(await slack.allow(link));
  expect(done).toMatchObject({ status: 200 });
  expect(JSON.stringify(bot.log.filter(({ level }) => level === 'error'))).toBe('[]');

  // The emulator takes any token for its own user's.
  const anyToken = 'xoxp-of-the-test';
  const { team_id: team } = await slack.call(anyToken, 'auth.test');
  const { channels } = await slack.call(anyToken, 'conversations.list');
  const { members } = await slack.call(anyToken, 'users.list');
  const channel = channels.find(({ name }) => name === 'physics')?.id ?? '';
  const ada = members.find(({ name }) => name === 'ada')?.id ?? '';
  const installed = new DatabaseSync(path, { readOnly: true });
  const rows = installed.prepare("select key, value from records where namespace = 'slack-installations'").all();
  installed.close();
  expect(rows).toEqual([{ key: team, value: expect.stringMatching(/^aes-256-gcm:/) as unknown }]);

  const botUser = members.find(({ name }) => /aitta/.test(name))?.id ?? '';
  const text = `<@${botUser}> repeat: hello from OAuth`;
  const { ts } = await slack.call(anyToken, 'chat.postMessage', { channel, text });
  const event = { type: 'app_mention', channel, user: ada, ts, event_ts: ts, text };
  const authorizations = [
    { team_id: team, enterprise_id: null, user_id: botUser, is_bot: true, is_enterprise_install: false },
  ];
  const envelope = {
    type: 'event_callback',
    team_id: team,
    event_id: 'Ev0OAUTH',
    event_time: Number(ts.split('.')[0]),
  };
  expect(await deliver(`${publicUrl}/slack/events`, { ...envelope, event, authorizations })).toBe(200);
  const said = await slack.until(async () => {
    const { messages } = await slack.call(anyToken, 'conversations.replies', { channel, ts });
    return messages.slice(1).some((message) => message.text.includes('hello from OAuth')) && messages;
  });
  expect(said).toHaveLength(2);
  expect(said[1]?.text).toContain('standin/remembers');
});
