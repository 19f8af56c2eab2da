import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DrivenClock } from '../../driven/driven-clock.ts';
import { clientOf, errorOf } from './bolt-on-fake.ts';
import { FakeSlack } from './fake-slack.ts';
import type { Person } from './person.ts';
import type { Channel } from './world.ts';

type Client = ReturnType<typeof clientOf>;

let clock: DrivenClock;
let slack: FakeSlack;
let client: Client;
let anna: Person;
let general: Channel;

beforeEach(async () => {
  clock = new DrivenClock();
  slack = await FakeSlack.start({ clock });
  client = clientOf(slack);
  anna = slack.addUser({ name: 'anna', realName: 'Anna Virtanen' });
  general = slack.addChannel({ name: 'general', members: [anna.id] });
});

afterEach(() => slack.close());

function post(fields: object): Promise<string> {
  return errorOf(client.apiCall('chat.postMessage', { channel: general.id, ...fields }));
}

const long = (length: number): string => 'x'.repeat(length);
const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (fields: object = {}): object => ({
  type: 'button',
  text: { type: 'plain_text', text: 'Stop' },
  action_id: 'stop',
  ...fields,
});
const actions = (...elements: object[]): object => ({ type: 'actions', elements });

describe('tokens and scopes', () => {
  it.each(['token_revoked', 'account_inactive', 'invalid_auth'])(
    'refuses every call with %s once told to',
    async (error) => {
      slack.access.botTokenError = error;

      expect(await errorOf(client.auth.test())).toBe(error);
    },
  );

  it('knows its own tokens only', async () => {
    expect(await errorOf(clientOf(slack, 'xoxb-other').auth.test())).toBe('invalid_auth');
    expect(await errorOf(clientOf(slack, '').auth.test())).toBe('not_authed');
    expect(await client.auth.test()).toMatchObject({ user_id: slack.botUserId, bot_id: slack.world.botId });
  });

  it('names the scope that is missing', async () => {
    slack.access.scopes.delete('users:read');

    await expect(client.users.info({ user: anna.id })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'users:read', provided: expect.stringContaining('chat:write') },
    });
    slack.access.scopes.delete('channels:history');
    expect(await errorOf(client.conversations.history({ channel: general.id }))).toBe('missing_scope');
  });

  it('does not know every method', async () => {
    expect(await errorOf(client.apiCall('chat.shout'))).toBe('unknown_method');
  });
});

describe('where the bot may write', () => {
  it('refuses channels that it is not in, does not see, or that are archived', async () => {
    const away = slack.addChannel({ name: 'away', withoutBot: true });
    const secret = slack.addChannel({ name: 'secret', private: true, withoutBot: true });
    const old = slack.addChannel({ name: 'old', archived: true });

    expect(await post({ channel: away.id, text: 'x' })).toBe('not_in_channel');
    expect(await post({ channel: secret.id, text: 'x' })).toBe('channel_not_found');
    expect(await post({ channel: old.id, text: 'x' })).toBe('is_archived');
    expect(await post({ channel: 'C000', text: 'x' })).toBe('channel_not_found');
    expect(await post({ channel: anna.id, text: 'x' })).toBe('ok');
    expect(slack.messages(anna.directMessage)).toHaveLength(1);
  });

  it('answers in threads that exist, under their root', async () => {
    const ts = anna.post({ channel: general.id, text: 'root' });
    const reply = anna.post({ channel: general.id, text: 'reply', threadTs: ts });

    expect(await post({ text: 'x', thread_ts: ts })).toBe('ok');
    expect(await post({ text: 'x', thread_ts: reply })).toBe('cannot_reply_to_message');
    expect(await post({ text: 'x', thread_ts: '1700000000.000001' })).toBe('thread_not_found');
    expect(await post({ text: 'x', thread_ts: '1700000000' })).toBe('invalid_arguments');
    expect(slack.messages(general.id)).toHaveLength(1);
    expect(slack.messages(general.id, ts)).toHaveLength(3);
  });

  it('changes and deletes its own messages only', async () => {
    const ts = anna.post({ channel: general.id, text: 'mine' });
    const own = (await client.chat.postMessage({ channel: general.id, text: 'yours' })).ts ?? '';
    const update = (of: string): Promise<string> =>
      errorOf(client.chat.update({ channel: general.id, ts: of, text: 'y' }));

    expect(await update(ts)).toBe('cant_update_message');
    expect(await errorOf(client.chat.delete({ channel: general.id, ts }))).toBe('cant_delete_message');
    expect(await update(own)).toBe('ok');
    expect(await errorOf(client.chat.delete({ channel: general.id, ts: own }))).toBe('ok');
    expect(await update(own)).toBe('message_not_found');
    expect(slack.history({ channel: general.id, ts: own }).map(({ text }) => text)).toEqual(['yours', 'y']);
  });

  it('shows ephemeral messages to one member only', async () => {
    const outsider = slack.addUser({ name: 'otto' });
    const ts = anna.post({ channel: general.id, text: 'root' });
    const whisper = (user: string, threadTs?: string): Promise<string> =>
      errorOf(
        client.apiCall('chat.postEphemeral', {
          channel: general.id,
          user,
          text: 'psst',
          ...(threadTs ? { thread_ts: threadTs } : {}),
        }),
      );

    expect(await whisper(outsider.id)).toBe('user_not_in_channel');
    expect(await whisper(anna.id)).toBe('ok');
    expect(await whisper(anna.id, ts)).toBe('ok');
    expect(anna.ephemerals.map(({ text }) => text)).toEqual(['psst']);
    anna.post({ channel: general.id, text: 'reply', threadTs: ts });
    expect(anna.ephemerals).toHaveLength(2);
    expect(slack.messages(general.id, ts)).toHaveLength(2);
  });
});

