import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { ask } from '../postgres/postgres-server.ts';
import { freshStore, hasPostgres } from '../postgres/shared-server.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
let slack: FakeSlack;
let aitta: Standin;
let store: string;
const bots: BotProcess[] = [];

beforeEach(async () => {
  slack = await FakeSlack.start();
  aitta = createStandin({
    scenario: {
      models: [
        { id: 'acme/talks', window: 131_072 },
        { id: 'acme/cold', window: 32_768, workers: { state: 'offline' } },
      ],
    },
  });
  await aitta.listen();
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  await slack.close();
  await aitta.close();
});
afterAll(folder.remove);

const start = async (env: Record<string, string> = {}): Promise<BotProcess> => {
  const bot = new BotProcess(
    {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      AITTA_API_URL: aitta.url,
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
      STORE_URL: store,
      ...env,
    },
    ['start'],
    folder.path,
  );
  bots.push(bot);
  await bot.started();
  return bot;
};

/** Of Discord alone. */
const startDiscord = async (discord: FakeDiscord): Promise<BotProcess> => {
  const { token, apiUrl } = discord;
  const slackOff = { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '', SLACK_API_URL: '' };
  return start({ ...slackOff, DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, DISCORD_MESSAGE_CONTENT: 'true' });
};

const room = () => {
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const said = (root: string): string[] =>
    slack.messages(channel, root).flatMap(({ byBot, text }) => (byBot ? [text.trim()] : []));
  return {
    mention: (text: string, threadTs?: string): string =>
      ada.post({ channel, text: `<@${slack.botUserId}> ${text}`, ...(threadTs === undefined ? {} : { threadTs }) }),
    said,
    /** Once one of the bot's messages of the thread contains the words. */
    answered: (root: string, words: string): Promise<boolean> =>
      slack.waitFor(() => said(root).some((text) => text.includes(words)), words),
  };
};

describe.skipIf(!hasPostgres)('a bot on PostgreSQL', () => {
  test('answers, and remembers after kill -9', async () => {
    store = await freshStore();
    const bot = await start();
    const { mention, said, answered } = room();
    const root = mention('my name is Ada');
    await answered(root, 'Ada');
    await bot.kill();
    await start();
    mention('what is my name?', root);
    await answered(root, 'Your name is Ada');
    expect(said(root)).toHaveLength(2);
  });

  test('leaves nothing of what was said on the machine that it runs on', async () => {
    store = await freshStore();
    const bot = await start();
    const { mention, answered } = room();
    await answered(mention('MARKER and so on'), 'MARKER');
    await bot.kill();
    const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    expect(files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes('MARKER'))).toEqual([]);
  });

  test('with a key nothing of what was said is in the database in clear', async () => {
    store = await freshStore();
    await start({ STORE_KEY: randomBytes(32).toString('base64') });
    const { mention, answered } = room();
    const root = mention('MARKER and so on');
    await answered(root, 'MARKER');
    mention('what did I say?', root); // once this one is accepted, the first one is in the history
    await slack.waitFor(() => aitta.requests.filter(({ path }) => path.endsWith('/chat/completions')).length === 2);
    const texts = [...(await ask(store, 'SELECT * FROM turns')), ...(await ask(store, 'SELECT * FROM records'))];
    expect(JSON.stringify(texts)).toContain('aes-256-gcm:');
    expect(JSON.stringify(texts)).not.toContain('MARKER');
  });

  test('what a killed replica was about is answered by the other one, in the same message, once', async () => {
    store = await freshStore();
    const first = await start({ AITTA_MODEL: 'acme/cold' });
    const { mention, said, answered } = room();
    const root = mention('are you there?');
    await answered(root, 'acme/cold');
    await start({ AITTA_MODEL: 'acme/cold' });
    await first.kill();
    aitta.setWorker('acme/cold', 'running');
    await slack.waitFor(() => said(root).some((text) => text.endsWith('acme/cold')));
    expect(said(root)).toHaveLength(1);
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGSTOP'] as const)(
    'one of two replicas is connected to Discord; after its %s the other one is, and answers what was asked meanwhile, once',
    async (signal) => {
      store = await freshStore();
      const discord = await FakeDiscord.start({ messageContentGranted: true });
      const guild = discord.addGuild();
      const channel = discord.addChannel({ guild, name: 'physics' });
      const kim = discord.addMember({ guild, name: 'kim' });
      const answersTo = async (question: { id: string }): Promise<unknown[]> => {
        const thread = await discord.waitFor(() => discord.threadOn(question), 'a thread');
        const said = () => discord.messages(thread).filter(({ byBot }) => byBot);
        await discord.waitFor(() => said().some(({ text }) => text.includes('acme/talks')), 'an answer');
        return said();
      };
      const first = await startDiscord(discord);
      const second = await startDiscord(discord);
      await second.logged(({ msg }) => String(msg).startsWith('standing by'));
      expect(discord.gateway.connected).toBe(1);
      expect(await answersTo(kim.post({ channel, content: `${discord.mention} one` }))).toHaveLength(1);
      const ready = await fetch(`http://127.0.0.1:${await second.started()}/readyz`);
      expect(ready.status).toBe(200);
      first.signal(signal);
      const asked = kim.post({ channel, content: `${discord.mention} two` });
      await second.logged(({ msg }) => msg === 'the platform has started');
      await answersTo(asked);
      first.signal('SIGCONT');
      await discord.waitFor(() => discord.gateway.connected === 1, 'one session');
      expect(await answersTo(asked)).toHaveLength(1);
      await Promise.all(bots.splice(0).map((bot) => bot.kill()));
      await discord.close();
    },
  );
});
