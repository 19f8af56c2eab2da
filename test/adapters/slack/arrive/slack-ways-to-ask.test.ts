import { describe, expect, test } from 'vitest';
import { noticesIn } from '../../../../src/core/commands/notices.ts';
import { BotError } from '../../../../src/core/errors.ts';
import { readInteraction } from '../../../../src/adapters/slack/arrive/slack-interaction.ts';
import { ASK_SHORTCUT } from '../../../../src/adapters/slack/draw/slack-choice.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { SlackWorld } from '../slack-world.ts';

const isCall =
  (command: string) =>
  ({ input }: { input: unknown }): boolean =>
    typeof input === 'object' && input !== null && 'command' in input && input.command === command;

describe('a slash command', () => {
  test('arrives as the text of a command, outside of any thread, and what is private is for one person’s eyes', async () => {
    const world = await SlackWorld.open();
    const sent = world.anna.slash('/aitta', 'models poro', world.general);
    const { arrival, place } = await world.place();
    expect(arrival).toMatchObject({ input: '!models poro', conversation: world.general, personId: world.anna.id });
    expect((await sent.outcome).state).toBe('acknowledged');
    await place.say({ text: 'Poro is cold.', private: true });
    expect(world.anna.ephemerals.map(({ text }) => text)).toEqual(['Poro is cold.']);
    await place.say({ text: 'Poro is set.' });
    expect(world.slack.messages(world.general).map(({ text }) => text)).toEqual(['Poro is set.']);
  });

  test.each([
    ['', '!help'],
    ['  ', '!help'],
    ['help', '!help'],
    ['!use poro', '!use poro'],
    ['modles', '!modles'],
  ])('%j is %j', async (text, input) => {
    const world = await SlackWorld.open();
    world.anna.slash('/aitta', text, world.general);
    expect((await world.arrival()).input).toBe(input);
  });

  test.each(['ask why is the sky blue?', 'why is the sky blue?'])(
    '%j is a question that everybody sees, and is answered below it',
    async (text) => {
      const world = await SlackWorld.open();
      world.anna.slash('/aitta', text, world.general);
      const { arrival, place } = await world.place();
      expect(arrival.input).toEqual({ command: 'ask', args: { question: 'why is the sky blue?' } });
      expect(world.slack.messages(world.general)).toEqual([]);
      expect((await place.read(0)).text).toBe('why is the sky blue?');
      await place.say({ text: 'Rayleigh.' });
      const [shown] = world.slack.messages(world.general);
      expect(shown?.text).toBe('anna asks:\nwhy is the sky blue?');
      expect(shown?.body.blocks).toMatchObject([
        { type: 'context', elements: [{ type: 'plain_text', text: 'anna asks:' }] },
        { type: 'section', text: { type: 'plain_text', text: 'why is the sky blue?' } },
      ]);
      expect(world.answers(shown?.ts ?? '')).toEqual(['Rayleigh.']);
    },
  );

  test('a question is shown as one block of plain text, whatever is in it, and its options are the bot’s', async () => {
    const world = await SlackWorld.open();
    const asked = '*why*\n# Big\n<https://evil.example|nordea.fi> <!channel>';
    world.anna.slash('/aitta', `ask --model cold ${asked}`, world.general);
    const { arrival, place } = await world.place();
    expect(arrival.input).toMatchObject({ command: 'ask', args: { model: 'cold' } });
    await place.say({ text: 'No.' });
    const [shown] = world.slack.messages(world.general);
    expect(shown?.body.blocks.at(-1)).toMatchObject({
      type: 'section',
      text: { type: 'plain_text', text: '*why*\n# Big\n[nordea.fi](https://evil.example) @channel' },
    });
    expect([shown?.pings, shown?.unfurls]).toEqual([[], []]);
  });

  test.each(['clicked', 'call', 'call:x', 'call:1:2', ''])('a press on the action %j is none of ours', (action) => {
    const payload = {
      type: 'block_actions',
      user: { id: 'U1' },
      channel: { id: 'C1' },
      container: { message_ts: '1.2' },
      actions: [{ action_id: action, value: 'reset', action_ts: '1.3' }],
    };
    const self = { teamId: 'T1', botUserId: 'UBOT', botId: undefined, url: undefined };
    expect(readInteraction(payload, self, 0)).toBeUndefined();
    payload.actions = [{ action_id: 'call:0', value: 'reset', action_ts: '1.3' }];
    expect(readInteraction(payload, self, 0)).toBeDefined();
  });

  test('what is written, pressed or stopped below the question goes on with its conversation', async () => {
    const world = await SlackWorld.open();
    world.anna.slash('/aitta', 'ask why?', world.general);
    const { arrival, place } = await world.place();
    await place.say({ text: 'Because.', choices: [{ label: 'Again', call: { command: 'retry', args: {} } }] });
    const root = world.slack.messages(world.general)[0]?.ts ?? '';
    const answer = world.slack.messages(world.general, root)[1]?.ts ?? '';
    world.anna.post({ channel: world.general, text: 'and?', threadTs: root });
    world.anna.press({ channel: world.general, ts: answer }, 'Again');
    world.mention('really?', { threadTs: root });
    await world.eventually(() => world.inbox.arrivals.length === 4);
    expect(new Set(world.inbox.arrivals.map(({ conversation }) => conversation))).toEqual(
      new Set([arrival.conversation]),
    );
  });

  test('a question is accepted before anything of it is posted, however slow Slack is', async () => {
    const world = await SlackWorld.open();
    world.slack.faults.push({ method: 'chat.postMessage', kind: 'slow', delayMs: 2_500 });
    const sent = world.anna.slash('/aitta', 'ask why?', world.general);
    expect(await sent.outcome).toMatchObject({ state: 'acknowledged', afterMs: 0 });
    expect(world.inbox.arrivals).toHaveLength(1);
    expect(world.slack.callsOf('chat.postMessage')).toEqual([]);
  });

  test.for([
    ['right', 0],
    ['two hours ahead', 2 * 60 * 60_000],
    ['two hours behind', -2 * 60 * 60_000],
  ] as const)(
    'a question whose post is lost, or whose process dies then, stands once in the next run: clock %s',
    async ([, aheadMs]) => {
      const clock = new DrivenClock();
      const wrong = {
        now: () => clock.now() + aheadMs,
        monotonic: () => clock.monotonic(),
        sleep: clock.sleep.bind(clock),
      };
      const world = await SlackWorld.prepare({ clock: wrong }, clock);
      await world.platform.start(world.inbox);
      world.anna.slash('/aitta', 'ask why?', world.general);
      const { arrival, place, memory } = await world.place();
      world.slack.faults.push({ method: 'chat.postMessage', kind: 'lateResponse' });
      place.progress({ note: 'On it …' });
      await world.slack.waitFor(() => world.slack.messages(world.general).length === 1, 'the question');
      const said = world.platform.at(arrival.address, memory.next()).say({ text: 'Because.' });
      await world.clock.advance(12_000, 1_000);
      await said;
      const shown = world.slack.messages(world.general);
      expect(shown).toHaveLength(1);
      expect(world.answers(shown[0]?.ts ?? '')).toEqual(['Because.']);
    },
  );

  test('who may not ask is told alone, and nothing of the question is shown', async () => {
    const world = await SlackWorld.open();
    world.anna.slash('/aitta', 'ask why?', world.general);
    const { place } = await world.place();
    await place.say({ note: 'Not you.', private: true });
    expect(world.slack.messages(world.general)).toEqual([]);
    expect(world.anna.ephemerals.map(({ text }) => text)).toEqual(['Not you.']);
  });

  test('a question pings nobody whom its asker mentions', async () => {
    const world = await SlackWorld.open();
    const ben = world.slack.addUser({ name: 'ben' });
    world.anna.slash('/aitta', `ask is <@${ben.id}|ben> in? <!channel>`, world.general);
    await (await world.place()).place.say({ text: 'No.' });
    expect(world.slack.messages(world.general)[0]?.pings).toEqual([]);
  });

  test('a question delivered twice is asked once', async () => {
    const world = await SlackWorld.open();
    const first = world.anna.slash('/aitta', 'ask why?', world.general);
    const second = world.slack.repeat(first);
    await Promise.all([first.outcome, second.outcome]);
    expect(world.inbox.arrivals).toHaveLength(1);
  });

  test('a dead store is told, since Slack does not send a command again', async () => {
    const world = await SlackWorld.open();
    const dead = new BotError('store-failed', 'dead');
    world.inbox.beforeReceive = () => Promise.reject(dead);
    const sent = world.anna.slash('/aitta', 'models', world.general);
    expect((await sent.outcome).state).toBe('acknowledged');
    await world.eventually(() => world.anna.ephemerals.length === 1);
    expect(world.anna.ephemerals[0]?.text).toBe(noticesIn().excuse(dead));
  });
});

