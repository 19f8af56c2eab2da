import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DrivenClock } from '../../driven/driven-clock.ts';
import { boltOn, errorOf } from './bolt-on-fake.ts';
import { FakeSlack } from './fake-slack.ts';
import type { JsonObject } from './json-object.ts';
import type { MessageRef, Person } from './person.ts';
import type { Channel } from './world.ts';

let clock: DrivenClock;
let slack: FakeSlack;
let app: App;
let stop: () => Promise<void>;
let anna: Person;
let general: Channel;

beforeEach(async () => {
  clock = new DrivenClock();
  slack = await FakeSlack.start({ clock });
  ({ app, stop } = boltOn(slack));
  anna = slack.addUser({ name: 'anna' });
  general = slack.addChannel({ name: 'general', members: [anna.id] });
});

afterEach(async () => {
  await stop();
  await slack.close();
});

const plain = (text: string): { type: 'plain_text'; text: string } => ({ type: 'plain_text', text });

async function postControls(fields: object = {}): Promise<MessageRef> {
  const elements = [
    { type: 'button', text: plain('Stop'), action_id: 'stop', value: 'turn-1' },
    {
      type: 'static_select',
      placeholder: plain('Model'),
      action_id: 'model',
      options: [{ text: plain('Poro 2'), value: 'poro' }],
    },
    { type: 'external_select', placeholder: plain('Search'), action_id: 'search' },
  ];
  const feedback = {
    type: 'feedback_buttons',
    action_id: 'feedback',
    positive_button: { text: plain('Good'), value: 'good' },
    negative_button: { text: plain('Bad'), value: 'bad' },
  };
  const blocks = [
    { type: 'actions', elements },
    { type: 'context_actions', elements: [feedback] },
  ];
  const posted: JsonObject = {
    ...(await app.client.apiCall('chat.postMessage', {
      channel: general.id,
      text: 'Choose',
      blocks,
      ...fields,
    })),
  };
  return { channel: general.id, ts: String(posted['ts']) };
}

describe('presses and choices', () => {
  it('arrive with the message, a trigger and a response_url', async () => {
    const seen: unknown[] = [];
    app.action(/.*/, async ({ ack, action, body }) => {
      await ack();
      seen.push([action, body]);
    });
    await app.start();
    const ref = await postControls();

    for (const delivery of [
      anna.press(ref, 'Stop'),
      anna.press(ref, 'Bad'),
      anna.choose(ref, 'Model', 'Poro 2'),
      anna.choose(ref, 'search', { text: plain('Other'), value: 'other' }),
    ]) {
      expect(await delivery.outcome).toMatchObject({ state: 'acknowledged' });
    }

    await slack.waitFor(() => seen.length === 4);
    expect(seen).toMatchObject([
      [
        { type: 'button', action_id: 'stop', value: 'turn-1', text: { text: 'Stop' } },
        {
          type: 'block_actions',
          user: { id: anna.id },
          container: { type: 'message', message_ts: ref.ts, is_ephemeral: false },
          message: { ts: ref.ts },
          response_url: expect.stringContaining('/actions/'),
        },
      ],
      [{ type: 'feedback_buttons', action_id: 'feedback', value: 'bad' }, {}],
      [{ type: 'static_select', selected_option: { value: 'poro' } }, {}],
      [{ type: 'external_select', selected_option: { value: 'other' } }, {}],
    ]);
    expect(() => anna.press(ref, 'Go')).toThrow('only: Stop, Model, Search, Good, Bad');
  });

  it('fill a searchable menu with what the app acknowledges', async () => {
    app.options('search', async ({ ack, payload }) => {
      await ack({ options: [{ text: plain(payload.value.toUpperCase()), value: 'x' }] });
    });
    await app.start();
    const ref = await postControls();

    expect(await anna.search(ref, 'search', 'por').outcome).toMatchObject({
      payload: { options: [{ text: { text: 'POR' } }] },
    });
  });

  it('fail when nobody acknowledges them within three seconds, and are not repeated', async () => {
    await app.start();
    const ref = await postControls();
    const pressed = anna.press(ref, 'stop');
    await slack.waitFor(() => clock.sleeping > 0);

    await clock.advance(3_000);

    expect(await pressed.outcome).toEqual({ state: 'lost', reason: 'timeout' });
    expect(pressed.attempts).toHaveLength(1);
  });

  it('work in a message that one person sees, which is not sent along', async () => {
    await app.start();
    const blocks = [{ type: 'actions', elements: [{ type: 'button', text: plain('Show'), action_id: 'show' }] }];
    await app.client.chat.postEphemeral({ channel: general.id, user: anna.id, text: 'x', blocks });
    const [hidden] = anna.ephemerals;
    if (hidden === undefined) throw new Error('Nothing to see');

    const { payload } = anna.press(hidden, 'Show');

    expect(payload).toMatchObject({ container: { is_ephemeral: true, message_ts: hidden.ts } });
    expect(payload).not.toHaveProperty('message');
    expect(() => slack.addUser({ name: 'otto' }).press(hidden, 'Show')).toThrow('does not see');
  });
});

