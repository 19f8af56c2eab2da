import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BotError } from '../../../../src/core/errors.ts';
import type { Arrival } from '../../../../src/core/ports/arrival.ts';
import type { View } from '../../../../src/core/ports/platform.ts';
import { KeptMemory } from '../../../doubles/kept-memory.ts';
import { DiscordWorld, MINUTE, paragraphs } from '../discord-world.ts';
import type { Bot } from '../discord-world.ts';

let world: DiscordWorld;
let bot: Bot;
beforeEach(async () => {
  world = await DiscordWorld.open({ messageContent: true });
  bot = await world.startedBot();
});
afterEach(() => world.close());

const POST = { method: 'POST', path: /^\/channels\/\d+\/messages$/ };
const EDIT = { method: 'PATCH', path: /^\/channels\/\d+\/messages\/\d+$/ };
const requests = ({ method, path }: typeof POST) =>
  world.fake.calls.filter((call) => call.method === method && path.test(call.path));

describe('progress', () => {
  test('is one message that is edited with the newest view, calmly and one edit at a time', async () => {
    const { place, where } = await world.ask(bot);
    for (const note of ['one', 'two', 'three']) place.progress({ note });
    await world.shown(where, 'three');
    for (const note of ['four', 'five', 'six']) place.progress({ note });
    await world.drive(() => world.said(where).includes('-# six'));
    const message = world.fake.messages(where).find(({ byBot }) => byBot);
    expect(message?.versions.map(({ content }) => content)).toEqual(expect.not.arrayContaining(['-# two', '-# five']));
    expect(world.said(where)).toEqual(['-# six']);
  });

  test('the first sign of life stands once its call is over, and is sent again until it stands', async () => {
    const { place, where } = await world.ask(bot);
    let isShown = false;
    void place.shown().then(() => (isShown = true));
    world.fake.faults.push({ match: POST, kind: 'status', status: 503, times: 8 });
    place.progress({ note: 'On it …' });
    await world.drive(() => requests(POST).length > 6);
    expect(isShown).toBe(false);
    await world.drive(() => isShown);
    expect(world.said(where)).toEqual(['-# On it …']);
  });

  test('typing is shown again while it goes on, and never after the answer', async () => {
    const { place, where } = await world.ask(bot);
    place.progress({ note: 'On it …' });
    await world.shown(where, 'On it');
    expect(world.fake.typings).toHaveLength(0); // a message takes "is typing" away
    await world.drive(() => world.fake.typings.length === 2);
    await place.say({ text: 'Because.' });
    await world.clock.advance(MINUTE, 1_000);
    expect(world.fake.typings).toHaveLength(2);
    expect(world.fake.isTyping(where)).toBe(false);
  });

  test('a growing draft shows its beginning, which stays where it is', async () => {
    const { place, where } = await world.ask(bot);
    place.progress({ text: paragraphs(40), note: 'writing' });
    await world.shown(where, '…\n-# writing');
    expect(world.said(where)[0]).toContain('0. word');
    expect(world.said(where)[0]?.length).toBeLessThanOrEqual(2_000);
  });

  test('no progress lands after the answer, not even one that was on its way', async () => {
    const { place, where } = await world.ask(bot);
    place.progress({ note: 'On it …' });
    await world.shown(where, 'On it');
    place.progress({ note: 'late' });
    await place.say({ text: 'Because.' });
    place.progress({ note: 'too late' });
    await world.clock.advance(MINUTE, 1_000);
    expect(world.said(where)).toEqual(['Because.']);
  });

  test('a message that a moderator deleted is not posted again for the progress, but for the answer', async () => {
    const { place, where } = await world.ask(bot);
    place.progress({ note: 'On it …' });
    await world.shown(where, 'On it');
    const message = world.fake.messages(where).find(({ byBot }) => byBot);
    world.fake.moderator.deleteMessage({ channelId: where.id, id: message?.id ?? '' });
    place.progress({ note: 'still on it' });
    await world.drive(() => requests(EDIT).length === 1);
    await place.say({ text: 'Because.' });
    expect(world.said(where)).toEqual(['Because.']);
    expect(requests(POST)).toHaveLength(2);
  });

  test('a long rate limit silences the progress, and the answer waits for its end', async () => {
    const { place, where } = await world.ask(bot);
    place.progress({ note: 'On it …' });
    await world.shown(where, 'On it');
    world.fake.faults.push({ match: EDIT, times: 2, kind: 'status', status: 429, retryAfterSeconds: 30 });
    place.progress({ note: 'still on it' });
    await world.drive(() => requests(EDIT).length === 1);
    place.progress({ note: 'and on' });
    await world.clock.advance(10_000, 1_000);
    expect(requests(EDIT)).toHaveLength(1);
    const answered = place.say({ text: 'Because.' });
    await world.until(() => requests(EDIT).length === 2);
    await world.drive(() => world.said(where).includes('Because.'));
    await answered;
    expect(world.said(where)).toEqual(['Because.']);
    expect(bot.counted.filter((name) => name === 'rate_limits discord').length).toBeGreaterThan(0);
  });

  test('a run that says nothing more leaves its last words, without the Stop button', async () => {
    const { place, where } = await world.ask(bot);
    place.progress({ note: 'On it …', choices: [{ label: 'Stop', call: { command: 'halt', args: { turn: 'abc' } } }] });
    await world.shown(where, 'On it');
    await place.leave({ note: 'I am restarting.' });
    const message = world.fake.messages(where).find(({ byBot }) => byBot);
    expect(message).toMatchObject({ text: '-# I am restarting.', buttons: [] });
  });

  test('leaving a place where nothing was shown posts nothing', async () => {
    const { place, where } = await world.ask(bot);
    await place.leave({ note: 'I am restarting.' });
    expect(world.said(where)).toEqual([]);
  });
});

