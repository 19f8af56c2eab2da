import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DrivenClock } from '../../driven/driven-clock.ts';
import { clientOf, errorOf } from './bolt-on-fake.ts';
import { FakeSlack } from './fake-slack.ts';
import type { JsonObject } from './json-object.ts';
import type { Person } from './person.ts';

let clock: DrivenClock;
let slack: FakeSlack;
let client: WebClient;
let anna: Person;
let channel: string;
let threadTs: string;

beforeEach(async () => {
  clock = new DrivenClock();
  slack = await FakeSlack.start({ clock });
  client = clientOf(slack);
  anna = slack.addUser({ name: 'anna' });
  channel = anna.directMessage;
  threadTs = anna.post({ channel, text: 'why?' });
});

afterEach(() => slack.close());

async function start(fields: object = {}): Promise<string> {
  const started: JsonObject = {
    ...(await client.apiCall('chat.startStream', {
      channel,
      thread_ts: threadTs,
      recipient_team_id: slack.world.teamId,
      recipient_user_id: anna.id,
      ...fields,
    })),
  };
  return String(started['ts']);
}
const append = (ts: string, text: string): Promise<string> =>
  errorOf(client.chat.appendStream({ channel, ts, markdown_text: text }));
const stop = (ts: string): Promise<string> => errorOf(client.chat.stopStream({ channel, ts }));

function say(status: string): Promise<unknown> {
  return client.assistant.threads.setStatus({ channel_id: channel, thread_ts: threadTs, status });
}