async function respond(to: string, fields: object): Promise<number> {
  const body = JSON.stringify(fields);
  const answer = await fetch(to, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  return answer.status;
}

describe('response_url', () => {
  it('answers five times, for half an hour', async () => {
    await app.start();
    const ref = await postControls();
    const url = (): string => String(anna.press(ref, 'Stop').payload['response_url']);
    const first = url();
    const late = url();

    expect(await respond(first, { text: 'for you', response_type: 'ephemeral' })).toBe(200);
    expect(await respond(first, { text: 'for all', response_type: 'in_channel' })).toBe(200);
    expect(await respond(first, { text: 'instead', replace_original: true })).toBe(200);
    expect(slack.messages(general.id).map(({ text }) => text)).toEqual(['instead', 'for all']);
    expect(anna.ephemerals.map(({ text }) => text)).toEqual(['for you']);
    expect(await respond(first, { delete_original: true })).toBe(200);
    expect(await respond(first, {})).toBe(400);
    expect(await respond(first, { text: 'sixth' })).toBe(404);
    await clock.advance(30 * 60_000 + 1);
    expect(await respond(late, { text: 'late' })).toBe(404);
    expect(slack.messages(general.id).map(({ text }) => text)).toEqual(['for all']);
  });
});

describe('commands and shortcuts', () => {
  it('show what a command is acknowledged with', async () => {
    app.command('/aitta', async ({ ack, command }) => {
      await ack(command.text === 'loud' ? { response_type: 'in_channel', text: 'Loud' } : `You said ${command.text}`);
    });
    await app.start();

    const quiet = anna.slash('/aitta', 'models', general.id);
    await slack.waitFor(() => anna.ephemerals.length === 1);
    anna.slash('/aitta', 'loud', general.id);
    await slack.waitFor(() => slack.messages(general.id).length === 1);

    expect(quiet.payload).toMatchObject({ command: '/aitta', user_id: anna.id, channel_id: general.id });
    expect(quiet.payload).not.toHaveProperty('thread_ts');
    expect(anna.ephemerals.map(({ text }) => text)).toEqual(['You said models']);
  });

  it('carry the message of a shortcut', async () => {
    app.shortcut('ask', ({ ack }) => ack());
    await app.start();
    const ts = anna.post({ channel: general.id, text: 'what is LUMI?' });

    const delivery = anna.shortcut('ask', { channel: general.id, ts });

    expect(await delivery.outcome).toMatchObject({ state: 'acknowledged' });
    expect(delivery.payload).toMatchObject({ type: 'message_action', message: { text: 'what is LUMI?', ts } });
  });
});

const modal: JsonObject = {
  type: 'modal',
  callback_id: 'ask',
  title: plain('Ask'),
  submit: plain('Send'),
  blocks: [
    { type: 'input', block_id: 'q', label: plain('Question'), element: { type: 'plain_text_input', action_id: 'a' } },
  ],
};

function home(text: string): JsonObject {
  return { type: 'home', blocks: [{ type: 'header', text: plain(text) }] };
}

describe('modals and the home tab', () => {
  it('open once for a trigger, within three seconds', async () => {
    await app.start();
    const ref = await postControls();
    const trigger = (): string => String(anna.press(ref, 'Stop').payload['trigger_id']);
    const open = (id: string, view: unknown = modal): Promise<string> =>
      errorOf(app.client.apiCall('views.open', { trigger_id: id, view }));
    const used = trigger();

    expect(await open(used)).toBe('ok');
    expect(anna.modal?.body['callback_id']).toBe('ask');
    expect(await open(used)).toBe('exchanged_trigger_id');
    expect(await open('1.2.3')).toBe('invalid_trigger_id');
    const old = trigger();
    await clock.advance(3_001);
    expect(await open(old)).toBe('expired_trigger_id');
    expect(await open(trigger(), { ...modal, title: plain('x'.repeat(25)) })).toBe('invalid_arguments');
  });

  it('are sent, refused with errors, and closed', async () => {
    const values: unknown[] = [];
    app.action('stop', async ({ ack, body, client }) => {
      await ack();
      if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: modal as never });
    });
    app.view('ask', async ({ ack, view }) => {
      const given = view.state.values['q']?.['a']?.value;
      values.push(given);
      await (given === 'bad' ? ack({ response_action: 'errors', errors: { q: 'Too short' } }) : ack());
    });
    await app.start();
    anna.press(await postControls(), 'Stop');
    await slack.waitFor(() => anna.modal);

    expect(() => anna.submit({})).toThrow('must be filled in');
    await anna.submit({ Question: 'bad' }).outcome;
    expect(anna.modal?.errors).toEqual({ q: 'Too short' });
    await anna.submit({ a: 'good' }).outcome;
    expect(anna.modal).toBeUndefined();
    expect(values).toEqual(['bad', 'good']);
  });

  it('publish and update by hash', async () => {
    await app.start();
    const published: JsonObject = {
      ...(await app.client.apiCall('views.publish', { user_id: anna.id, view: home('One') })),
    };
    const { id, hash } = published['view'] as { id: string; hash: string };
    const update = (fields: object): Promise<string> =>
      errorOf(app.client.apiCall('views.update', { view_id: id, ...fields }));

    expect(await update({ view: home('Two'), hash })).toBe('ok');
    expect(await update({ view: home('Three'), hash })).toBe('hash_conflict');
    expect(await update({ view_id: 'V0', view: home('Three') })).toBe('not_found');
    expect(anna.home?.blocks).toMatchObject([{ text: { text: 'Two' } }]);
    expect(anna.openHome('home')?.payload['event']).toMatchObject({ tab: 'home', view: { id } });
  });
});