describe('limits of text', () => {
  it('shortens a post at 40,000 characters and warns', async () => {
    const posted = await client.chat.postMessage({ channel: general.id, text: long(40_001) });

    expect(posted).toMatchObject({ warning: 'message_truncated' });
    expect(slack.messages(general.id)[0]?.text).toHaveLength(40_000);
  });

  it('refuses an update above 4,000 bytes', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: general.id, text: 'x' });
    const update = (text: string): Promise<string> => errorOf(client.chat.update({ channel: general.id, ts, text }));

    expect(await update(long(4_000))).toBe('ok');
    expect(await update('ä'.repeat(2_001))).toBe('msg_too_long');
  });

  it.each([
    ['nothing at all', {}, 'no_text'],
    ['blanks', { text: ' ' }, 'no_text'],
    ['markdown beside text', { markdown_text: 'x', text: 'x' }, 'markdown_text_conflict'],
    ['12,000 characters of markdown', { markdown_text: long(12_000) }, 'ok'],
    ['more of it', { markdown_text: long(12_001) }, 'msg_too_long'],
    ['an argument that does not exist', { text: 'x', thread: '1' }, 'invalid_arguments'],
    ['a name without the scope', { text: 'x', username: 'Somebody' }, 'missing_scope'],
    ['metadata', { text: 'x', metadata: { event_type: 'turn', event_payload: { id: '1' } } }, 'ok'],
    ['metadata of a wrong shape', { text: 'x', metadata: { id: 1 } }, 'invalid_metadata_format'],
  ])('%s', async (_what, fields, result) => {
    expect(await post(fields)).toBe(result);
  });
});

describe('limits of blocks', () => {
  it.each([
    ['no list', { type: 'section' }, 'invalid_blocks_format'],
    ['an unknown block', [{ type: 'poem', text: 'x' }], 'invalid_blocks'],
    ['an unknown field', [{ ...section('x'), colour: 'red' }], 'invalid_blocks'],
    ['50 blocks', Array.from({ length: 50 }, () => ({ type: 'divider' })), 'ok'],
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), 'invalid_blocks'],
    ['a section of 3,000', [section(long(3_000))], 'ok'],
    ['a section of 3,001', [section(long(3_001))], 'invalid_blocks'],
    ['an empty section', [section('')], 'invalid_blocks'],
    ['a markdown block of 12,000', [{ type: 'markdown', text: long(12_000) }], 'ok'],
    ['a markdown block of 12,001', [{ type: 'markdown', text: long(12_001) }], 'invalid_blocks'],
    [
      'markdown blocks of 12,001 together',
      Array.from({ length: 3 }, () => ({ type: 'markdown', text: long(4_001) })),
      'msg_blocks_too_long',
    ],
    ['sections of 15,000 together', Array.from({ length: 5 }, () => section(long(3_000))), 'msg_blocks_too_long'],
    ['markdown that becomes 52 blocks', [{ type: 'markdown', text: '# a\nb\n'.repeat(26) }], 'msg_blocks_too_long'],
    [
      'a button of 76 characters',
      [actions(button({ text: { type: 'plain_text', text: long(76) } }))],
      'invalid_blocks',
    ],
    ['a button with mrkdwn', [actions(button({ text: { type: 'mrkdwn', text: 'Stop' } }))], 'invalid_blocks'],
    ['an action_id of 256', [actions(button({ action_id: long(256) }))], 'invalid_blocks'],
    ['a value of 2,001', [actions(button({ value: long(2_001) }))], 'invalid_blocks'],
    ['one action_id twice in a block', [actions(button(), button())], 'invalid_blocks'],
    ['one action_id in two blocks', [actions(button()), actions(button())], 'ok'],
    [
      '26 buttons',
      [actions(...Array.from({ length: 26 }, (_, id) => button({ action_id: `${id}` })))],
      'invalid_blocks',
    ],
    [
      'one block_id twice',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      'invalid_blocks',
    ],
    [
      'a menu of 101',
      [actions({ type: 'static_select', options: Array.from({ length: 101 }, () => option('a')) })],
      'invalid_blocks',
    ],
    ['a menu', [actions({ type: 'static_select', action_id: 'model', options: [option('a')] })], 'ok'],
    ['a table of 10,001', [{ type: 'table', rows: [[{ type: 'raw_text', text: long(10_001) }]] }], 'invalid_blocks'],
  ])('%s', async (_what, blocks, result) => {
    expect(await post({ text: 'fallback', blocks })).toBe(result);
  });

  it('says where the fault is', async () => {
    await expect(
      client.chat.postMessage({ channel: general.id, text: 'x', blocks: [section('')] as never }),
    ).rejects.toMatchObject({
      data: { response_metadata: { messages: [expect.stringContaining('json-pointer:/blocks/0/text/text')] } },
    });
  });
});