describe('the answer', () => {
  test('of several messages arrives whole and in order', async () => {
    const { place, where } = await world.ask(bot);
    place.progress({ note: 'On it …' });
    const text = paragraphs(90);
    await place.say({ text, note: 'poro' });
    const said = world.said(where);
    expect(said.length).toBeGreaterThan(3);
    expect(said.every((part) => part.length <= 2_000)).toBe(true);
    expect(said.join('\n').match(/^\d+(?=\.)/gm)).toEqual(Array.from({ length: 90 }, (_, index) => String(index)));
    expect(said.at(-1)).toMatch(/\n-# poro$/);
    expect(world.fake.messages(where).at(-1)?.files).toEqual([]);
  });

  test('of more messages than are wanted is one message and a file, once, whenever the run dies', async () => {
    const answers = (where: { id: string }) =>
      world.fake.messages(where).filter(({ byBot, content }) => byBot && content !== '');
    for (let fatal = 1; fatal <= 5; fatal += 1) {
      const { place, where, arrival, memory } = await world.ask(bot);
      const before = answers(where).length;
      memory.beforeSave = () => {
        if (memory.saved.length >= fatal) throw new BotError('turn-lost', 'killed');
      };
      const text = paragraphs(300);
      await place.say({ text, note: 'poro' }).catch(() => undefined);
      await world.placeOf(bot, arrival, memory.next()).place.say({ text, note: 'poro' });
      const [message, ...others] = answers(where).slice(before);
      expect(others, `died at save ${fatal}`).toEqual([]);
      expect(message?.text).toMatch(/^0\. word[\s\S]*\n\n… 📎 `answer\.md`\n-# poro$/);
      expect(message?.files).toMatchObject([{ name: 'answer.md', text }]);
    }
  });

  test('can ping nobody and unfolds no links', async () => {
    const { place, where } = await world.ask(bot, world.channel);
    await place.say({ text: `@everyone ${world.kim.mention} <@&${world.guild.id}> https://example.org` });
    const message = world.fake.messages(where).find(({ byBot, content }) => byBot && content !== '');
    expect(message?.pings).toMatchObject({ users: [], roles: [], everyone: false });
    expect(requests(POST).at(-1)?.body).toMatchObject({
      flags: 4,
      allowed_mentions: { parse: [], replied_user: false },
    });
  });

  test('that is to be noticed is a new message that mentions the asker, and nobody else', async () => {
    const { place, where } = await world.ask(bot);
    place.progress({ note: 'On it …' });
    await world.shown(where, 'On it');
    await place.say({ text: 'Because. @everyone', notify: { round: 1, moved: 'Below.' } });
    const [placeholder, answer] = world.fake.messages(where).filter(({ byBot }) => byBot);
    expect(placeholder?.text).toContain('[Below.](<https://discord.com/channels/');
    expect(answer?.pings).toMatchObject({ users: [world.kim.id], everyone: false });
  });

  test('carries its files', async () => {
    const { place, where } = await world.ask(bot);
    await place.say({ text: 'Here it is.', files: [{ name: 'a b/ö.md', text: '# All' }] });
    expect(world.fake.messages(where).at(-1)?.files).toMatchObject([{ name: 'a_b_.md', text: '# All' }]);
  });

  test('for the asker alone goes by direct message', async () => {
    const { place } = await world.ask(bot, world.channel);
    await place.say({ text: 'All that I can do', private: true });
    expect(world.said(world.channel)).toEqual([]);
    expect(world.said(world.fake.openDm(world.kim))).toEqual(['All that I can do']);
  });

  test('with a lost response is posted once', async () => {
    const { place, where } = await world.ask(bot);
    world.fake.faults.push({ match: POST, kind: 'lostResponse' });
    await place.say({ text: 'Because.' });
    expect(world.said(where)).toEqual(['Because.']);
    expect(requests(POST)).toHaveLength(2);
  });

  test('survives a burst of server errors', async () => {
    const { place, where } = await world.ask(bot);
    world.fake.faults.push({ match: POST, times: 3, kind: 'status', status: 502 });
    await place.say({ text: 'Because.' });
    expect(world.said(where)).toEqual(['Because.']);
  });

  test('of a question whose placeholder was lost never takes the message of another question, which reads the same', async () => {
    const { where, arrival } = await world.ask(bot);
    const lost = new KeptMemory(arrival.id, {
      posts: { progress: { channel: where.id, at: world.clock.now(), after: messageIdOf(arrival) } },
    });
    const other = await world.ask(bot);
    other.place.progress({ note: 'On it …' });
    await world.shown(where, 'On it');
    const resumed = world.placeOf(bot, arrival, lost).place;
    resumed.progress({ note: 'On it …' });
    await world.drive(() => world.said(where).length === 2);
    await resumed.say({ text: 'The answer to the first.' });
    await other.place.say({ text: 'The answer to the other.' });
    expect(world.said(where).toSorted()).toEqual(['The answer to the first.', 'The answer to the other.']);
  });

  test('whose own database fails right after it was shown stays what it is', async () => {
    const { place, where, memory } = await world.ask(bot);
    place.progress({ note: 'On it …' });
    await world.shown(where, 'On it');
    memory.beforeSave = (value) => {
      if (JSON.stringify(value).includes('isTaken')) throw new BotError('store-failed', 'the disk is full');
    };
    await expect(place.say({ text: 'Because.' })).rejects.toMatchObject({ code: 'store-failed' });
    await place.leave({ note: 'My database does not answer.' });
    expect(world.said(where)).toEqual(['Because.']);
  });

  test('that Discord does not take at all can be tried again later, and is posted once', async () => {
    const { place, where, memory } = await world.ask(bot);
    world.fake.faults.push({ match: POST, times: 4, kind: 'status', status: 502 });
    await expect(place.say({ text: 'Because.' })).rejects.toMatchObject({ code: 'platform-failed' });
    await world.placeOf(bot, bot.inbox.arrivals[0] ?? never(), memory.next()).place.say({ text: 'Because.' });
    expect(world.said(where)).toEqual(['Because.']);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'after a crash at save %i is whole and in order, half an hour later',
    async (crash) => {
      const { place, where, memory, arrival } = await world.ask(bot);
      const view: View = { text: paragraphs(50) };
      let saves = 0;
      memory.beforeSave = () => {
        if (++saves === crash) throw new Error('killed');
      };
      await expect(place.say(view)).rejects.toThrow('killed');
      await world.clock.advance(30 * MINUTE);
      await world.placeOf(bot, arrival, memory.next()).place.say(view);
      const said = world.said(where).join('\n');
      expect(said.match(/^\d+(?=\.)/gm)).toEqual(Array.from({ length: 50 }, (_, index) => String(index)));
    },
  );

  test('that is said again posts nothing, and another one goes below', async () => {
    const { place, where, memory, arrival } = await world.ask(bot);
    await place.say({ text: 'Because.' });
    await world.placeOf(bot, arrival, memory.next()).place.say({ text: 'Because.' });
    const next = world.placeOf(bot, arrival, memory.next());
    await next.place.say({ note: 'Stopped while I was posting the answer.' });
    expect(world.said(where)).toEqual(['Because.', '-# Stopped while I was posting the answer.']);
  });

  test('is not sent by a process whose turn was taken over', async () => {
    const { place, where, memory } = await world.ask(bot);
    memory.end();
    await expect(place.say({ text: 'Because.' })).rejects.toMatchObject({ code: 'turn-lost' });
    expect(world.said(where)).toEqual([]);
  });

  test('is not sent when the turn is lost between the intent and the message', async () => {
    const { place, where, memory } = await world.ask(bot);
    const save = memory.save.bind(memory);
    memory.save = async (value) => {
      await save(value);
      if (memory.saved.length === 3) memory.end(); // what it was before, whose the answer is, and the intent
    };
    await expect(place.say({ text: 'Because.' })).rejects.toMatchObject({ code: 'turn-lost' });
    expect(world.said(where)).toEqual([]);
  });

  test('is not sent when the turn is taken over while a rate limit is waited for', async () => {
    const { place, where, memory } = await world.ask(bot);
    world.fake.faults.push({ match: POST, kind: 'status', status: 429, retryAfterSeconds: 30 });
    const said = place.say({ text: 'Because.' }).catch((error: unknown) => error);
    await world.fake.waitFor(() => requests(POST).length === 1);
    memory.takeOver();
    await world.drive(() => memory.signal.aborted);
    expect(await said).toMatchObject({ code: 'turn-lost' });
    expect(world.said(where)).toEqual([]);
    expect(requests(POST)).toHaveLength(1);
  });

  test('that comes after more than an hour is posted, not edited into the old message', async () => {
    const { place, where } = await world.ask(bot);
    world.fake.limits.oldEdits = true;
    place.progress({ note: 'On it …' });
    await world.shown(where, 'On it');
    await world.clock.advance(70 * MINUTE, 10 * MINUTE);
    await place.say({ text: 'Because.' });
    expect(world.said(where)).toEqual(['Because.']);
    expect(requests(EDIT)).toHaveLength(0);
  });

  test('keeps its place above later ones when only the clock of the machine says that an hour has passed', async () => {
    const { place, where } = await world.ask(bot);
    place.progress({ note: 'On it …' });
    await world.shown(where, 'On it');
    bot.clock.aheadMs = 70 * MINUTE;
    await place.say({ text: 'Because.' });
    expect(world.said(where)).toEqual(['Because.']);
    expect(requests(EDIT)).toHaveLength(1);
  });
});

test("an answer that breaks a server's rules leaves a sentence instead of a message that waits for ever", async () => {
  const { place, where } = await world.ask(bot);
  place.progress({ note: 'On it …' });
  await world.shown(where, 'On it');
  const body = { code: 200_000, message: 'Message was blocked by automatic moderation' };
  world.fake.faults.push({ match: EDIT, kind: 'status', status: 400, body });
  await place.say({ text: 'A bad word.' });
  expect(world.said(where)).toEqual([expect.stringContaining('did not let me post my answer')]);
});

const messageIdOf = ({ address }: Arrival): string => (address as { messageId: string }).messageId;
const never = (): never => {
  throw new Error('not there');
};

test.each([null, 'text', {}, { via: 'message' }, { via: 'pigeon', channelId: '1574711171481600004' }])(
  'an address that no version of the bot has written (%j) is a place that is gone',
  async (address) => {
    const place = bot.platform.at(address, new KeptMemory('turn'));
    place.progress({ note: 'On it …' });
    await expect(place.say({ text: 'Because.' })).rejects.toMatchObject({ code: 'place-gone' });
    await expect(place.read(1)).rejects.toMatchObject({ code: 'place-gone' });
    await place.leave({ note: 'Bye' });
    expect(requests(POST)).toEqual([]);
  },
);
