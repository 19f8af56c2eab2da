import { describe, expect, test } from 'vitest';
import { BotError, isBotError } from '../../../../src/core/errors.ts';
import type { Place, View } from '../../../../src/core/ports/platform.ts';
import { SlackWorld } from '../slack-world.ts';

const long = Array.from({ length: 900 }, (_, line) => `Line ${line} of a long answer, with some words.`).join('\n');
const stop: View['choices'] = [{ label: 'Stop', call: { command: 'halt', args: { turn: 'abc' } } }];
const codeOf = (error: unknown): unknown => (isBotError(error) ? error.code : error);
/** What became of it: 'done', or the code of its error. */
const outcome = (work: Promise<void> | undefined): Promise<unknown> | undefined => work?.then(() => 'done', codeOf);

/** A place whose placeholder stands. */
const waiting = async (world: SlackWorld) => {
  const asked = await world.ask();
  asked.place.progress({ note: 'On it …', choices: stop });
  await world.slack.waitFor(() => world.answers(asked.ts).length === 1, 'the placeholder');
  await world.ticks(); // and the bot knows that it does
  return asked;
};

test('the first sign of life stands once its call is over, and is sent again until it stands', async () => {
  const world = await SlackWorld.open();
  const { ts, place } = await world.ask();
  let isShown = false;
  const shown = place.shown().then(() => (isShown = true));
  world.slack.faults.push({ method: 'chat.postMessage', kind: 'error', status: 503, times: 3 });
  world.slack.faults.push({ method: 'chat.postMessage', kind: 'slow', delayMs: 500 });
  place.progress({ note: 'On it …', choices: stop });
  const posts = () => world.slack.callsOf('chat.postMessage');
  await world.drive(() => posts().length === 4, { stepMs: 250 });
  await world.ticks();
  expect(isShown).toBe(false);
  await world.drive(() => isShown, { stepMs: 250 });
  await shown;
  expect(world.answers(ts)).toEqual(['On it …']);
});

test('a post that Slack carries out long after nobody waits for it leaves no second message', async () => {
  const world = await SlackWorld.open();
  const { ts, place } = await world.ask();
  const posts = () => world.slack.callsOf('chat.postMessage');
  world.slack.faults.push({ method: 'chat.postMessage', kind: 'slow', delayMs: 12_500 });
  place.progress({ note: 'On it …', choices: stop });
  await world.slack.waitFor(() => posts().length === 1, 'the slow call');
  await world.clock.advance(10_000); // given up
  await world.eventually(() => world.logLines.some(({ message }) => message === 'Slack did not answer'));
  await world.ticks();
  await world.clock.advance(1_000); // not found, and sent again
  await world.slack.waitFor(() => posts().length === 2 && posts()[1]?.result === 'ok', 'the second call');
  await place.say({ text: 'done' });
  await world.clock.advance(1_500);
  await world.slack.waitFor(() => posts()[0]?.result === 'ok', 'the end of the slow call');
  expect(world.answers(ts)).toEqual(['done', 'On it …']);
  await world.clock.advance(20_000);
  await world.slack.waitFor(() => world.answers(ts).length === 1, 'one message');
  expect(world.answers(ts)).toEqual(['done']);
});

test('a word for whoever presses late does not replace the answer that stands there by then, in a direct chat either', async () => {
  const world = await SlackWorld.open();
  const channel = world.anna.directMessage;
  world.anna.post({ channel, text: 'why?' });
  const { place } = await world.place();
  place.progress({ note: 'On it …', choices: stop });
  const said = () => world.slack.everythingSaid().filter(({ byBot, deleted }) => byBot && !deleted);
  await world.slack.waitFor(() => said().length === 1, 'the placeholder');
  world.anna.press({ channel, ts: said()[0]?.ts ?? '' }, 'Stop');
  const late = await world.place(({ input }) => typeof input !== 'string');
  await place.say({ text: 'Because.' });
  await late.place.say({ note: 'That is already over.', private: true });
  expect(said().map(({ text }) => text)).toEqual(['Because.', 'That is already over.']);
});