function option(value: string): object {
  return { text: { type: 'plain_text', text: value }, value };
}

describe('reading', () => {
  it('pages through a thread, oldest first, with metadata only when asked', async () => {
    const ts = anna.post({ channel: general.id, text: 'root' });
    const metadata = { event_type: 'turn', event_payload: { id: '7' } };
    await client.chat.postMessage({ channel: general.id, thread_ts: ts, text: 'one', metadata });
    anna.post({ channel: general.id, text: 'two', threadTs: ts });
    const read = (fields: object): Promise<{ [key: string]: unknown }> =>
      client.apiCall('conversations.replies', { channel: general.id, ts, ...fields }) as never;

    const first = await read({ limit: 2, include_all_metadata: true });
    expect(first).toMatchObject({
      has_more: true,
      messages: [
        { text: 'root', reply_count: 2 },
        { text: 'one', metadata },
      ],
    });
    const { next_cursor: cursor } = first['response_metadata'] as { next_cursor: string };
    expect(await read({ limit: 2, cursor })).toMatchObject({ has_more: false, messages: [{ text: 'two' }] });
    expect(JSON.stringify(await read({}))).not.toContain('event_payload');
    expect(await errorOf(read({ ts: '1700000000.000001' }))).toBe('thread_not_found');
    slack.limits.mostMessages = 1;
    expect(await read({ limit: 100 })).toMatchObject({ has_more: true, messages: [{ text: 'root' }] });
  });

  it('lists a channel newest first and without replies', async () => {
    const ts = anna.post({ channel: general.id, text: 'one' });
    anna.post({ channel: general.id, text: 'reply', threadTs: ts });
    anna.post({ channel: general.id, text: 'two' });

    const { messages } = await client.conversations.history({ channel: general.id, oldest: ts, inclusive: true });
    expect(messages?.map(({ text }) => text)).toEqual(['two', 'one']);
  });

  it('tells of channels, their members, and groups of people', async () => {
    for (const scope of ['usergroups:read', 'channels:join', 'channels:read']) slack.access.scopes.add(scope);
    const group = slack.addGroup('team', [anna.id]);

    expect(await client.conversations.info({ channel: general.id })).toMatchObject({
      channel: { name: 'general', creator: anna.id, is_member: true },
    });
    expect((await client.conversations.members({ channel: general.id })).members).toContain(anna.id);
    expect((await client.usergroups.users.list({ usergroup: group.id })).users).toEqual([anna.id]);
    expect((await client.conversations.open({ users: anna.id })).channel?.id).toBe(anna.directMessage);
    expect((await client.users.conversations({ types: 'public_channel,im' })).channels).toHaveLength(2);
    const away = slack.addChannel({ name: 'away', withoutBot: true });
    expect(await errorOf(client.conversations.join({ channel: away.id }))).toBe('ok');
    expect(away.members).toContain(slack.botUserId);
    expect(
      await client.chat.getPermalink({
        channel: general.id,
        message_ts: anna.post({ channel: general.id, text: 'x' }),
      }),
    ).toMatchObject({ permalink: expect.stringMatching(/^https:.*\/archives\/C/) });
  });

  it('takes reactions once', async () => {
    slack.access.scopes.add('reactions:write');
    const timestamp = anna.post({ channel: general.id, text: 'x' });
    const target = { channel: general.id, timestamp, name: 'eyes' };

    expect(await errorOf(client.reactions.add(target))).toBe('ok');
    expect(await errorOf(client.reactions.add(target))).toBe('already_reacted');
    expect(await errorOf(client.reactions.remove(target))).toBe('ok');
    expect(await errorOf(client.reactions.remove(target))).toBe('no_reaction');
  });
});
