import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FakeSlack } from './fake-slack.ts';

const silent = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

let slack: FakeSlack;
let receiver: SocketModeReceiver;
let app: App;

beforeEach(async () => {
  slack = await FakeSlack.start();
  const clientOptions = { slackApiUrl: slack.apiUrl };
  receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: silent,
    installerOptions: { clientOptions },
  });
  app = new App({ token: slack.botToken, receiver, logger: silent, clientOptions, convoStore: false });
});

afterEach(async () => {
  await receiver.client.disconnect();
  await slack.close();
});

describe('a mention, over Socket Mode and real Bolt', () => {
  it('arrives as app_mention and as message, and the answer can be read in its thread', async () => {
    const anna = slack.addUser({ name: 'anna', realName: 'Anna Virtanen' });
    const general = slack.addChannel({ name: 'general', members: [anna.id] });
    app.event('app_mention', async ({ event, client }) => {
      const { user } = await client.users.info({ user: event.user ?? '' });
      const posted = await client.chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: 'Wait' });
      await client.chat.update({ channel: event.channel, ts: posted.ts ?? '', text: `Hello ${user?.real_name}` });
    });
    await app.start();

    const ts = anna.post({ channel: general.id, text: `<@${slack.botUserId}> why?` });

    await slack.waitFor(() => slack.messages(general.id, ts).at(-1)?.text === 'Hello Anna Virtanen');
    const { messages } = await app.client.conversations.replies({ channel: general.id, ts });
    expect(messages?.map((message) => message.text)).toEqual([`<@${slack.botUserId}> why?`, 'Hello Anna Virtanen']);
    await slack.waitFor(() => slack.deliveries.every((delivery) => delivery.ended?.state === 'acknowledged'));
    const names = slack.deliveries.map(({ payload }) => payload['event']);
    expect(names).toMatchObject([
      { type: 'message', channel_type: 'channel', user: anna.id },
      { type: 'app_mention', user: anna.id, ts },
      { type: 'message', bot_id: slack.world.botId },
      { type: 'message', subtype: 'message_changed', previous_message: { text: 'Wait' } },
    ]);
    expect(new Set(slack.deliveries.map(({ id }) => id)).size).toBe(4);
  });
});