describe('an answer', () => {
  test('of any length arrives whole and in order, the first part in the placeholder', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await waiting(world);
    const placeholder = world.slack.messages(world.general, ts)[1]?.ts;
    await place.say({ text: long, note: 'acme/chat' });
    const messages = world.slack.messages(world.general, ts).slice(1);
    expect(messages.length).toBeGreaterThan(2);
    expect(messages[0]?.ts).toBe(placeholder);
    expect(messages.map(({ text }) => text).join('\n')).toBe(`${long}\nacme/chat`);
    expect(messages.flatMap(({ controls }) => controls)).toEqual([]);
  });

  test('said again posts nothing, and another one goes below it', async () => {
    const world = await SlackWorld.open();
    const { ts, place, arrival, memory } = await waiting(world);
    await place.say({ text: long });
    const [before, calls] = [world.answers(ts), world.slack.calls.length];
    const again = memory.next();
    await world.platform.at(arrival.address, again).say({ text: long });
    expect([world.answers(ts), world.slack.calls.length]).toEqual([before, calls]);
    await world.platform.at(arrival.address, again.next()).say({ note: 'Stopped while I was posting the answer.' });
    expect(world.answers(ts)).toEqual([...before, 'Stopped while I was posting the answer.']);
  });

  test('comes after no progress: what waits is dropped, what is on its way is waited for', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await waiting(world);
    world.slack.faults.push({ method: 'chat.update', kind: 'slow', delayMs: 500 });
    await world.clock.advance(2_000);
    place.progress({ note: 'still on it', choices: stop });
    await world.slack.waitFor(() => world.slack.callsOf('chat.update').length === 1, 'the look');
    place.progress({ note: 'and on', choices: stop });
    const said = place.say({ text: 'done' });
    place.progress({ note: 'too late', choices: stop });
    await world.clock.advance(500);
    await said;
    place.progress({ note: 'much too late', choices: stop });
    await world.clock.advance(10_000, 1_000);
    await world.ticks();
    expect(world.answers(ts)).toEqual(['done']);
    expect(world.slack.callsOf('chat.update')).toHaveLength(2);
  });

  test('for one person’s eyes takes the placeholder away', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await waiting(world);
    await place.say({ note: 'You may not ask here.', private: true });
    expect(world.answers(ts)).toEqual([]);
    expect(world.anna.ephemerals.map(({ text }) => text)).toEqual(['You may not ask here.']);
  });

  test('for one person’s eyes stays in a thread that has replies, where Slack shows it', async () => {
    const world = await SlackWorld.open();
    const root = world.anna.post({ channel: world.general, text: 'root' });
    world.mention('so?', { threadTs: root });
    const { place } = await world.place();
    await place.say({ note: 'You may not ask here.', private: true });
    expect(world.anna.ephemerals.map(({ threadTs }) => threadTs)).toEqual([root]);
  });

  test('in a direct message is private anyway', async () => {
    const world = await SlackWorld.open();
    const ts = world.anna.post({ channel: world.anna.directMessage, text: '!help' });
    const { place } = await world.place();
    await place.say({ text: 'Commands: none', private: true });
    expect(world.answers(ts, world.anna.directMessage)).toEqual(['Commands: none']);
  });

  test('that was waited for elsewhere is a new message, and mentions the asker and nobody else', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await waiting(world);
    await place.say({ text: 'At last: <@U0OTHER> <!here>', notify: { round: 1 } });
    const messages = world.slack.messages(world.general, ts).slice(1);
    expect(messages.map(({ pings }) => pings)).toEqual([[world.anna.id]]);
  });

  test('by a model pings nobody and shows no previews, neither posted nor edited in, nor as a draft', async () => {
    const world = await SlackWorld.open();
    const text = `<!channel> <!here> @everyone @anna <@${world.anna.id}> [x](https://evil.example) https://evil.example \`<!channel>\``;
    const { ts, place } = await world.ask();
    place.progress({ text, note: text });
    await world.slack.waitFor(() => world.answers(ts).length === 1, 'the draft');
    const draft = world.slack.messages(world.general, ts).slice(1);
    await place.say({ text: `${long}\n${text}\n${long}\n${text}`, note: text });
    for (const message of [...draft, ...world.slack.messages(world.general, ts).slice(1)])
      expect([message.pings, message.unfurls]).toEqual([[], []]);
    const edits = world.slack.callsOf('chat.update').map(({ args }) => [args['parse'], args['link_names']]);
    expect(new Set(edits.map(String))).toEqual(new Set(['none,false']));
  });
});

