import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { boltOn } from './bolt-on-fake.ts';
import { FakeSlack } from './fake-slack.ts';
import type { Person } from './person.ts';
import type { Channel } from './world.ts';

let slack: FakeSlack;
let app: App;
let stop: () => Promise<void>;
let anna: Person;
let general: Channel;

beforeEach(async () => {
  slack = await FakeSlack.start();
  ({ app, stop } = boltOn(slack));
  anna = slack.addUser({ name: 'anna', realName: 'Anna Virtanen' });
  general = slack.addChannel({ name: 'general', members: [anna.id] });
});

afterEach(async () => {
  await stop();
  await slack.close();
});

function eventsSent(): unknown[] {
  return slack.deliveries.map(({ payload }) => payload['event']);
}

function allAcknowledged(): Promise<boolean> {
  return slack.waitFor(() => slack.deliveries.every(({ ended }) => ended?.state === 'acknowledged'));
}

it('sends a mention as message and as app_mention with two event ids, and Bolt can answer it', async () => {
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
  await allAcknowledged();
  expect(eventsSent()).toMatchObject([
    { type: 'message', channel_type: 'channel', user: anna.id, ts },
    { type: 'app_mention', user: anna.id, ts },
    { type: 'message', bot_id: slack.world.botId, thread_ts: ts, parent_user_id: anna.id },
    { type: 'message', subtype: 'message_changed', hidden: true, previous_message: { text: 'Wait' } },
  ]);
  expect(new Set(slack.deliveries.map(({ id }) => id)).size).toBe(4);
});

it('sends no app_mention in a direct message, for the bot itself, or where the bot is not a member', async () => {
  const elsewhere = slack.addChannel({ name: 'elsewhere', members: [anna.id], withoutBot: true });
  await app.start();

  anna.post({ channel: elsewhere.id, text: `<@${slack.botUserId}> are you there?` });
  anna.post({ channel: anna.directMessage, text: `<@${slack.botUserId}> hello` });
  await app.client.chat.postMessage({ channel: general.id, text: `I am <@${slack.botUserId}>` });

  await allAcknowledged();
  expect(eventsSent()).toMatchObject([
    { type: 'message', channel_type: 'im', channel: anna.directMessage },
    { type: 'message', channel_type: 'channel', bot_id: slack.world.botId },
  ]);
});

it('may send the mention before the message', async () => {
  await app.start();
  slack.happenings.mentionFirst = true;

  anna.post({ channel: general.id, text: `<@${slack.botUserId}>` });

  await allAcknowledged();
  expect(slack.deliveries.map(({ name }) => name)).toEqual(['app_mention', 'message']);
});

it('tells of edits, deletions and previews with the message as it was', async () => {
  await app.start();
  const ts = anna.post({ channel: general.id, text: 'one https://example.org' });
  const ref = { channel: general.id, ts };

  slack.unfurl(ref, 'https://example.org');
  anna.edit(ref, `two <@${slack.botUserId}>`);
  anna.delete(ref);

  await allAcknowledged();
  expect(eventsSent().slice(1)).toMatchObject([
    { subtype: 'message_changed', message: { text: 'one https://example.org', attachments: [{ id: 1 }] } },
    {
      subtype: 'message_changed',
      message: { ts, text: `two <@${slack.botUserId}>`, edited: { user: anna.id } },
      previous_message: { text: 'one https://example.org' },
    },
    { type: 'app_mention', ts, edited: { user: anna.id } },
    { subtype: 'message_deleted', deleted_ts: ts, previous_message: { text: `two <@${slack.botUserId}>` } },
  ]);
  expect(slack.messages(general.id)).toEqual([]);
  expect(slack.history(ref).map(({ by }) => by)).toEqual(['post', 'unfurl', 'edit']);
});

it('changes a deleted question that was answered into a placeholder, which goes with the last answer', async () => {
  await app.start();
  const ts = anna.post({ channel: general.id, text: 'why?' });
  const answer = await app.client.chat.postMessage({ channel: general.id, thread_ts: ts, text: 'because' });
  await allAcknowledged();

  anna.delete({ channel: general.id, ts });
  expect(slack.messages(general.id, ts).map(({ text }) => text)).toEqual(['This message was deleted.', 'because']);
  await app.client.chat.delete({ channel: general.id, ts: answer.ts ?? '' });

  await allAcknowledged();
  expect(eventsSent().slice(2)).toMatchObject([
    {
      subtype: 'message_changed',
      message: { subtype: 'tombstone', user: 'USLACKBOT', ts, reply_count: 1 },
      previous_message: { text: 'why?', thread_ts: ts },
    },
    { subtype: 'message_deleted', deleted_ts: answer.ts },
    { subtype: 'message_deleted', deleted_ts: ts, previous_message: { subtype: 'tombstone' } },
  ]);
  expect(slack.messages(general.id)).toEqual([]);
});

