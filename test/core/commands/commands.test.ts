import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Call } from '../../../src/core/ports/arrival.ts';
import type { Model } from '../../../src/core/ports/model.ts';
import type { View } from '../../../src/core/ports/platform.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { drawTimes, utcTime } from '../../../src/core/sentences/time-mark.ts';
import { hanging, textOf } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

const POROS: Model[] = [
  { id: 'LumiOpen/Llama-Poro-2-70B-Instruct', state: 'running', chat: true, contextTokens: 8_192 },
  { id: 'LumiOpen/Poro-34B-chat', state: 'offline', chat: true },
];
const CATALOGUE: Model[] = [
  ...POROS,
  { id: 'openai/gpt-oss-120b', state: 'running', chat: true, contextTokens: 131_072 },
  { id: 'google/gemma-4-31b-it', state: 'starting', chat: true },
  { id: 'acme/waits', state: 'requested', chat: true },
  { id: 'intfloat/multilingual-e5-large', state: 'offline', chat: false },
];

let bot: SmallBot;
let count = 0;
beforeEach(() => {
  bot = new SmallBot();
  bot.defaultModel = undefined;
  bot.gateway.catalogue = CATALOGUE;
  bot.service.sceneOf = (arrival) => ({
    person: {
      name: arrival.personId,
      standing: 'member',
      groups: [],
      workspaces: { here: ['w'], all: ['w'] },
      managesChannel: arrival.personId === 'boss',
    },
  });
});
afterEach(() => bot.close());

const open = async () => {
  const { platform, turns } = await bot.process();
  const say = async (input: string | Call, personId = 'ada', conversation = 'thread'): Promise<View> => {
    await platform.arrive({ id: `t${(count += 1)}`, input, personId, conversation });
    await bot.settle();
    return bot.service.messages.at(-1)?.view ?? {};
  };
  return { platform, turns, say };
};
/** What pressing a choice of the view sends. */
const pressing = (view: View, n = 0): Call => {
  const call = view.choices?.at(n)?.call;
  if (!call) throw new Error(`the view has no choice ${n}`);
  return call;
};
const said = (view: View): string =>
  drawTimes([view.text, view.note].filter((part) => part !== undefined).join('\n'), utcTime);

describe('models', () => {
  test('lists chat models by availability with what is known, marks the current one, and leaves embedding models out with a word', async () => {
    const { say } = await open();
    const view = await say('!models');
    const text = said(view);
    expect(view.private).toBe(true);
    expect(text.indexOf('**Running**')).toBeLessThan(text.indexOf('**Starting**'));
    expect(text.indexOf('**Starting**')).toBeLessThan(text.indexOf('**Waiting for GPUs**'));
    expect(text).toContain('`openai/gpt-oss-120b` · 128k tokens ← used here');
    expect(text).toContain('`google/gemma-4-31b-it`');
    expect(text).not.toContain('e5-large');
    expect(text).toContain('(1 embedding model hidden)');
    expect(text).not.toMatch(/^- .*\n[^-\n]/m); // it would belong to the list item
    expect(view.choices?.[0]?.call).toEqual({ command: 'use', args: { model: 'openai/gpt-oss-120b' } });
  });

  test('of a model that does not run tells how long it usually takes to start, where that is known', async () => {
    const start = { fromMs: 180_000, toMs: 360_000, starts: 14 };
    bot.gateway.catalogue = [
      { id: 'acme/cold', state: 'offline', chat: true, contextTokens: 8_192, start },
      { id: 'acme/new', state: 'offline', chat: true },
      { id: 'acme/warm', state: 'running', chat: true, start },
    ];
    const { say } = await open();
    const text = said(await say('!models'));
    expect(text).toContain('- `acme/cold` · 8k tokens · usually starts in 3–6 min, from 14 starts\n- `acme/new`\n');
    expect(text).toMatch(/^- `acme\/warm`(?! · )/m);
    expect(said(await say('!use cold --me'))).toContain('starts it. (usually starts in 3–6 min, from 14 starts)');
  });

  test('a filter narrows it, a filter without a match says so, sixty models come in pages', async () => {
    const { say } = await open();
    expect(said(await say('!models PORO'))).not.toContain('gpt-oss');
    expect(said(await say('!models nothing-like-that'))).toContain(english.noModelMatches('nothing-like-that'));
    bot.gateway.catalogue = Array.from({ length: 60 }, (_, n) => ({ id: `acme/m${n}`, state: 'running', chat: true }));
    const first = await say('!models');
    expect(said(first)).toContain(english.pageOf(1, 6));
    expect(said(first).split('\n').length).toBeLessThan(20);
    const next = pressing(first, -1);
    expect(next).toEqual({ command: 'models', args: { page: '2' } });
    expect(said(await say(next))).toContain(english.pageOf(2, 6));
  });
});