describe('a run that dies', () => {
  /** Every save is a moment at which a process can die; the next one sees what was saved up to it, and all that reached Slack. */
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'after its save %i is finished by the next one, and nothing stands twice',
    async (fatal) => {
      const world = await SlackWorld.open();
      const { ts, arrival, memory } = await world.ask();
      const view = { text: long, note: 'acme/chat' };
      memory.beforeSave = () => {
        if (memory.saved.length >= fatal) throw new BotError('turn-lost', 'killed');
      };
      const first = world.platform.at(arrival.address, memory);
      first.progress({ note: 'On it …', choices: stop });
      await world.ticks();
      await first.say(view).catch(() => undefined);
      const next = world.platform.at(arrival.address, memory.next());
      next.progress({ note: 'On it again …', choices: stop });
      await world.ticks();
      await next.say(view);
      expect(world.answers(ts).join('\n')).toBe(`${long}\nacme/chat`);
      expect(world.slack.everythingSaid().filter(({ text }) => text.startsWith('On it'))).toEqual([]);
    },
  );

  test('with a placeholder is taken up in the same message', async () => {
    const world = await SlackWorld.open();
    const { ts, arrival, memory } = await waiting(world);
    const before = world.slack.messages(world.general, ts)[1]?.ts;
    const place = world.platform.at(arrival.address, memory.next());
    place.progress({ note: 'Back again', choices: stop });
    await world.slack.waitFor(() => world.answers(ts)[0]?.startsWith('Back again'), 'the same message');
    expect(world.slack.messages(world.general, ts)[1]?.ts).toBe(before);
  });

  test('and lost its turn writes no more', async () => {
    const world = await SlackWorld.open();
    const { ts, place, memory } = await waiting(world);
    memory.end();
    place.progress({ note: 'I am still here', choices: stop });
    await world.clock.advance(5_000, 500);
    expect(await outcome(place.say({ text: 'me too' }))).toBe('turn-lost');
    await place.leave({ note: 'bye' });
    await world.ticks();
    expect(world.answers(ts)).toEqual(['On it …']);
  });

  test('is followed in line: its post in flight ends before the next run looks for it', async () => {
    const world = await SlackWorld.open();
    const { ts, arrival, memory, place } = await world.ask();
    world.slack.faults.push({ method: 'chat.postMessage', kind: 'slow', delayMs: 500 });
    place.progress({ note: 'On it …' });
    await world.slack.waitFor(() => world.slack.callsOf('chat.postMessage').length === 1, 'the post');
    const said = world.platform.at(arrival.address, memory.next()).say({ text: 'done' });
    await world.ticks();
    await world.clock.advance(500);
    await said;
    expect(world.answers(ts)).toEqual(['done']);
  });

  test('leaves its last words where its progress was', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await waiting(world);
    await place.leave({ note: 'I am restarting.' });
    place.progress({ note: 'but still here' });
    await world.clock.advance(5_000, 500);
    expect(world.answers(ts)).toEqual(['I am restarting.']);
  });
});

