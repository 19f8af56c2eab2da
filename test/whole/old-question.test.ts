import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, expect, onTestFinished, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
const bots: BotProcess[] = [];
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
});
afterAll(folder.remove);

test('a question that is found two hours after a kill is asked about in Slack, and answered when its asker presses the button', async () => {
  const slack = await FakeSlack.start();
  const aitta = createStandin({
    scenario: {
      models: [
        { id: 'acme/cold', window: 32_768, workers: { state: 'offline' } },
        { id: 'acme/talks', window: 32_768 },
      ],
    },
  });
  await aitta.listen();
  onTestFinished(async () => {
    await slack.close();
    await aitta.close();
  });
  const path = join(folder.path, 'bot.sqlite');
  const start = async (model: string): Promise<BotProcess> => {
    const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
    const access = { AITTA_API_URL: aitta.url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN, AITTA_MODEL: model };
    const bot = new BotProcess({ ...env, ...access, STORE_URL: `sqlite:${path}` });
    bots.push(bot);
    await bot.started();
    return bot;
  };
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const said = (ts: string, words: string) =>
    slack.waitFor(() => slack.messages(channel, ts).find(({ byBot, text }) => byBot && text.includes(words)), words);

  const former = await start('acme/cold');
  const ts = ada.post({ channel, text: `<@${slack.botUserId}> my name is Ada` });
  await said(ts, 'acme/cold');
  await former.kill();
  const store = new DatabaseSync(path);
  store.exec("UPDATE turns SET arrival = json_set(arrival, '$.at', json_extract(arrival, '$.at') - 7200000)");
  store.close();

  await start('acme/talks');
  const asked = await said(ts, english.stillWanted('2 h').slice(0, 20));
  expect(slack.messages(channel, ts).filter(({ byBot }) => byBot)).toHaveLength(1);
  ada.press({ channel, ts: asked.ts }, english.answerIt);
  expect((await said(ts, 'acme/talks')).text).toContain('Ada');
  await said(ts, english.answersOld);
  expect(slack.messages(channel, ts).filter(({ byBot }) => byBot)).toHaveLength(2);
});
