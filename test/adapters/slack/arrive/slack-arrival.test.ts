import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrivalId } from '../../../../src/core/arrival-id.ts';
import { readAddress } from '../../../../src/adapters/slack/slack-address.ts';
import { arrivalFromEvent } from '../../../../src/adapters/slack/arrive/slack-arrival.ts';
import type { Heard } from '../../../../src/adapters/slack/arrive/slack-arrival.ts';

const self = { teamId: 'T1', botUserId: 'UBOT', botId: 'BBOT', url: undefined };
const now = Date.parse('2026-11-24T09:00:00Z');
const heard = (event: object): Heard | undefined =>
  arrivalFromEvent({ type: 'event_callback', team_id: 'T1', event_id: 'Ev1', event }, self, now);
const message = (more: object = {}): object => ({
  type: 'message',
  channel: 'C1',
  user: 'UANNA',
  text: 'hello there',
  ts: '1700000001.000100',
  ...more,
});
const inThread = { thread_ts: '1700000000.000100' };
const input = (event: object): unknown => heard(event)?.arrival.input;

describe('who speaks to the bot', () => {
  test.each(['bot_message', 'channel_topic', 'reminder_add', 'something_new'])(
    'a mention of subtype %s is no person’s',
    (subtype) => {
      const event = { ...message({ text: '<@UBOT> why?', subtype }), type: 'app_mention' };
      expect([heard(event), heard(message({ text: '<@UBOT> why?', subtype }))]).toEqual([undefined, undefined]);
    },
  );

  test('a mention is a question, from either copy of it and with the same id', () => {
    const copies = [
      heard({ ...message({ text: '<@UBOT> why?' }), type: 'app_mention' }),
      heard(message({ text: '<@UBOT> why?' })),
    ];
    expect(copies[0]).toEqual(copies[1]);
    expect(copies[0]).toMatchObject({
      onlyIfFollowed: false,
      arrival: {
        id: arrivalId('slack', 'T1', 'C1', '1700000001.000100'),
        conversation: 'T1:C1:1700000001.000100',
        channel: 'C1',
        workspace: 'T1',
        personId: 'UANNA',
        input: 'why?',
        at: now,
      },
    });
  });

  test('two threads are two conversations, and a message in a thread belongs to its root', () => {
    expect(heard(message({ text: '<@UBOT> a', ...inThread }))?.arrival.conversation).toBe('T1:C1:1700000000.000100');
    expect(heard(message({ text: '<@UBOT> a' }))?.arrival.conversation).toBe('T1:C1:1700000001.000100');
  });

  test.each([{}, inThread])('a direct chat is one conversation, and everything in it is for the bot: %o', (thread) => {
    const direct = heard(message({ channel: 'D1', text: 'why?', channel_type: 'im', ...thread }));
    expect(direct).toMatchObject({ onlyIfFollowed: false, arrival: { conversation: 'T1:D1', placeKind: 'direct' } });
  });

  test('without a mention a message counts only in a thread that the bot follows', () => {
    expect(heard(message())).toBeUndefined();
    expect(heard(message(inThread))).toMatchObject({ onlyIfFollowed: true, arrival: { input: 'hello there' } });
  });

  test.each(['<@UEVE> what do you think?', '  <@UEVE|eve> you?', '<!here> anybody?', '<!subteam^S1> you?'])(
    'said to somebody else: %s',
    (text) => {
      expect(heard(message({ text, ...inThread }))).toBeUndefined();
      expect(heard(message({ text: `${text} <@UBOT>`, ...inThread }))).toBeDefined();
    },
  );

  test.each([
    ['the bot itself', { user: 'UBOT', bot_id: 'BBOT' }],
    ['the bot itself, without its bot id', { user: 'UBOT' }],
    ['another bot', { user: 'UROBO', bot_id: 'BROBO' }],
    ['an old integration', { user: undefined, bot_id: 'BOLD', subtype: 'bot_message' }],
    ['an app on behalf of somebody', { bot_profile: { id: 'B2' } }],
    ['Slackbot', { user: 'USLACKBOT' }],
  ])('never %s', (_who, who) => {
    const text = '<@UBOT> hello';
    expect(heard(message({ ...who, text }))).toBeUndefined();
    expect(heard({ ...message({ ...who, text }), type: 'app_mention' })).toBeUndefined();
    expect(heard(message({ ...who, channel: 'D1' }))).toBeUndefined();
  });

  test.each(['channel_join', 'channel_topic', 'me_message', 'pinned_item', 'reminder_add', 'assistant_app_thread'])(
    'a message of kind %s is none',
    (subtype) => expect(heard(message({ subtype, text: '<@UBOT> has joined' }))).toBeUndefined(),
  );

  test.each(['file_share', 'thread_broadcast'])('a message of kind %s is one', (subtype) =>
    expect(input(message({ subtype, text: '<@UBOT> look' }))).toBe('look'),
  );
});