describe('a Slack that misbehaves', () => {
  test.each(['lostResponse', 'lateResponse', 'reset', 'hang'] as const)(
    'an answer to a post that never comes (%s) leads to one message',
    async (kind) => {
      const world = await SlackWorld.open();
      const { ts, place } = await world.ask();
      world.slack.faults.push({ method: 'chat.postMessage', kind });
      const said = place.say({ text: 'once' });
      await world.slack.waitFor(() => world.slack.callsOf('chat.postMessage').length === 1, 'the post');
      await world.ticks();
      await world.clock.advance(12_000, 500);
      await world.ticks();
      await world.clock.advance(2_000, 500);
      await said;
      expect(world.answers(ts)).toEqual(['once']);
    },
  );

  test.each([
    ['HTTP 429', { status: 429, retryAfterSeconds: 2 }],
    ['HTTP 200 and "ratelimited"', { error: 'ratelimited' }],
    ['HTTP 500', { status: 500 }],
    ['trouble of its own', { error: 'internal_error' }],
  ])('%s in the middle of an answer loses no part of it', async (_what, how) => {
    const world = await SlackWorld.open();
    const { ts, place } = await waiting(world);
    const isSecond = (args: object): boolean => 'metadata' in args && JSON.stringify(args).includes('#1');
    world.slack.faults.push({ method: 'chat.postMessage', kind: 'error', ...how, when: isSecond });
    world.slack.faults.push({ method: 'chat.update', kind: 'error', ...how });
    const said = place.say({ text: long });
    for (let round = 0; round < 30; round += 1) {
      await world.ticks();
      await world.clock.advance(500);
    }
    await said;
    expect(world.answers(ts).join('\n')).toBe(long);
  });

  test.each(['chat.postMessage', 'files.completeUploadExternal'])(
    'a process whose turn is taken over while it waits for Slack to take its %s sends nothing afterwards',
    async (method) => {
      const world = await SlackWorld.open();
      const { place, memory } = await waiting(world);
      world.slack.faults.push({ method, kind: 'error', status: 429, retryAfterSeconds: 30 });
      const view = { note: 'here', notify: { round: 1 }, files: [{ name: 'a.txt', text: 'one' }] };
      const said = outcome(place.say(view));
      await world.eventually(() => world.counted.includes('rate_limits'));
      memory.takeOver();
      const calls = world.slack.calls.length;
      await world.clock.advance(31_000);
      expect(await said).toBe('turn-lost');
      expect(world.slack.calls.slice(calls).map((call) => call.method)).not.toContain(method);
    },
  );

  test('a rate limit of a look drops that look and holds up nothing else', async () => {
    const world = await SlackWorld.open();
    const { place } = await waiting(world);
    const other = await world.ask('and you?');
    world.slack.faults.push({ method: 'chat.update', kind: 'error', status: 429, retryAfterSeconds: 30 });
    await world.clock.advance(2_000);
    place.progress({ note: 'dropped', choices: stop });
    await world.eventually(() => world.counted.includes('rate_limits'));
    await other.place.say({ text: 'not held up' });
    expect(world.answers(other.ts)).toEqual(['not held up']);
    const written = (): string => JSON.stringify(world.slack.callsOf('chat.update').map(({ args }) => args));
    place.progress({ note: 'the newest', choices: stop });
    await world.clock.advance(20_000, 1_000);
    await world.ticks();
    expect(world.slack.callsOf('chat.update')).toHaveLength(1);
    await world.clock.advance(11_000, 1_000);
    await world.eventually(() => written().includes('the newest'));
    expect(world.slack.callsOf('chat.update')).toHaveLength(2);
  });

  test.each(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long'])(
    '%s: the words come as plain texts, all of them, also when the run dies in between',
    async (error) => {
      const world = await SlackWorld.open();
      const { ts, arrival, memory, place } = await waiting(world);
      const hasBlocks = (args: object): boolean => JSON.stringify(args).includes('markdown');
      world.slack.faults.push(
        { method: 'chat.update', kind: 'error', error, times: 99, when: hasBlocks },
        { method: 'chat.postMessage', kind: 'error', error, times: 99, when: hasBlocks },
      );
      const isSixth = { count: 0 };
      memory.beforeSave = () => {
        isSixth.count += 1;
        if (isSixth.count === 8) throw new BotError('turn-lost', 'killed');
      };
      const view = { text: long.slice(0, 9_000), note: 'acme/chat' };
      expect(await outcome(place.say(view))).toBe('turn-lost');
      await world.platform.at(arrival.address, memory.next()).say(view);
      expect(world.answers(ts).join('\n')).toBe(`${view.text}\n${view.note}`);
    },
  );

  test('an answer of more messages than are wanted is one message and a file, once, whenever the run dies', async () => {
    const text = long.repeat(Math.ceil(120_000 / long.length));
    for (let fatal = 1; fatal <= 8; fatal += 1) {
      const world = await SlackWorld.open();
      const { ts, arrival, memory, place } = await waiting(world);
      const before = memory.saved.length;
      memory.beforeSave = () => {
        if (memory.saved.length - before >= fatal) throw new BotError('turn-lost', 'killed');
      };
      await place.say({ text, note: 'acme/chat' }).catch(() => undefined);
      await world.platform.at(arrival.address, memory.next()).say({ text, note: 'acme/chat' });
      const said = world.slack.messages(world.general, ts).slice(1);
      const files = said.flatMap((message) => message.files);
      expect(files, `died at save ${fatal}`).toMatchObject([{ text }]);
      expect(said.filter((message) => message.files.length === 0)).toHaveLength(1);
      expect(said[0]?.text).toContain('acme/chat');
      expect(JSON.stringify(said[0])).toContain(`📎 \`${files[0]?.name}\``);
    }
  });

  test('a placeholder that somebody deleted is not written to again, and the answer is a new message', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await waiting(world);
    const placeholder = world.slack.world.find(world.general, world.slack.messages(world.general, ts)[1]?.ts ?? '');
    if (placeholder) world.slack.happenings.remove(placeholder);
    await world.clock.advance(2_000);
    place.progress({ note: 'hello?', choices: stop });
    await world.slack.waitFor(() => world.slack.callsOf('chat.update').length === 1, 'a look');
    await world.ticks();
    place.progress({ note: 'hello??', choices: stop });
    await world.clock.advance(5_000, 500);
    await world.ticks();
    expect(world.slack.callsOf('chat.update')).toHaveLength(1);
    await place.say({ text: 'here it is' });
    expect(world.answers(ts)).toEqual(['here it is']);
  });

  test('a placeholder that may not be edited any more goes, also when the run dies in between', async () => {
    const world = await SlackWorld.open();
    const { ts, arrival, memory, place } = await waiting(world);
    world.slack.faults.push({ method: 'chat.update', kind: 'error', error: 'cant_update_message', times: 9 });
    world.slack.faults.push({ method: 'chat.delete', kind: 'reset' });
    await place.say({ text: 'here it is' });
    expect(world.answers(ts)).toEqual(['On it …', 'here it is']);
    await world.platform.at(arrival.address, memory.next()).say({ text: 'here it is' });
    expect(world.answers(ts)).toEqual(['here it is']);
  });

  test.each([
    ['is_archived', 'place-gone'],
    ['channel_not_found', 'place-gone'],
    ['not_in_channel', 'place-gone'],
    ['restricted_action', 'place-gone'],
    ['token_revoked', 'settings'],
    ['account_inactive', 'settings'],
  ])('%s is a %s, and named in the log', async (error, code) => {
    const world = await SlackWorld.open();
    const { place } = await world.ask();
    world.slack.faults.push({ method: 'chat.postMessage', kind: 'error', error });
    expect(await outcome(place.say({ text: 'secret words' }))).toBe(code);
    expect(world.platform.health().ok).toBe(code !== 'settings');
    expect(JSON.stringify(world.logLines)).toContain(error);
    expect(JSON.stringify(world.logLines)).not.toContain('secret words');
  });

  test('a missing scope is named', async () => {
    const world = await SlackWorld.open();
    const { place } = await world.ask();
    world.slack.access.scopes.delete('chat:write');
    expect(await outcome(place.say({ text: 'x' }))).toBe('settings');
    expect(JSON.stringify(world.logLines)).toContain('chat:write');
  });
});