describe('use', () => {
  test('a part of the name is enough, and the next answer is by that model', async () => {
    const { say } = await open();
    expect(said(await say('!use gpt oss'))).toContain('openai/gpt-oss-120b');
    expect(said(await say('hello'))).toContain('\nopenai/gpt-oss-120b');
  });

  test('an ambiguous name lists the candidates, and a candidate can be pressed', async () => {
    const { say } = await open();
    const view = await say('!use poro --me');
    expect(said(view)).toContain(english.ambiguous('poro'));
    const call = pressing(view, 1);
    expect(call).toEqual({ command: 'use', args: { model: 'LumiOpen/Poro-34B-chat', for: 'me' } });
    expect(said(await say(call))).toBe(
      'Your questions now go to LumiOpen/Poro-34B-chat. It is offline; a question starts it.',
    );
  });

  test('an unknown name changes nothing', async () => {
    const { say } = await open();
    expect(said(await say('!use <@U1> **nope**'))).toContain('No chat model matches');
    expect(said(await say('hello'))).toContain('gpt-oss');
  });

  test('conversation over channel over person over default; "default" goes back', async () => {
    const { say } = await open();
    const modelOfAnswer = async (): Promise<string | undefined> => (await say('q')).note;
    await say('!use gemma --me');
    expect(await modelOfAnswer()).toBe('google/gemma-4-31b-it');
    await say('!use waits --channel', 'boss');
    expect(await modelOfAnswer()).toBe('acme/waits');
    await say('!use 70b');
    expect(await modelOfAnswer()).toBe('LumiOpen/Llama-Poro-2-70B-Instruct');
    await say('!use default');
    expect(await modelOfAnswer()).toBe('acme/waits');
    await say('!use default --channel', 'boss');
    await say('!use default --me');
    expect(await modelOfAnswer()).toBe('openai/gpt-oss-120b');
  });

  test('a whole channel takes somebody who manages it', async () => {
    const { say } = await open();
    expect(said(await say('!use gemma --channel'))).toBe(english.needsManager);
    expect((await say('q', 'bo', 'elsewhere')).note).toBe('openai/gpt-oss-120b');
    expect(said(await say('!use gemma --channel', 'root'))).toContain(
      'This channel now uses google/gemma-4-31b-it. It is starting.',
    );
  });
});

describe('which model answers', () => {
  test('without a choice it is the running one with the largest context, and it stays when a larger one comes up', async () => {
    const { say } = await open();
    expect((await say('q')).note).toBe('openai/gpt-oss-120b');
    bot.gateway.catalogue = [...CATALOGUE, { id: 'acme/huge', state: 'running', chat: true, contextTokens: 1_000_000 }];
    expect((await say('q')).note).toBe('openai/gpt-oss-120b');
    expect((await say('q', 'ada', 'a new thread')).note).toBe('acme/huge');
  });

  test('a model that left the catalogue is reported with alternatives and never replaced silently', async () => {
    const { say } = await open();
    await say('!use gpt-oss');
    bot.gateway.catalogue = POROS;
    const view = await say('q');
    expect(view.note).toBe(english.modelLeft('openai/gpt-oss-120b'));
    expect(view.choices?.map((choice) => choice.label)).toEqual(POROS.map((model) => model.id));
    expect(bot.gateway.asked).toEqual([]);
    const call = pressing(view);
    await say(call);
    expect((await say('!retry')).note).toBe(english.nothingToRetry);
    expect((await say('q')).note).toBe('LumiOpen/Llama-Poro-2-70B-Instruct');
  });

  test('one question can ask another model', async () => {
    const { say } = await open();
    expect((await say('!ask why? --model gemma')).note).toBe('google/gemma-4-31b-it');
    expect((await say('why?')).note).toBe('openai/gpt-oss-120b');
    expect((await say('!ask why? --model poro')).note).toBe(english.ambiguous('poro'));
  });
});

describe('system', () => {
  test('is shown with author and date, reaches the model, and can be taken back', async () => {
    const { say } = await open();
    expect(said(await say('!system'))).toBe(english.systemDefault);
    await say('!system Answer like a pirate.');
    const shown = said(await say('!system'));
    expect(shown).toContain('> Answer like a pirate.');
    expect(shown).toMatch(/set for this conversation by ada, 2026-11-24/);
    await say('hello');
    expect(textOf(bot.gateway.asked.at(-1)?.messages[0])).toMatch(/^Answer like a pirate\.\n\nToday is/);
    await say('!system reset');
    await say('hello again');
    expect(textOf(bot.gateway.asked.at(-1)?.messages[0])).toMatch(/^You are a helpful assistant/);
  });

  test('6,000 characters are refused with the reason, and nothing is changed', async () => {
    const { say } = await open();
    expect(said(await say(`!system ${'x'.repeat(6_000)}`))).toBe(english.systemTooLong(6_000, 4_000));
    expect(said(await say('!system'))).toBe(english.systemDefault);
  });

  test('for a channel it takes a manager', async () => {
    const { say } = await open();
    expect(said(await say('!system Be brief. --channel'))).toBe(english.needsManager);
    await say('!system Be brief. --channel', 'boss');
    await say('hello', 'bo', 'elsewhere');
    expect(textOf(bot.gateway.asked.at(-1)?.messages[0])).toMatch(/^Be brief\./);
  });
});

