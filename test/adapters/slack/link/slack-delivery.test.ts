import { describe, expect, test } from 'vitest';
import { noticesIn } from '../../../../src/core/commands/notices.ts';
import { BotError } from '../../../../src/core/errors.ts';
import { SlackWorld } from '../slack-world.ts';

const deadStore = new BotError('store-failed', 'the database does not answer');
const states = (world: SlackWorld): unknown[] => world.slack.deliveries.map(({ ended }) => ended?.state);

describe('when Slack hears that a message is ours', () => {
  test('not before it is durable', async () => {
    const world = await SlackWorld.open();
    const gate = Promise.withResolvers<void>();
    world.inbox.beforeReceive = () => gate.promise;
    world.mention('why?');
    await world.ticks();
    expect([world.slack.acks, world.inbox.arrivals]).toEqual([[], []]);
    gate.resolve();
    await world.settled();
    expect(states(world)).toEqual(['acknowledged', 'acknowledged']);
    expect(world.observed.map(({ name }) => name)).toContain('acknowledgement');
  });

  test('a store that takes longer than Slack waits gets the message again, and it stays one question', async () => {
    const world = await SlackWorld.open();
    const gate = Promise.withResolvers<void>();
    world.inbox.beforeReceive = () => gate.promise;
    world.mention('why?');
    await world.ticks();
    await world.clock.advance(3_100);
    gate.resolve();
    await world.settled();
    expect(world.inbox.arrivals).toHaveLength(1);
    expect(world.slack.deliveries.map(({ attempts }) => attempts.length)).toEqual([2, 2]);
  });

  test('a dead store is said once, for both copies of a mention, and then acknowledged', async () => {
    const world = await SlackWorld.open();
    world.inbox.beforeReceive = () => Promise.reject(deadStore);
    const ts = world.mention('why?');
    await world.settled();
    expect(world.answers(ts)).toEqual([noticesIn().excuse(deadStore)]);
    expect(new Set(states(world))).toEqual(new Set(['acknowledged']));
    expect(world.slack.deliveries.flatMap(({ attempts }) => attempts)).toHaveLength(3); // with the bot's own sentence
  });

  test('whoever was told that it was not kept gets no answer as well, however often Slack delivers it again', async () => {
    const world = await SlackWorld.open();
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let received = 0;
    world.inbox.beforeReceive = () => gates[Math.min(received++, 1)]?.promise;
    const ts = world.mention('why?');
    await world.ticks();
    await world.clock.advance(3_100); // delivered again, while the store is still asked for the first
    await world.ticks();
    gates[0]?.reject(deadStore);
    await world.slack.waitFor(() => world.answers(ts).length === 1, 'the sentence');
    gates[1]?.resolve();
    await world.clock.advance(10_000, 500);
    await world.settled();
    expect([world.answers(ts), world.inbox.arrivals]).toEqual([[noticesIn().excuse(deadStore)], []]);
  });

  test('nor once the store works again, when Slack has not heard that it was told', async () => {
    const world = await SlackWorld.open();
    world.inbox.beforeReceive = () => Promise.reject(deadStore);
    const ts = world.mention('why?');
    await world.slack.waitFor(() => world.answers(ts).length === 1, 'the sentence');
    await world.settled();
    world.inbox.beforeReceive = () => undefined;
    for (const delivery of world.slack.deliveriesOf(ts)) world.slack.repeat(delivery);
    await world.settled();
    expect([world.answers(ts), world.inbox.arrivals]).toEqual([[noticesIn().excuse(deadStore)], []]);
  });

  test('what could neither be kept nor refused aloud is delivered again', async () => {
    const world = await SlackWorld.open();
    world.inbox.beforeReceive = () => Promise.reject(deadStore);
    world.slack.faults.push({ method: 'chat.postMessage', kind: 'error', error: 'internal_error', times: 2 });
    world.mention('why?');
    await world.ticks();
    world.inbox.beforeReceive = () => undefined;
    await world.clock.advance(3_100);
    await world.settled();
    expect(world.inbox.arrivals).toHaveLength(1);
  });

  test('below the sentence that a question could not be kept people go on, and are heard', async () => {
    const world = await SlackWorld.open();
    world.inbox.beforeReceive = () => Promise.reject(deadStore);
    const ts = world.mention('why?');
    await world.settled();
    expect(world.answers(ts)).toEqual([noticesIn().excuse(deadStore)]);
    world.inbox.beforeReceive = () => undefined;
    world.anna.post({ channel: world.general, text: 'and now?', threadTs: ts });
    await world.settled();
    expect(world.inbox.arrivals.map(({ input }) => input)).toEqual(['and now?']);
  });

  test('a follow-up that comes before its mention is heard once that has come, and what came before stays unheard', async () => {
    const world = await SlackWorld.open();
    const gate = Promise.withResolvers<void>();
    const root = world.anna.post({ channel: world.general, text: 'lunch?' });
    world.anna.post({ channel: world.general, text: 'noon', threadTs: root });
    world.inbox.beforeReceive = () => gate.promise;
    world.mention('why not eleven?', { threadTs: root });
    await world.ticks();
    world.anna.post({ channel: world.general, text: 'or one?', threadTs: root });
    await world.ticks();
    expect(world.inbox.arrivals).toEqual([]);
    gate.resolve();
    await world.settled();
    expect(world.inbox.arrivals.map(({ input }) => input)).toEqual(['why not eleven?', 'or one?']);
  });

  /** A question of a command that stands, whose conversation nobody has kept: the process died before it could. */
  const shownQuestion = async (world: SlackWorld): Promise<{ root: string; conversation: string }> => {
    world.anna.slash('/aitta', 'ask why?', world.general);
    const { id: turn, conversation } = await world.arrival();
    const headers = { authorization: `Bearer ${world.slack.botToken}`, 'content-type': 'application/json' };
    const metadata = { event_type: 'aitta_part', event_payload: { turn, part: 'question' } };
    const body = JSON.stringify({ channel: world.general, text: 'Anna asks: why?', metadata });
    await fetch(`${world.slack.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
    return { root: world.slack.messages(world.general).at(-1)?.ts ?? '', conversation };
  };

  test.for(['and how?', 'mention'])(
    'below the question of a command it belongs to that, before anybody has kept so: %s',
    async (how) => {
      const world = await SlackWorld.open();
      const { root, conversation } = await shownQuestion(world);
      if (how === 'mention') world.mention('and how?', { threadTs: root });
      else world.anna.post({ channel: world.general, text: how, threadTs: root });
      await world.settled();
      expect(world.inbox.arrivals.map((arrival) => arrival.conversation)).toEqual([conversation, conversation]);
    },
  );

  test('while Slack does not say below what it was written, it is delivered again', async () => {
    const world = await SlackWorld.open();
    const { root, conversation } = await shownQuestion(world);
    world.slack.faults.push({ method: 'conversations.replies', kind: 'error', error: 'internal_error', times: 2 });
    const ts = world.mention('and how?', { threadTs: root });
    await world.ticks();
    expect(world.inbox.arrivals).toHaveLength(1);
    await world.clock.advance(3_100);
    await world.settled();
    expect(world.inbox.arrivals.map((arrival) => arrival.conversation)).toEqual([conversation, conversation]);
    expect(world.slack.deliveriesOf(ts).every(({ ended }) => ended?.state === 'acknowledged')).toBe(true);
  });

  test('below anything else of ours a mention begins a conversation, and nobody else is meant', async () => {
    const world = await SlackWorld.open();
    const headers = { authorization: `Bearer ${world.slack.botToken}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ channel: world.general, text: 'Hello, I am Aitta.' });
    await fetch(`${world.slack.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
    const root = world.slack.messages(world.general).at(-1)?.ts ?? '';
    world.anna.post({ channel: world.general, text: 'who invited that?', threadTs: root });
    await world.settled();
    expect(world.inbox.arrivals).toEqual([]);
    world.mention('why?', { threadTs: root });
    await world.settled();
    expect(world.inbox.arrivals.map((arrival) => arrival.conversation)).toEqual([
      `${world.slack.world.teamId}:${world.general}:${root}`,
    ]);
  });

  test('a process that is shutting down leaves the message to the next one', async () => {
    const world = await SlackWorld.open();
    world.inbox.beforeReceive = () => Promise.reject(new BotError('shutting-down', 'ending'));
    const ts = world.mention('why?');
    await world.ticks();
    expect([world.slack.acks, world.answers(ts)]).toEqual([[], []]);
  });

  test('while the store is dead a message in an unknown thread is left to redelivery, in a known one its writer is told', async () => {
    const world = await SlackWorld.open();
    const { ts } = await world.ask();
    await world.settled();
    world.inbox.beforeFollows = () => Promise.reject(deadStore);
    world.inbox.beforeReceive = () => Promise.reject(deadStore);
    const other = world.anna.post({ channel: world.general, text: 'lunch?' });
    const reply = world.anna.post({ channel: world.general, text: 'noon', threadTs: other });
    world.anna.post({ channel: world.general, text: 'and why not green?', threadTs: ts });
    await world.slack.waitFor(() => world.answers(ts).length === 2, 'the sentence');
    expect(world.answers(other)).toEqual(['noon']);
    world.inbox.beforeFollows = () => undefined;
    await world.clock.advance(3_100);
    await world.settled();
    expect(world.answers(other)).toEqual(['noon']);
    expect(world.slack.deliveriesOf(reply).map(({ attempts }) => attempts.length)).toEqual([2]);
  });
});

describe('a press, a command, a form', () => {
  const pressable = async (world: SlackWorld): Promise<{ channel: string; ts: string }> => {
    const { place } = await world.ask();
    await place.say({ text: 'done', choices: [{ label: 'Again', call: { command: 'retry', args: { turn: 'abc' } } }] });
    const ts = world.slack.everythingSaid().at(-1)?.ts ?? '';
    await world.settled();
    return { channel: world.general, ts };
  };

  test('arrives as the call of its button, and is acknowledged once that is durable', async () => {
    const world = await SlackWorld.open();
    const pressed = world.anna.press(await pressable(world), 'Again');
    const arrival = await world.arrival((each) => typeof each.input !== 'string');
    expect(arrival).toMatchObject({ input: { command: 'retry', args: { turn: 'abc' } }, personId: world.anna.id });
    expect(arrival.conversation).toBe(world.inbox.arrivals[0]?.conversation);
    expect((await pressed.outcome).state).toBe('acknowledged');
  });

  test('is acknowledged after a second when the store is slow, and the presser is told', async () => {
    const world = await SlackWorld.open();
    const message = await pressable(world);
    const [gate, came] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    world.inbox.beforeReceive = () => {
      came.resolve();
      return gate.promise;
    };
    const pressed = world.anna.press(message, 'Again');
    await came.promise;
    await world.clock.advance(1_100);
    expect(await pressed.outcome).toMatchObject({ state: 'acknowledged', afterMs: 1_100 });
    await world.slack.waitFor(() => world.anna.ephemerals.length === 1, 'the sentence');
    expect(world.anna.ephemerals[0]?.text).toMatch(/slow/);
    gate.resolve();
    await world.arrival((each) => typeof each.input !== 'string');
  });

  test('is acknowledged and refused aloud when the store is dead, because Slack does not send it again', async () => {
    const world = await SlackWorld.open();
    const message = await pressable(world);
    world.inbox.beforeReceive = () => Promise.reject(deadStore);
    expect((await world.anna.press(message, 'Again').outcome).state).toBe('acknowledged');
    await world.slack.waitFor(() => world.anna.ephemerals.length === 1, 'the sentence');
    expect(world.anna.ephemerals[0]?.text).toBe(noticesIn().excuse(deadStore));
  });

  test('pressed twice is two arrivals, delivered twice is one', async () => {
    const world = await SlackWorld.open();
    const message = await pressable(world);
    const first = world.anna.press(message, 'Again');
    await first.outcome;
    await world.slack.repeat(first).outcome;
    expect(world.inbox.arrivals).toHaveLength(2);
    await world.anna.press(message, 'Again').outcome;
    expect(world.inbox.arrivals).toHaveLength(3);
  });

  test('what no version of the bot has made is acknowledged and ignored', async () => {
    const world = await SlackWorld.open();
    const deliveries = [
      world.slack.rawPayload('interactive', { type: 'block_actions', actions: [{ action_id: 'x', value: 'rm -rf' }] }),
      world.slack.rawPayload('interactive', { type: 'view_closed', view: {} }),
      world.slack.rawPayload('interactive', { type: 'something_new' }),
      world.slack.rawPayload('slash', { command: '/aitta' }),
      world.slack.raw({ type: 'something_new', user: { id: 3 } }),
    ];
    const outcomes = await Promise.all(deliveries.map(({ outcome }) => outcome));
    expect(new Set(outcomes.map(({ state }) => state))).toEqual(new Set(['acknowledged']));
    expect(world.inbox.arrivals).toEqual([]);
  });
});

describe('what is nobody’s question', () => {
  test('the bot’s own messages, edits and other bots come back and begin nothing', async () => {
    const world = await SlackWorld.open();
    const robot = world.slack.addUser({ name: 'robot', bot: true });
    const { place, ts } = await world.ask();
    place.progress({ note: 'On it …' });
    await place.say({ text: `<@${world.slack.botUserId}> said hello` });
    robot.post({ channel: world.general, text: `<@${world.slack.botUserId}> hello`, threadTs: ts });
    await world.settled();
    expect(world.inbox.arrivals).toHaveLength(1);
  });

  test('Bolt asks nobody who it is for every event', async () => {
    const world = await SlackWorld.open();
    for (let index = 0; index < 5; index += 1) world.mention(`question ${index}`);
    await world.settled();
    expect(world.inbox.arrivals).toHaveLength(5);
    expect(world.slack.callsOf('auth.test')).toHaveLength(1);
  });

  test('a user’s revoked token is none of the bot’s business', async () => {
    const world = await SlackWorld.open();
    const event = { type: 'tokens_revoked', tokens: { oauth: [world.anna.id], bot: [] } };
    expect((await world.slack.raw(event).outcome).state).toBe('acknowledged');
    expect(world.platform.health()).toMatchObject({ ok: true });
  });

  test('a revoked token is named in the log and in the health', async () => {
    const world = await SlackWorld.open();
    world.slack.uninstall();
    await world.slack.waitFor(() => !world.platform.health().ok, 'bad health');
    expect(world.platform.health().note).toMatch(/app_uninstalled|tokens_revoked/);
    expect(world.logLines.filter(({ level }) => level === 'error')).not.toEqual([]);
  });
});