test('an address that no version of the bot has written is a place that is gone', async () => {
  const world = await SlackWorld.open();
  const place = world.platform.at({ channel: 7 }, world.memory('x'));
  place.progress({ note: 'On it …' });
  await place.leave({ note: 'bye' });
  expect(await outcome(place.say({ text: 'x' }))).toBe('place-gone');
});

describe('many live placeholders', () => {
  test('share one budget, so that Slack limits nobody, and an answer goes first', async () => {
    const world = await SlackWorld.open();
    const places: Place[] = [];
    for (let index = 0; index < 20; index += 1) {
      const { place } = await world.ask(`question ${index}`);
      places.push(place);
      place.progress({ note: 'On it …', choices: stop });
    }
    const posted = (): number => world.slack.callsOf('chat.postMessage').filter(({ result }) => result === 'ok').length;
    await world.eventually(() => posted() === 20);
    world.slack.limits.rates = true;
    for (let step = 0; step < 60; step += 1) {
      for (const place of places) place.progress({ note: `step ${step}`, choices: stop });
      await world.clock.advance(1_000, 250);
      await world.ticks();
    }
    const asked: Promise<void>[] = places.slice(0, 3).map((place) => place.say({ text: 'the answer' }));
    await Promise.all(asked);
    expect(world.slack.calls.filter(({ result }) => result === 'HTTP 429')).toEqual([]);
    expect(world.slack.callsOf('chat.update').length).toBeGreaterThan(30);
  });
});