describe('what was said', () => {
  test('the mention goes, wherever it stands, and entities are decoded', () => {
    expect(input(message({ text: '<@UBOT>: is 1 &lt; 2 &amp;&amp; x?' }))).toBe('is 1 < 2 && x?');
    expect(input(message({ text: 'please <@UBOT|aitta> tell' }))).toBe('please tell');
    expect(input(message({ text: '<@UBOT>' }))).toBe('');
  });

  test('a command may follow the mention', () => {
    expect(input(message({ text: '<@UBOT> !use poro' }))).toBe('!use poro');
  });

  test('a forwarded message is part of it, an unfurled link is not', () => {
    const attachments = [
      { is_share: true, text: 'the *old* words', author_name: 'Eve' },
      { from_url: 'https://a.example', text: 'preview' },
    ];
    expect(input(message({ text: '<@UBOT> sum up', attachments }))).toBe('sum up\n\n> Eve:\n> the *old* words');
  });

  test('words that are in blocks alone are words', () => {
    const elements = [
      { type: 'user', user_id: 'UBOT' },
      { type: 'text', text: ' why?' },
    ];
    const blocks = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
    expect(input(message({ text: '', blocks }))).toBe('why?');
  });

  test('files travel in the address', () => {
    const files = [
      { id: 'F1', name: 'a.txt', mimetype: 'text/plain', size: 3, url_private: 'https://files.slack.com/a' },
    ];
    const arrival = heard(message({ text: '<@UBOT> read', subtype: 'file_share', files }))?.arrival;
    expect(readAddress(arrival?.address)?.files).toEqual([{ id: 'F1', name: 'a.txt' }]);
  });
});

describe('edits and deletions', () => {
  const before = message({ text: 'old', ...inThread });
  const change = (after: object, more: object = {}): object => ({
    type: 'message',
    subtype: 'message_changed',
    channel: 'C1',
    ts: '1700000009.000100',
    message: after,
    previous_message: before,
    ...more,
  });
  const turn = arrivalId('slack', 'T1', 'C1', '1700000001.000100');

  test('an edit says which turn it is about and what the words are now', () => {
    const edited = heard(change(message({ text: '<@UBOT> new', ...inThread, edited: { ts: '1700000009.000000' } })));
    expect(edited).toMatchObject({
      onlyIfFollowed: true,
      arrival: { input: { command: 'edited', args: { turn, text: 'new' } }, conversation: 'T1:C1:1700000000.000100' },
    });
  });

  test('two edits are two arrivals, one edit delivered twice is one', () => {
    const edit = (ts: string): string | undefined =>
      heard(change(message({ text: 'new', edited: { ts } })))?.arrival.id;
    expect(edit('1700000009.000000')).toBe(edit('1700000009.000000'));
    expect(edit('1700000009.000000')).not.toBe(edit('1700000010.000000'));
  });

  test('a change that is not one of words is none: a preview, a reply count', () => {
    expect(heard(change(message({ text: 'old', attachments: [{ from_url: 'https://a.example' }] })))).toBeUndefined();
  });

  test('what the bot does with its own messages is none', () => {
    const own = { user: 'UBOT', bot_id: 'BBOT' };
    expect(heard(change(message({ ...own, text: 'draft 2' })))).toBeUndefined();
    const gone = { subtype: 'message_deleted', previous_message: message(own), deleted_ts: '1700000001.000100' };
    expect(heard(message(gone))).toBeUndefined();
  });

  test('a deletion, and a tombstone where replies remain, say which turn it is about', () => {
    const deletion = { type: 'message', subtype: 'message_deleted', channel: 'C1', previous_message: before };
    const tombstone = message({
      subtype: 'tombstone',
      user: 'USLACKBOT',
      text: 'This message was deleted.',
      ...inThread,
    });
    for (const event of [deletion, change(tombstone)])
      expect(heard(event)).toMatchObject({
        onlyIfFollowed: true,
        arrival: { input: { command: 'deleted', args: { turn } }, personId: 'UANNA' },
      });
  });
});