describe('the message shortcut', () => {
  test('asks about a message, in its thread', async () => {
    const world = await SlackWorld.open();
    const ben = world.slack.addUser({ name: 'ben' });
    world.slack.world.channels.get(world.general)?.members.add(ben.id);
    const ts = ben.post({ channel: world.general, text: 'the sky is &lt;blue&gt;\nand wide' });
    const sent = world.anna.shortcut(ASK_SHORTCUT, { channel: world.general, ts });
    const { arrival, place } = await world.place();
    expect((await sent.outcome).state).toBe('acknowledged');
    expect(arrival).toMatchObject({
      input: { command: 'ask', args: { question: '> the sky is <blue>\n> and wide' } },
      personId: world.anna.id,
      conversation: `${world.slack.world.teamId}:${world.general}:${ts}`,
    });
    expect((await place.read(0)).text).toBe('> the sky is <blue>\n> and wide');
    place.progress({ note: 'On it …' });
    await place.say({ text: 'So it is.' });
    expect(world.answers(ts)).toEqual(['So it is.']);
  });

  test('of somebody else is not ours', async () => {
    const world = await SlackWorld.open();
    const ts = world.anna.post({ channel: world.general, text: 'words' });
    expect((await world.anna.shortcut('other', { channel: world.general, ts }).outcome).state).toBe('acknowledged');
    expect(world.inbox.arrivals).toEqual([]);
  });
});