describe('what a model gets to know of the place', () => {
  test('who asks, where, and what was said before in the thread, with names for ids', async () => {
    const world = await SlackWorld.open();
    const ben = world.slack.addUser({ name: 'ben', displayName: 'Ben Berg' });
    world.slack.world.channels.get(world.general)?.members.add(ben.id);
    const root = world.anna.post({ channel: world.general, text: 'the sky is *blue* &amp; wide' });
    ben.post({ channel: world.general, text: `<@${world.anna.id}> yes`, threadTs: root });
    ben.post({ channel: world.general, text: `<@${world.slack.botUserId}> why, <@${world.anna.id}>?`, threadTs: root });
    const { place } = await world.place();
    expect(await place.read(10)).toMatchObject({
      person: { name: 'Ben Berg', standing: 'member', groups: [], managesChannel: false },
      where: '#general',
      direct: false,
      text: 'why, @anna?',
      files: [],
      earlier: [
        { who: 'anna', byBot: false, text: 'the sky is *blue* & wide' },
        { who: 'Ben Berg', byBot: false, text: '@anna yes' },
      ],
    });
  });

  test('of a long thread its root and the newest messages', async () => {
    const world = await SlackWorld.open();
    const root = world.anna.post({ channel: world.general, text: 'root' });
    for (let index = 0; index < 20; index += 1)
      world.anna.post({ channel: world.general, text: `m${index}`, threadTs: root });
    world.mention('so?', { threadTs: root });
    const { place } = await world.place();
    const { earlier } = await place.read(4);
    expect(earlier === 'forbidden' ? earlier : earlier.map(({ text }) => text)).toEqual(['root', 'm17', 'm18', 'm19']);
  });

  test.each([
    ['refused', { error: 'missing_scope' }],
    ['limited to a page a minute', { status: 429, retryAfterSeconds: 60 }],
  ])('what was read before the rest was %s has to do', async (_why, how) => {
    const world = await SlackWorld.open();
    world.slack.limits.mostMessages = 3;
    const root = world.anna.post({ channel: world.general, text: 'root' });
    for (let index = 0; index < 9; index += 1)
      world.anna.post({ channel: world.general, text: `m${index}`, threadTs: root });
    world.mention('so?', { threadTs: root });
    const { place } = await world.place();
    const hasCursor = (args: object): boolean => 'cursor' in args;
    world.slack.faults.push({ method: 'conversations.replies', kind: 'error', ...how, when: hasCursor });
    const { earlier } = await place.read(30);
    expect(earlier === 'forbidden' ? earlier : earlier.map(({ text }) => text)).toEqual(['root', 'm0', 'm1']);
  });

  test('is told honestly when the thread may not be read', async () => {
    const world = await SlackWorld.open();
    const root = world.anna.post({ channel: world.general, text: 'root' });
    world.mention('so?', { threadTs: root });
    const { place } = await world.place();
    world.slack.access.scopes.delete('channels:history');
    expect((await place.read(4)).earlier).toBe('forbidden');
    expect(JSON.stringify(world.logLines)).toContain('channels:history');
  });

  test('guests, strangers, managers and groups are told apart', async () => {
    const world = await SlackWorld.open();
    const people = {
      guest: world.slack.addUser({ name: 'guest', guest: true }),
      stranger: world.slack.addUser({ name: 'stranger', stranger: true }),
      admin: world.slack.addUser({ name: 'admin', admin: true }),
    };
    const group = world.slack.addGroup('operators', [people.admin.id]);
    const seen: Record<string, unknown> = {};
    for (const [name, person] of Object.entries(people)) {
      world.slack.world.channels.get(world.general)?.members.add(person.id);
      person.post({ channel: world.general, text: `<@${world.slack.botUserId}> ${name}?` });
      const { place } = await world.place(({ input }) => input === `${name}?`);
      const { person: read } = await place.read(0);
      seen[name] = [read.standing, read.managesChannel, read.groups];
    }
    expect(seen).toEqual({
      guest: ['guest', false, []],
      stranger: ['stranger', false, []],
      admin: ['member', true, [group.id]],
    });
  });

  test('nobody counts as a member whom Slack does not let us look up', async () => {
    const world = await SlackWorld.open();
    world.slack.access.scopes.delete('users:read');
    const { place } = await world.ask();
    expect((await place.read(0)).person).toMatchObject({ standing: 'unreadable', managesChannel: false });
    expect(JSON.stringify(world.logLines)).toContain('users:read');
  });

  test('files have names, also those of other organisations, which have to be looked up', async () => {
    const world = await SlackWorld.open();
    const files = [
      { name: 'a.txt', content: 'hello' },
      { name: 'b.txt', content: 'abroad', hollow: true },
    ];
    world.anna.post({ channel: world.general, text: `<@${world.slack.botUserId}> read`, files });
    const { place } = await world.place();
    expect((await place.read(0)).files).toMatchObject([{ name: 'a.txt' }, { name: 'b.txt' }]);
  });
});
