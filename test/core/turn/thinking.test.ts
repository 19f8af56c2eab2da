import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { ModelEvent } from '../../../src/core/ports/model.ts';
import type { View } from '../../../src/core/ports/platform.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { textOf } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

let bot: SmallBot;
let count = 0;
beforeEach(() => {
  bot = new SmallBot();
  bot.gateway.usual = thinks;
  onTestFinished(() => bot.close());
});

async function* thinks(): AsyncGenerator<ModelEvent> {
  yield { type: 'reasoning', text: 'Let me ' };
  yield { type: 'reasoning', text: 'see.' };
  yield { type: 'text', text: 'Because.' };
  yield { type: 'end', reason: 'stop' };
}

const open = async () => {
  const { platform } = await bot.process();
  return async (input: string, personId = 'ada'): Promise<View> => {
    const id = `t${(count += 1)}`;
    await platform.arrive({ id, input, personId });
    await bot.settle();
    return bot.service.messages.findLast(({ turn }) => turn === id)?.view ?? {};
  };
};

test('what a model thinks is not shown unless somebody wants it', async () => {
  const say = await open();
  expect((await say('why?')).thinking).toBeUndefined();
});

test.each(['why? --thinking', '--thinking why?', '!ask --thinking why?', 'why? —thinking'])(
  'is shown apart from the answer to “%s”, and the model reads the question alone',
  async (input) => {
    const say = await open();
    expect(await say(input)).toMatchObject({ text: 'Because.', thinking: 'Let me see.' });
    expect(textOf(bot.gateway.asked[0]?.messages.at(-1))).toBe('ada: why?');
    expect((await say('and?')).thinking).toBeUndefined();
  },
);

test.each(['what does --thinking do?', 'explain --thinking-budget', '--thinking'])(
  'a question about the option is a question: “%s”',
  async (input) => {
    const say = await open();
    expect((await say(input)).thinking).toBeUndefined();
    expect(textOf(bot.gateway.asked[0]?.messages.at(-1))).toBe(`ada: ${input}`);
  },
);

test('a person’s own wish counts before the operator’s, for them alone', async () => {
  const say = await open();
  expect((await say('!thinking')).note).toBe(english.thinkingNow.hidden);
  expect((await say('!thinking shown')).note).toBe(english.thinkingNow.shown);
  expect((await say('why?')).thinking).toBe('Let me see.');
  expect((await say('why?', 'bo')).thinking).toBeUndefined();
});

test('where the operator shows it, a person can hide it', async () => {
  bot.thinking = 'shown';
  const say = await open();
  expect((await say('why?')).thinking).toBe('Let me see.');
  await say('!thinking hidden');
  expect((await say('why?')).thinking).toBeUndefined();
});

test('text that turns out to have been thinking belongs to it, and an answer that is all thinking is not shown twice', async () => {
  bot.thinking = 'shown';
  const say = await open();
  bot.gateway.script(async function* script() {
    yield { type: 'text', text: 'Hm, the sky.' };
    yield { type: 'was-reasoning' };
    yield { type: 'text', text: 'Because.' };
    yield { type: 'end', reason: 'stop' };
  });
  expect(await say('why?')).toMatchObject({ text: 'Because.', thinking: 'Hm, the sky.' });
  bot.gateway.script(async function* script() {
    yield { type: 'reasoning', text: 'Only this.' };
    yield { type: 'text', text: 'Only this.' };
    yield { type: 'end', reason: 'stop', isReasoning: true };
  });
  const all = await say('why?');
  expect(all).toMatchObject({ text: 'Only this.', note: expect.stringContaining(english.onlyReasoning) });
  expect(all.thinking).toBeUndefined();
});

test('what a model thought is not what it reads of the conversation afterwards', async () => {
  bot.thinking = 'shown';
  const say = await open();
  await say('why?');
  await say('and?');
  const read = bot.gateway.asked.at(-1)?.messages.map(textOf).join('\n');
  expect(read).toContain('Because.');
  expect(read).not.toContain('Let me see.');
});
