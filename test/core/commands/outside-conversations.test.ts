import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Arrival, Call, PlaceKind } from '../../../src/core/ports/arrival.ts';
import type { View } from '../../../src/core/ports/platform.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { textOf } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

const DAY_MS = 24 * 60 * 60_000;
let bot: SmallBot;
let count = 0;
beforeEach(() => {
  bot = new SmallBot();
  bot.gateway.catalogue = [
    { id: 'acme/chat', state: 'running', chat: true },
    { id: 'acme/long', state: 'running', chat: true },
  ];
  bot.service.sceneOf = ({ personId, placeKind }) => ({
    person: {
      name: personId,
      standing: 'member',
      groups: [],
      workspaces: { here: ['w'], all: ['w'] },
      managesChannel: personId === 'boss',
    },
    direct: placeKind === 'direct',
  });
});
afterEach(() => bot.close());

/** Somebody who writes in the open channel, where each message is a place of its own, or in a thread or a direct chat. */
const open = async () => {
  const { platform } = await bot.process();
  const say = async (
    input: string | Call,
    { placeKind = 'channel', personId = 'ada', ...more }: Partial<Arrival> & { placeKind?: PlaceKind } = {},
  ): Promise<View> => {
    count += 1;
    const conversation = { channel: `message ${count}`, thread: 'thread', direct: 'general' }[placeKind];
    const at = bot.clock.now();
    await platform.arrive({ id: `t${count}`, input, personId, placeKind, conversation, at, ...more });
    await bot.settle();
    return bot.service.messages.at(-1)?.view ?? {};
  };
  return { say };
};
const system = (): string => textOf(bot.gateway.asked.at(-1)?.messages[0]);
const labels = (view: View): string[] => view.choices?.map(({ label }) => label) ?? [];
const pressed = (view: View, label: string): Call => {
  const call = view.choices?.find((choice) => choice.label === label)?.call;
  if (!call) throw new Error(`the view does not offer ${label}`);
  return call;
};

describe('a setting outside of a conversation', () => {
  test('is for oneself, says so, and has an effect; also the first thing that anybody does', async () => {
    const { say } = await open();
    await say('!models');
    expect((await say('!use long')).note).toBe(english.uses.person('acme/long'));
    expect((await say('why?')).note).toBe('acme/long');
    expect((await say('why?', { personId: 'bo' })).note).toBe('acme/chat');
    expect((await say('!use default')).note).toBe(english.usesDefault.person);
    expect((await say('why?')).note).toBe('acme/chat');
  });

  test('a system text too', async () => {
    const { say } = await open();
    expect((await say('!system Be brief.')).note).toBe(english.systemSet.person);
    await say('why?');
    expect(system()).toMatch(/^Be brief\./);
    await say('why?', { personId: 'bo' });
    expect(system()).not.toMatch(/^Be brief\./);
    expect((await say('!system reset')).note).toBe(english.systemReset.person);
  });

  test('can be made the channel’s by whom that is allowed, and the button asks for the right again', async () => {
    const { say } = await open();
    expect(labels(await say('!use long'))).toEqual([]);
    const view = await say('!use long', { personId: 'boss' });
    const call = pressed(view, english.forChannel);
    expect((await say(call, { personId: 'ada' })).note).toBe(english.needsManager);
    expect((await say(call, { personId: 'boss' })).note).toBe(english.uses.channel('acme/long'));
    expect((await say('why?', { personId: 'bo' })).note).toBe('acme/long');
  });

  test('a system text of any length can be made the channel’s', async () => {
    const { say } = await open();
    const text = `Be ${'very '.repeat(700)}brief.`;
    const call = pressed(await say(`!system ${text}`, { personId: 'boss' }), english.forChannel);
    expect((await say(call, { personId: 'boss' })).note).toBe(english.systemSet.channel);
    await say('why?', { personId: 'bo' });
    expect(system().startsWith(text)).toBe(true);
  });

  test('or one of the latest conversations’', async () => {
    const { say } = await open();
    await say('why is the sky blue?', { placeKind: 'thread' });
    const call = pressed(await say('!use long'), english.forConversation('why is the sky blue?'));
    expect((await say(call)).note).toBe(english.uses.conversation('acme/long'));
    expect((await say('q', { placeKind: 'thread', personId: 'bo' })).note).toBe('acme/long');
  });

  test('says what counts instead where the channel has a setting of its own', async () => {
    const { say } = await open();
    await say('!use chat --channel', { personId: 'boss' });
    await say('!system Be kind. --channel', { personId: 'boss' });
    expect((await say('!use long')).note).toContain('Here, acme/chat is used (set for this channel by boss');
    expect((await say('!use default')).note).toContain('Here, acme/chat is used (set for this channel by boss');
    expect((await say('!system Be brief.')).note).toContain(
      'Here, another system text is used (set for this channel by',
    );
  });

  test('in a thread it is for the thread', async () => {
    const { say } = await open();
    expect((await say('!use long', { placeKind: 'thread' })).note).toBe(english.uses.conversation('acme/long'));
    expect((await say('why?', { placeKind: 'thread', personId: 'bo' })).note).toBe('acme/long');
    expect((await say('why?')).note).toBe('acme/chat');
  });
});

describe('a direct chat', () => {
  const direct = { placeKind: 'direct' } as const;

  test('is one conversation, for settings too, also in a fresh store', async () => {
    const { say } = await open();
    expect((await say('!use long', direct)).note).toBe(english.uses.conversation('acme/long'));
    await say('My name is Bob.', direct);
    expect((await say('What is my name?', direct)).note).toBe('acme/long');
    const prompt = bot.gateway.asked.at(-1)?.messages.map(textOf) ?? [];
    expect(prompt.slice(1)).toEqual(['My name is Bob.', 'answer to My name is Bob.', 'What is my name?']);
  });

  test('starts afresh after a reset, and after a day without a question, which is said once', async () => {
    const { say } = await open();
    const asked = (): number => bot.gateway.asked.at(-1)?.messages.length ?? 0;
    await say('one', direct);
    await say('!reset', direct);
    await say('two', direct);
    expect(asked()).toBe(2);
    await bot.clock.advance(DAY_MS - 1_000, DAY_MS);
    expect((await say('three', direct)).note).toBe('acme/chat');
    expect(asked()).toBe(4);
    await bot.clock.advance(DAY_MS + 1_000, DAY_MS);
    expect((await say('four', direct)).note).toBe(`acme/chat · ${english.freshAfterPause}`);
    expect(asked()).toBe(2);
    expect((await say('five', direct)).note).toBe('acme/chat');
    expect(asked()).toBe(4);
  });

  test('a thread goes on after any pause', async () => {
    const { say } = await open();
    await say('one', { placeKind: 'thread' });
    await bot.clock.advance(3 * DAY_MS, DAY_MS);
    expect((await say('two', { placeKind: 'thread' })).note).toBe('acme/chat');
    expect(bot.gateway.asked.at(-1)?.messages).toHaveLength(4);
  });

  test.each([
    ['channel', 'general', 'mention me in a channel'],
    ['direct', 'general', 'Just write your question'],
  ] as const)('help and greeting fit a %s', async (placeKind, channel, expected) => {
    const { say } = await open();
    expect((await say('!help', { placeKind, channel })).text).toContain(expected);
    expect((await say({ command: 'hello', args: {} }, { placeKind })).text).toBe(english.hello[placeKind]);
    expect((await say('', { placeKind })).note).toBe(english.hello[placeKind]);
  });
});