describe('choices', () => {
  const choice = (index: number) => ({
    label: `Model ${index}`,
    call: { command: 'use', args: { model: `m${index}` } },
  });

  test('up to five are buttons, more are a menu; either arrives as its call', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask();
    await place.say({ text: 'Which?', choices: [1, 2, 3, 4, 5].map(choice) });
    const [buttons] = world.slack.messages(world.general, ts).slice(1);
    expect(buttons?.controls.map(({ label }) => label)).toEqual([
      'Model 1',
      'Model 2',
      'Model 3',
      'Model 4',
      'Model 5',
    ]);
    await world.anna.press({ channel: world.general, ts: buttons?.ts ?? '' }, 'Model 4').outcome;
    expect(await world.arrival(isCall('use'))).toMatchObject({ input: { args: { model: 'm4' } } });
    const other = await world.ask('and again?');
    await other.place.say({ text: 'Which?', choices: [1, 2, 3, 4, 5, 6, 7].map(choice) });
    const [menu] = world.slack.messages(world.general, other.ts).slice(1);
    const chosen = world.anna.choose({ channel: world.general, ts: menu?.ts ?? '' }, 'call:menu', 'Model 7');
    expect((await chosen.outcome).state).toBe('acknowledged');
    await world.arrival(({ input }) => JSON.stringify(input).includes('m7'));
  });

  test('the answer to a press takes the place of the pressed message, also after a restart', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask();
    await place.say({ text: 'Which?', choices: [choice(1)] });
    const pressed = world.slack.messages(world.general, ts)[1]?.ts ?? '';
    await world.platform.close();
    const restarted = world.newPlatform();
    await restarted.start(world.inbox);
    world.anna.press({ channel: world.general, ts: pressed }, 'Model 1');
    const arrival = await world.arrival(isCall('use'));
    await restarted.at(arrival.address, world.memory(arrival.id)).say({ text: 'Model 1 it is.' });
    expect(world.answers(ts)).toEqual(['Model 1 it is.']);
    expect(world.slack.messages(world.general, ts)[1]?.controls).toEqual([]);
  });

  test('on a message for one person’s eyes work too', async () => {
    const world = await SlackWorld.open();
    world.anna.slash('/aitta', 'use', world.general);
    const { place } = await world.place();
    await place.say({ text: 'Which?', choices: [choice(1)], private: true });
    const ts = world.anna.ephemerals[0]?.ts ?? '';
    world.anna.press({ channel: world.general, ts }, 'Model 1');
    const pressed = await world.place(isCall('use'));
    expect(pressed.arrival.conversation).toBe(world.general);
    await pressed.place.say({ text: 'Model 1 it is.' });
    expect(world.anna.ephemerals.map(({ text }) => text)).toEqual(['Model 1 it is.']);
    expect(world.slack.messages(world.general)).toEqual([]);
  });

  test('may ask for an argument in a form first', async () => {
    const world = await SlackWorld.open();
    const { place, ts, arrival } = await world.ask();
    const call = { command: 'system', args: { scope: 'thread' } };
    await place.say({ text: 'Prompt?', choices: [{ label: 'Change the prompt', call, askFor: 'text' }] });
    const pressed = world.slack.messages(world.general, ts)[1]?.ts ?? '';
    expect((await world.anna.press({ channel: world.general, ts: pressed }, 'Change the prompt').outcome).state).toBe(
      'acknowledged',
    );
    expect(world.anna.modal).toBeDefined();
    const sent = world.anna.submit({ value: 'Be brief.\nAnd kind.' });
    const form = await world.place(isCall('system'));
    expect((await sent.outcome).state).toBe('acknowledged');
    expect(form.arrival).toMatchObject({
      input: { command: 'system', args: { scope: 'thread', text: 'Be brief.\nAnd kind.' } },
      conversation: arrival.conversation,
      personId: world.anna.id,
    });
    await form.place.say({ note: 'Changed.' });
    expect(world.answers(ts)).toEqual(['Changed.']);
  });
});