it('shows in the channel what is posted to a question that was deleted before any answer', async () => {
  await app.start();
  const ts = anna.post({ channel: general.id, text: 'why?' });
  anna.delete({ channel: general.id, ts });

  const { message } = await app.client.chat.postMessage({ channel: general.id, thread_ts: ts, text: 'because' });

  expect(message).not.toHaveProperty('thread_ts');
  expect(slack.messages(general.id).map(({ text }) => text)).toEqual(['because']);
});

it('tells of being invited, of the app being opened, and of another bot', async () => {
  const other = slack.addUser({ name: 'jira', bot: true });
  const lab = slack.addChannel({ name: 'lab', private: true, members: [anna.id, other.id], withoutBot: true });
  await app.start();

  anna.invite(lab.id);
  anna.openHome('messages');
  other.post({ channel: lab.id, text: `<@${slack.botUserId}> ticket`, subtype: 'bot_message' });

  await allAcknowledged();
  expect(eventsSent()).toMatchObject([
    { type: 'member_joined_channel', user: slack.botUserId, inviter: anna.id, channel_type: 'G' },
    { type: 'message', subtype: 'channel_join', channel_type: 'group' },
    { type: 'app_home_opened', tab: 'messages', channel: anna.directMessage },
    { type: 'message', subtype: 'bot_message', bot_id: expect.stringMatching(/^B/) },
    { type: 'app_mention', bot_id: expect.stringMatching(/^B/) },
  ]);
});

it('marks people of other organisations, and sends their files as shells', async () => {
  const guest = slack.addUser({ name: 'gus', guest: true });
  const stranger = slack.addUser({ name: 'sam', stranger: true });
  const shared = slack.addChannel({ name: 'shared', members: [guest.id, stranger.id] });
  await app.start();

  stranger.post({ channel: shared.id, text: 'see', files: [{ name: 'a.txt', content: 'abc', hollow: true }] });

  await allAcknowledged();
  expect(slack.deliveries[0]?.payload).toMatchObject({
    is_ext_shared_channel: true,
    context_team_id: slack.world.otherTeamId,
    authorizations: [{ team_id: slack.world.teamId, is_bot: true }],
    event: {
      subtype: 'file_share',
      user_team: slack.world.otherTeamId,
      files: [{ mode: 'file_access', file_access: 'check_file_info' }],
    },
  });
  const { user } = await app.client.users.info({ user: guest.id, include_locale: true });
  expect(user).toMatchObject({ is_restricted: true, locale: 'en-GB', team_id: slack.world.teamId });
  expect((await app.client.users.info({ user: stranger.id })).user).toMatchObject({ team_id: slack.world.otherTeamId });
  expect((await app.client.users.info({ user: stranger.id })).user).not.toHaveProperty('is_stranger');
  const unknown = slack.addUser({ name: 'una', stranger: true });
  expect((await app.client.users.info({ user: unknown.id })).user).toMatchObject({ is_stranger: true });
});

it('delivers what nobody expects, and the same event again', async () => {
  const seen: string[] = [];
  app.use(async ({ body, next }) => {
    if ('event_id' in body) seen.push(String(body.event_id));
    await next();
  });
  await app.start();

  const first = slack.raw({ type: 'never_heard_of', nested: [{ deep: 'x'.repeat(300_000) }] });
  await first.outcome;
  const again = slack.repeat(first);
  await again.outcome;

  expect(seen).toEqual([first.id, first.id]);
});

it('dies as an app whose tokens are gone', async () => {
  await app.start();

  slack.uninstall();

  await allAcknowledged();
  expect(slack.deliveries.map(({ name }) => name)).toEqual(['tokens_revoked', 'app_uninstalled']);
  await expect(app.client.auth.test()).rejects.toThrow('account_inactive');
});

it('wakes a waiting test at every change, and gives up when closed', async () => {
  const never = slack.waitFor(() => false, 'the impossible');
  const own = slack.waitFor(() => slack.messages(general.id).length);

  anna.post({ channel: general.id, text: 'hello' });

  expect(await own).toBe(1);
  await slack.close();
  await expect(never).rejects.toThrow('closed');
  slack = await FakeSlack.start();
});