describe('the rest', () => {
  test('a first look at the bot is a greeting, one per person', () => {
    const look = {
      type: 'app_home_opened',
      tab: 'messages',
      user: 'UANNA',
      channel: 'D1',
      event_ts: '1700000001.0001',
    };
    expect(heard(look)).toMatchObject({
      arrival: { input: { command: 'hello' }, channel: 'D1', conversation: 'T1:D1' },
    });
    expect(heard(look)?.arrival.id).toBe(heard({ ...look, event_ts: '1700000002.0001' })?.arrival.id);
    expect(heard({ ...look, tab: 'about' })).toBeUndefined();
  });

  test('a look at the home tab asks for the models, each time', () => {
    const look = {
      type: 'app_home_opened',
      tab: 'home',
      user: 'UANNA',
      channel: 'D1',
      event_ts: '1700000001.0001',
    };
    const arrival = heard(look)?.arrival;
    expect(arrival).toMatchObject({ input: { command: 'models' }, address: { channel: 'D1', home: true } });
    expect(heard({ ...look, event_ts: '1700000002.0001' })?.arrival.id).not.toBe(arrival?.id);
    expect(heard({ ...look, channel: undefined })).toBeUndefined();
  });

  test('an invitation of the bot is one too, of anybody else it is not', () => {
    const join = {
      type: 'member_joined_channel',
      user: 'UBOT',
      channel: 'C1',
      inviter: 'UANNA',
      event_ts: '1700000001.0001',
    };
    expect(heard(join)).toMatchObject({
      arrival: { input: { command: 'hello' }, personId: 'UANNA', conversation: 'C1' },
    });
    expect(heard({ ...join, user: 'UEVE' })).toBeUndefined();
  });

  test("Slack's own Stop stops what is answered in that thread", () => {
    const stop = {
      type: 'agent_session_stopped',
      channel: 'D1',
      user: 'UANNA',
      thread_ts: '1700000000.000100',
      event_ts: '1700000005.0001',
    };
    expect(heard(stop)).toMatchObject({
      arrival: { input: { command: 'stop' }, conversation: 'T1:D1', personId: 'UANNA' },
    });
  });

  test('nothing that is no event makes it throw', () => {
    const junk = fc.anything({ withNullPrototype: true, maxDepth: 4 });
    const type = fc.constantFrom(
      'message',
      'app_mention',
      'app_home_opened',
      'member_joined_channel',
      'agent_session_stopped',
    );
    const subtype = fc.constantFrom(undefined, 'message_changed', 'message_deleted', 'file_share');
    fc.assert(
      fc.property(
        fc.record({
          type,
          subtype,
          message: junk,
          previous_message: junk,
          text: junk,
          user: junk,
          ts: junk,
          channel: junk,
          files: junk,
          attachments: junk,
          tab: junk,
        }),
        (event) => {
          expect(() => heard(event)).not.toThrow();
        },
      ),
    );
    fc.assert(fc.property(junk, (body) => arrivalFromEvent(body, self, now) === undefined));
  });

  test('an address is read back as it was written', () => {
    const files = [
      { id: 'F1', name: 'a.txt', mimetype: 'text/plain', size: 3, url_private: 'https://files.slack.com/a' },
    ];
    const arrival = heard(message({ text: '<@UBOT> &lt;read&gt;', files }))?.arrival;
    expect(readAddress(JSON.parse(JSON.stringify(arrival?.address)))).toEqual(arrival?.address);
  });
});
