import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { freshStore, hasPostgres } from '../postgres/shared-server.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const PER_MINUTE = 24;
const folder = createFolder();
const bots: BotProcess[] = [];
let aitta: Standin | undefined;
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  await aitta?.close();
});
afterAll(folder.remove);

describe.skipIf(!hasPostgres)('three processes on PostgreSQL', () => {
  test('ask for no more than the service allows one user, and whoever comes too late for this minute is told so', async () => {
    aitta = createStandin({
      scenario: { models: [{ id: 'acme/talks', window: 131_072 }], rateLimit: { perMinute: PER_MINUTE } },
    });
    await aitta.listen();
    const slack = await FakeSlack.start();
    const env = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      AITTA_API_URL: aitta.url,
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
      AITTA_REQUESTS_PER_MINUTE: String(PER_MINUTE),
      AITTA_CONCURRENCY: '4',
      STORE_URL: await freshStore(),
    };
    for (let n = 0; n < 3; n++) bots.push(new BotProcess(env, ['start'], folder.path));
    await Promise.all(bots.map((bot) => bot.started()));
    const people = Array.from({ length: PER_MINUTE }, (_, n) => slack.addUser({ name: `person${n}` }));
    const channel = slack.addChannel({ name: 'physics', members: people.map(({ id }) => id) }).id;
    const asked = people.map((person) => person.post({ channel, text: `<@${slack.botUserId}> hello` }));
    const said = (root: string): string =>
      slack
        .messages(channel, root)
        .flatMap(({ byBot, text }) => (byBot ? [text] : []))
        .join();
    const isAnswered = (root: string): boolean => said(root).includes('acme/talks');
    const waits = (root: string): boolean => said(root).includes('Waiting for a free slot');
    await slack.waitFor(() => asked.every((root) => isAnswered(root) || waits(root)), 'answers, or why not yet');
    const answered = asked.filter(isAnswered).length;
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThan(PER_MINUTE);
    expect(aitta.requests.filter(({ status }) => status === 429)).toEqual([]);
    await slack.close();
  });
});
