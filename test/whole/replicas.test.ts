import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import type { ReadMessage } from '../fakes/slack/read-message.ts';
import { freshStore, hasPostgres } from '../postgres/shared-server.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
let aitta: Standin;
let count = 0;
const bots: BotProcess[] = [];

beforeEach(async () => {
  aitta = createStandin({
    scenario: {
      models: [
        { id: 'acme/cold', window: 32_768, workers: { state: 'offline' } },
        { id: 'acme/slower', window: 32_768, pace: { pieceMs: 500 } },
      ],
    },
  });
  await aitta.listen();
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  await aitta.close();
});
afterAll(folder.remove);

const start = async (env: Record<string, string>): Promise<{ bot: BotProcess; port: number }> => {
  const bot = new BotProcess(
    { AITTA_API_URL: aitta.url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN, ...env },
    ['start'],
    folder.path,
  );
  bots.push(bot);
  return { bot, port: await bot.started() };
};

const stores = [
  { name: 'one SQLite file', isHere: true, open: async () => `sqlite:${join(folder.path, `${(count += 1)}.sqlite`)}` },
  { name: 'PostgreSQL', isHere: hasPostgres, open: freshStore },
].filter(({ isHere }) => isHere);

describe.each(stores)('two processes of Slack on $name: what is asked of one', ({ open }) => {
  /** What comes in goes to the one process or to the other. */
  const openRoom = async (model: string) => {
    const slack = await FakeSlack.start();
    const env = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      STORE_URL: await open(),
      AITTA_MODEL: model,
    };
    const [first, second] = [await start(env), await start(env)];
    const deliverTo = ({ port }: { port: number }): void =>
      void slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
    const ada = slack.addUser({ name: 'ada' });
    const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
    const own = (root: string) => slack.messages(channel, root).filter(({ byBot }) => byBot);
    deliverTo(first);
    return {
      close: () => slack.close(),
      second: () => deliverTo(second),
      mention: (text: string, threadTs?: string): string =>
        ada.post({ channel, text: `<@${slack.botUserId}> ${text}`, ...(threadTs === undefined ? {} : { threadTs }) }),
      remove: (ts: string): void => ada.delete({ channel, ts }),
      /** Once one of the bot's messages says this. @returns the texts of all of them */
      said: (root: string, words: string): Promise<string[]> =>
        slack.waitFor(() => {
          const texts = own(root).map(({ text }) => text);
          return texts.some((text) => text.includes(words)) ? texts : undefined;
        }, words),
      /** Once all of the bot's messages say this. */
      all: (root: string, words: string): Promise<boolean> =>
        slack.waitFor(() => own(root).every(({ text }) => text.includes(words)), words),
      /** Presses a button of the message that says this, once it has it. */
      press: async (root: string, label: string, words: string): Promise<void> => {
        const offers = ({ text, controls }: ReadMessage): boolean =>
          text.includes(words) && controls.some((control) => control.label === label);
        ada.press(await slack.waitFor(() => own(root).find(offers), label), label);
      },
    };
  };

  test('is stopped by the other one: what waits for a cold model, and what waits in line behind it', async () => {
    const room = await openRoom('acme/cold');
    const root = room.mention('are you there?');
    await room.said(root, 'acme/cold');
    room.mention('and you?', root);
    await room.said(root, english.behind(1));
    room.second();
    await room.press(root, english.stop, english.behind(1));
    expect(await room.said(root, english.stoppedBeforeText)).toHaveLength(2);
    await room.press(root, english.stop, 'acme/cold');
    await room.all(root, english.stoppedBeforeText);
    expect(aitta.requests.filter(({ outcome }) => outcome === 'open')).toEqual([]);
    await room.close();
  });

  test('is stopped by the other one in the middle of its answer', async () => {
    const room = await openRoom('acme/slower');
    const root = room.mention('repeat: one two three four five six seven eight nine ten eleven twelve thirteen');
    await room.said(root, 'two');
    room.second();
    await room.press(root, english.stop, 'two');
    const [answer] = await room.said(root, english.stopped);
    expect(answer).toContain('two');
    expect(answer).not.toContain('thirteen');
    await room.close();
  });

  test('goes with the question that is deleted at the other one', async () => {
    const room = await openRoom('acme/cold');
    const root = room.mention('are you there?');
    await room.said(root, 'acme/cold');
    room.second();
    room.remove(root);
    expect(await room.said(root, english.questionDeleted)).toHaveLength(1);
    await room.close();
  });
});

describe.skipIf(!hasPostgres)('two processes of Slack on PostgreSQL', () => {
  test('what is written below a mention before that has come to the other one is answered as well', async () => {
    const slack = await FakeSlack.start();
    const env = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      STORE_URL: await freshStore(),
      AITTA_MODEL: 'acme/slower',
    };
    const [first, second] = [await start(env), await start(env)];
    const ada = slack.addUser({ name: 'ada' });
    const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
    const said = (root: string): string =>
      slack
        .messages(channel, root)
        .flatMap(({ byBot, text }) => (byBot ? [text] : []))
        .join();
    slack.deliverTo(`http://127.0.0.1:${first.port}/slack/events`);
    first.bot.signal('SIGSTOP');
    const root = ada.post({ channel, text: `<@${slack.botUserId}> repeat: alpha` });
    slack.deliverTo(`http://127.0.0.1:${second.port}/slack/events`);
    ada.post({ channel, text: 'repeat: omega', threadTs: root });
    await slack.waitFor(() => slack.acks.length > 0, 'the second message is taken');
    expect(said(root)).toBe('');
    first.bot.signal('SIGCONT');
    await slack.waitFor(() => said(root).includes('omega'), 'the answer to the second message');
    await slack.close();
  });
});

describe.skipIf(!hasPostgres)('two processes of Discord', () => {
  test('an answer that the ending one still writes is stopped by the one that is connected since then', async () => {
    const store = await freshStore();
    const discord = await FakeDiscord.start({ messageContentGranted: true });
    const env = {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_MESSAGE_CONTENT: 'true',
      STORE_URL: store,
      AITTA_MODEL: 'acme/slower',
    };
    const guild = discord.addGuild();
    const channel = discord.addChannel({ guild, name: 'physics' });
    const { bot: first } = await start(env);
    const { bot: second } = await start(env);
    await second.logged(({ msg }) => String(msg).startsWith('standing by'));
    const kim = discord.addMember({ guild, name: 'kim' });
    const words = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ');
    const asked = kim.post({ channel, content: `${discord.mention} repeat: ${words}` });
    const thread = await discord.waitFor(() => discord.threadOn(asked), 'a thread');
    const own = () => discord.messages(thread).filter(({ byBot }) => byBot);
    await discord.waitFor(() => own().some(({ text }) => text.includes('word1')), 'it writes');
    first.signal('SIGTERM');
    await second.logged(({ msg }) => msg === 'the platform has started');
    const [message] = own();
    if (message) kim.press(message, english.stop);
    await discord.waitFor(() => own().some(({ text }) => text.includes(english.stopped)), 'stopped');
    expect(await first.ended).toBe(0);
    expect(
      own()
        .map(({ text }) => text)
        .join(' '),
    ).not.toContain('word59');
    expect(own()).toHaveLength(1);
    await Promise.all(bots.splice(0).map((bot) => bot.kill()));
    await discord.close();
  });
});