describe('a stream', () => {
  it('grows, ends with blocks and metadata, and sets the session', async () => {
    const metadata = { event_type: 'turn', event_payload: { id: '1' } };
    const ts = await start({ markdown_text: 'Because ' });
    expect(slack.session(channel, threadTs).status).toBe('processing');
    expect(slack.messages(channel, threadTs).at(-1)).toMatchObject({ text: 'Because ', streaming: 'in_progress' });

    expect(await append(ts, 'of ')).toBe('ok');
    const footer = { type: 'context', elements: [{ type: 'mrkdwn', text: 'by poro' }] };
    await client.apiCall('chat.stopStream', {
      channel,
      ts,
      chunks: [{ type: 'markdown_text', text: 'light.' }],
      blocks: [footer],
      metadata,
      session_status: 'suspended',
    });

    const message = slack.messages(channel, threadTs).at(-1);
    expect(message).toMatchObject({ text: 'Because of light.\nby poro', streaming: 'completed', metadata });
    expect(slack.history({ channel, ts }).map(({ by }) => by)).toEqual(['post', 'append', 'stop']);
    expect(slack.session(channel, threadTs).status).toBe('suspended');
  });

  it('works with the streamer of the SDK, and keeps one card for each task', async () => {
    const streamer = client.chatStream({
      channel,
      thread_ts: threadTs,
      recipient_team_id: slack.world.teamId,
      recipient_user_id: anna.id,
      buffer_size: 8,
    });
    const task = { type: 'task_update', id: '1', title: 'Search' } as const;
    await streamer.append({ chunks: [{ ...task, status: 'in_progress' }] });
    await streamer.append({ markdown_text: 'A long answer' });
    await streamer.stop({ chunks: [{ ...task, status: 'complete' }] });

    const { body } = slack.messages(channel, threadTs).at(-1) ?? {};
    expect(body?.blocks).toMatchObject([
      { type: 'task_card', status: 'complete' },
      { type: 'markdown', text: 'A long answer' },
    ]);
  });

  it('needs to know for whom it is', async () => {
    expect(await errorOf(start({ recipient_user_id: undefined }))).toBe('missing_recipient_user_id');
    expect(await errorOf(start({ recipient_team_id: undefined }))).toBe('missing_recipient_team_id');
  });

  it('is over after five minutes, whatever arrives in between', async () => {
    const ts = await start({ markdown_text: 'a' });
    await clock.advance(299_000);
    expect(await append(ts, 'b')).toBe('ok');
    expect(await errorOf(client.chat.update({ channel, ts, text: 'c' }))).toBe('streaming_state_conflict');

    await clock.advance(1_000);

    expect(slack.messages(channel, threadTs).at(-1)?.streaming).toBe('completed');
    expect(await append(ts, 'd')).toBe('message_not_in_streaming_state');
    expect(await stop(ts)).toBe('message_not_in_streaming_state');
    expect(await errorOf(client.chat.update({ channel, ts, text: 'repaired' }))).toBe('ok');
  });

  it("ends with Slack's own Stop, which leaves the session to the app", async () => {
    const ts = await start({ markdown_text: 'a' });

    const stopped = anna.stopSession(channel, threadTs);

    expect(stopped?.payload['event']).toMatchObject({
      type: 'agent_session_stopped',
      user: anna.id,
      thread_ts: threadTs,
      streaming_message_ts: [ts],
    });
    expect(await append(ts, 'b')).toBe('stopped_by_user');
    expect(slack.session(channel, threadTs).status).toBe('processing');
    expect(anna.stopSession(channel, threadTs)?.payload['event']).toMatchObject({ streaming_message_ts: [] });
  });

  it.each([
    ['nothing', {}, 'no_text'],
    ['12,001 characters', { markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
    ['unknown chunks', { chunks: [{ type: 'poem' }] }, 'invalid_chunks'],
    ['text and chunks', { markdown_text: 'x', chunks: [] }, 'markdown_text_conflict'],
  ])('does not take %s', async (_what, fields, error) => {
    const ts = await start();

    expect(await errorOf(client.apiCall('chat.appendStream', { channel, ts, ...fields }))).toBe(error);
  });
});

describe('the line under a thread', () => {
  it('goes after two minutes, or with the next message of the bot', async () => {
    await say('is waking up');
    await clock.advance(119_000);
    expect(slack.statusLine(channel, threadTs)).toBe('is waking up');
    await clock.advance(1_000);
    expect(slack.statusLine(channel, threadTs)).toBe('');

    await say('is thinking');
    await client.chat.postMessage({ channel, thread_ts: threadTs, text: 'x' });
    expect(slack.statusLine(channel, threadTs)).toBe('');
    expect(slack.statuses.map(({ value }) => value)).toEqual(['is waking up', 'is thinking']);
  });

  it("is one for both kinds of status, and a session's stays until it is changed", async () => {
    const set = (status: string, title?: string): Promise<unknown> =>
      client.apiCall('agents.sessions.setStatus', {
        channel_id: channel,
        thread_ts: threadTs,
        status,
        ...(title ? { title } : {}),
      });

    await set('processing', 'The sky');
    await client.chat.postMessage({ channel, thread_ts: threadTs, text: 'x' });
    await clock.advance(600_000);
    expect(slack.statusLine(channel, threadTs)).toBe('is working…');
    await say('is thinking');
    expect(slack.statusLine(channel, threadTs)).toBe('is thinking');
    await set('active', 'Another title');
    expect(slack.statusLine(channel, threadTs)).toBe('');
    expect(slack.session(channel, threadTs)).toMatchObject({ status: 'active', title: 'The sky' });
    await client.agents.sessions.rename({ channel_id: channel, thread_ts: threadTs, title: 'Blue' });
    expect(slack.session(channel, threadTs).title).toBe('Blue');
    expect(await errorOf(set('is thinking hard'))).toBe('invalid_arguments');
  });

  it('warns when Stop would not reach the app', async () => {
    slack.happenings.subscriptions.delete('agent_session_stopped');
    const answer = client.agents.sessions.setStatus({ channel_id: channel, thread_ts: threadTs, status: 'processing' });

    expect(await answer).toMatchObject({ warning: 'missing_agent_session_stopped_event_subscription' });
  });

  it('takes four suggested prompts at most, and short loading messages', async () => {
    const prompts = (count: number): Promise<string> =>
      errorOf(
        client.assistant.threads.setSuggestedPrompts({
          channel_id: channel,
          prompts: Array.from({ length: count }, (_, index) => ({ title: `${index}`, message: 'Tell me' })),
        }),
      );
    const loading = (message: string): Promise<string> =>
      errorOf(
        client.assistant.threads.setStatus({
          channel_id: channel,
          thread_ts: threadTs,
          status: 'x',
          loading_messages: [message],
        }),
      );

    expect(await prompts(4)).toBe('ok');
    expect(await prompts(5)).toBe('invalid_arguments');
    expect(slack.session(channel, '').prompts).toHaveLength(4);
    expect(await loading('x'.repeat(50))).toBe('ok');
    expect(await loading('x'.repeat(51))).toBe('invalid_arguments');
  });
});