describe('first contact', () => {
  test('greets a person once, however often they look', async () => {
    const world = await SlackWorld.open();
    await world.anna.openHome('messages')?.outcome;
    const { place, arrival } = await world.place(isCall('hello'));
    await place.say({ text: 'Hello!' });
    expect(world.slack.messages(world.anna.directMessage).map(({ text }) => text)).toEqual(['Hello!']);
    world.inbox.arrivals.length = 0; // as after the time for which ids are remembered
    await world.anna.openHome('messages')?.outcome;
    expect([world.inbox.arrivals, arrival.personId]).toEqual([[], world.anna.id]);
  });

  test('greets a channel that it is invited to', async () => {
    const world = await SlackWorld.open();
    const fresh = world.slack.addChannel({ name: 'fresh', members: [world.anna.id], withoutBot: true }).id;
    world.anna.invite(fresh);
    const { place, arrival } = await world.place(isCall('hello'));
    expect(arrival).toMatchObject({ channel: fresh, conversation: fresh, personId: world.anna.id });
    await place.say({ text: 'Hello!' });
    expect(world.slack.messages(fresh).at(-1)?.text).toBe('Hello!');
  });

  test('a dead store greets nobody and breaks nothing', async () => {
    const world = await SlackWorld.open();
    world.database.close();
    expect((await world.anna.openHome('messages')?.outcome)?.state).toBe('acknowledged');
    expect(world.inbox.arrivals).toEqual([]);
  });
});

describe('edits and deletions of questions', () => {
  test('arrive where the bot was asked, and nowhere else', async () => {
    const world = await SlackWorld.open();
    const { ts, arrival } = await world.ask('why?');
    const other = world.anna.post({ channel: world.general, text: 'lunch' });
    world.anna.edit({ channel: world.general, ts: other }, 'dinner');
    world.anna.delete({ channel: world.general, ts: other });
    world.anna.edit({ channel: world.general, ts }, `<@${world.slack.botUserId}> why not?`);
    expect(await world.arrival(isCall('edited'))).toMatchObject({
      input: { args: { turn: arrival.id, text: 'why not?' } },
    });
    world.anna.delete({ channel: world.general, ts });
    expect(await world.arrival(isCall('deleted'))).toMatchObject({ input: { args: { turn: arrival.id } } });
    await world.settled();
    expect(world.inbox.arrivals).toHaveLength(3);
  });

  test('a preview that Slack adds to a question is none', async () => {
    const world = await SlackWorld.open();
    const { ts } = await world.ask('https://a.example');
    world.slack.unfurl({ channel: world.general, ts }, 'https://a.example');
    await world.settled();
    expect(world.inbox.arrivals).toHaveLength(1);
  });
});

describe('files of an answer', () => {
  const files = [{ name: 'history.md', text: '# History\n' }];

  test('come into the thread, once', async () => {
    const world = await SlackWorld.open();
    const { ts, place, arrival, memory } = await world.ask();
    await place.say({ text: 'Here.', files });
    await world.platform.at(arrival.address, memory.next()).say({ text: 'Here.', files });
    const seen = world.slack.messages(world.general, ts).flatMap((message) => message.files);
    expect(seen).toEqual([expect.objectContaining({ name: 'history.md', text: '# History\n' })]);
  });

  test('are not sent twice when the answer to the last step is lost', async () => {
    const world = await SlackWorld.open();
    const { ts, place, arrival, memory } = await world.ask();
    world.slack.faults.push({ method: 'files.completeUploadExternal', kind: 'lostResponse' });
    await place.say({ text: 'Here.', files }).catch(() => undefined);
    await world.platform.at(arrival.address, memory.next()).say({ text: 'Here.', files });
    expect(world.slack.messages(world.general, ts).flatMap((message) => message.files)).toHaveLength(1);
  });

  test('for one person’s eyes come into the direct messages', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask();
    await place.say({ text: 'Look there.', files, private: true });
    expect(world.slack.messages(world.general, ts).flatMap((message) => message.files)).toEqual([]);
    const direct = world.slack.messages(world.anna.directMessage);
    expect(direct.flatMap((message) => message.files.map(({ name }) => name))).toEqual(['history.md']);
  });

  test('without the scope for them, the asker is told and the operator finds its name in the log', async () => {
    const world = await SlackWorld.open();
    world.slack.access.scopes.delete('files:write');
    const { ts, place } = await world.ask();
    await place.say({ text: 'Here.', files });
    expect(world.answers(ts)).toEqual(['Here.', noticesIn().excuse(new BotError('settings', ''))]);
    expect(JSON.stringify(world.logLines)).toContain('files:write');
  });
});