describe('status, retry, reset, stop', () => {
  test('status tells the service, the model with who set it, and what is open', async () => {
    const slow = hanging({ type: 'phase', name: 'requested' });
    const { say } = await open();
    await say('!use gemma');
    bot.gateway.script(slow.script);
    await say('q');
    bot.gateway.health = { ok: false, until: Date.parse('2026-11-25T06:00:00Z') };
    const text = said(await say('!status'));
    expect(text).toContain('maintenance');
    expect(text).toContain('2026-11-25 06:00 UTC');
    expect(text).toMatch(/`google\/gemma-4-31b-it`, starting \(set for this conversation by ada/);
    expect(text).toContain('One question is being answered here, for 0 s.');
    slow.finish('done');
    await bot.settle();
  });

  test('a command works while a turn is running', async () => {
    const slow = hanging({ type: 'text', text: 'well' });
    const { say } = await open();
    bot.gateway.script(slow.script);
    await say('q');
    expect(said(await say('!help'))).toContain('!models');
    slow.finish('!');
    await bot.settle();
    expect(bot.service.texts[0]).toBe('well!\n_openai/gpt-oss-120b_');
  });

  test('retry answers the last question again, below, also by another model; in an empty conversation it says so', async () => {
    const { say } = await open();
    expect((await say('!retry')).note).toBe(english.nothingToRetry);
    await say('why?');
    const view = await say('!retry --model gemma', 'bo');
    expect(view).toMatchObject({ text: 'answer to ada: why?', note: 'google/gemma-4-31b-it' });
    expect(bot.service.texts).toHaveLength(3);
  });

  test('outside a conversation a command offers the last three of this person, and stop stops all of theirs in the channel', async () => {
    const { platform, say } = await open();
    for (const n of [1, 2, 3, 4]) {
      const at = bot.clock.now() + n;
      await platform.arrive({ id: `early ${n}`, input: `question ${n}`, conversation: `thread ${n}`, at });
    }
    await bot.settle();
    const view = await say('!reset', 'ada', 'general');
    expect(view.note).toBe(english.whichConversation);
    expect(view.choices?.map((choice) => choice.label)).toEqual(['question 4', 'question 3', 'question 2']);
    const call = pressing(view);
    expect(said(await say(call, 'ada', 'general'))).toBe(english.freshStart);
    await say('who?', 'ada', 'thread 4');
    expect(bot.gateway.asked.at(-1)?.messages).toHaveLength(2);
    expect((await say('!reset', 'bo', 'general')).note).toBe(english.noConversation);

    const slow = [hanging({ type: 'phase', name: 'running' }), hanging({ type: 'phase', name: 'running' })];
    for (const each of slow) bot.gateway.script(each.script);
    await platform.arrive({ id: 's1', input: 'a', conversation: 'x' });
    await platform.arrive({ id: 's2', input: 'b', conversation: 'y' });
    await bot.settle();
    await say('!stop', 'ada', 'general');
    expect(bot.service.texts.filter((text) => text === `_${english.stoppedBeforeText}_`)).toHaveLength(2);
  });

  test('a button of a conversation that is no longer known says so', async () => {
    const { say } = await open();
    const view = await say({ command: 'reset', args: { in: 'abcdefgh' } }, 'ada', 'general');
    expect(view.note).toBe(english.conversationUnknown);
  });
});

describe('suggestions', () => {
  test('come from the last known list, with the state, and are empty when there never was one', async () => {
    const { conversation } = await bot.process();
    const call: Call = { command: 'use', args: { model: 'poro' } };
    const found = await conversation.suggest(call, 'model');
    expect(found.map((choice) => choice.label)).toEqual([
      'LumiOpen/Llama-Poro-2-70B-Instruct (running)',
      'LumiOpen/Poro-34B-chat (offline)',
    ]);
    expect(await conversation.suggest(call, 'for')).toEqual([]);
    bot.gateway.models = () => Promise.reject(new Error('down'));
    expect(await conversation.suggest(call, 'model')).toEqual([]);
  });
});
