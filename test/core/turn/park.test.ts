import { afterEach, beforeEach, expect, test } from 'vitest';
import { BotError } from '../../../src/core/errors.ts';
import type { Call } from '../../../src/core/ports/arrival.ts';
import type { PhaseEvent } from '../../../src/core/ports/phase.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { hanging, textOf } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

const WAKING: PhaseEvent = { type: 'phase', name: 'waking' };
let bot: SmallBot;
beforeEach(() => {
  bot = new SmallBot();
  bot.gateway.catalogue = [
    { id: 'acme/chat', state: 'offline', chat: true, contextTokens: 8_192 },
    { id: 'acme/small', state: 'running', chat: true, contextTokens: 8_192 },
  ];
  bot.gateway.outlooks = (model) => (model === 'acme/chat' ? WAKING : undefined);
});
afterEach(() => bot.close());

const texts = (): string[] => bot.service.texts;
const labels = (n: number): string[] => bot.service.messages[n]?.view.choices?.map(({ label }) => label) ?? [];
let count = 0;
const open = async () => {
  const { platform, kill } = await bot.process();
  const say = async (input: string | Call, personId = 'ada'): Promise<void> => {
    await platform.arrive({ id: `t${(count += 1)}`, input, personId });
    await bot.settle();
  };
  const press = async (message: number, label: string): Promise<void> => {
    const choice = bot.service.messages[message]?.view.choices?.find((each) => each.label === label);
    if (!choice) throw new Error(`${label} is not offered, but ${labels(message).join(', ')}`);
    await say(choice.call);
    await bot.clock.advance(1_000, 100);
  };
  return { say, press, kill };
};

/** A question that is parked after ten seconds. */
const parked = async () => {
  const bench = await open();
  bot.gateway.script(hanging(WAKING).script);
  const later = hanging(WAKING);
  bot.gateway.script(later.script);
  await bench.say('why?');
  await bot.clock.advance(11_000, 1_000);
  await bench.press(0, english.park);
  expect(texts()).toEqual([expect.stringContaining(english.parked)]);
  return { ...bench, later };
};

test('whoever goes on while a question is parked gets one answer to both, and the parked one says so', async () => {
  const { say } = await parked();
  const both = hanging(WAKING);
  bot.gateway.script(both.script);
  await say('and how?');
  await bot.clock.advance(1_000, 100);
  expect(texts()[0]).toBe(`_${english.joined}_`);
  expect(labels(0)).toEqual([]);
  both.finish('Because, and so.');
  await bot.settle();
  expect(texts()).toHaveLength(2);
  expect(texts()[1]).toBe(`Because, and so.\n_acme/chat · ${english.answersEarlier}_`);
  const [, ...asked] = bot.gateway.asked.at(-1)?.messages ?? [];
  expect(asked.map(textOf)).toEqual(['ada: why?', 'ada: and how?']);
});

test('somebody else’s parked question is not joined, nor one that is being answered, because the model runs', async () => {
  const { say, later } = await parked();
  await say('and how?', 'ben');
  expect(texts()[0]).toContain(english.parked);
  bot.gateway.outlooks = () => undefined;
  await say('and where?');
  expect(texts()[0]).toContain(english.parked);
  later.finish('Because.');
  await bot.settle();
  expect(texts()[0]).toBe(`_${english.answeredBelow}_`);
});

test('what is always to be done is done without asking, says how to undo it, and is undone by that', async () => {
  const { say, press } = await parked();
  await press(0, english.always);
  expect(texts().at(-1)).toBe(`_${english.waitingNow.later}_`);
  const before = texts().length;
  bot.gateway.script(hanging(WAKING).script);
  bot.gateway.script(hanging(WAKING).script);
  await say('and how?', 'ada');
  await bot.clock.advance(1_000, 100);
  expect(texts().length).toBe(before + 1);
  expect(texts().at(-1)).toContain(`${english.parked} ${english.doneAsAlways}`);
  expect(labels(before)).toEqual([english.stop, `${english.switchTo('acme/small')} (8k)`]);
  await say('!waiting ask');
  expect(texts().at(-1)).toBe(`_${english.waitingNow.ask}_`);
  bot.gateway.script(hanging(WAKING).script);
  await say('and where?');
  await bot.clock.advance(1_000, 100);
  expect(texts().at(-1)).not.toContain(english.parked);
});

test('another model is always taken for whoever wants that, and offered so after it was taken once', async () => {
  const { say, press } = await open();
  bot.gateway.script(hanging(WAKING).script);
  await say('why?');
  await bot.clock.advance(11_000, 1_000);
  await press(0, `${english.switchTo('acme/small')} (8k)`);
  expect(texts()[0]).toContain('acme/small');
  await press(0, english.always);
  await say('and how?');
  await bot.clock.advance(1_000, 100);
  expect(texts().at(-1)).toContain(`acme/small · ${english.doneAsAlways}`);
  expect(bot.gateway.asked.at(-1)?.model).toBe('acme/small');
});

test('!waiting shows what is set, and forget me takes it away', async () => {
  const { say } = await open();
  await say('!waiting switch');
  await say('!waiting');
  expect(texts().at(-1)).toBe(`_${english.waitingNow.switch}_`);
  await say('!forget me --yes');
  await bot.clock.advance(1_000, 100);
  await say('!waiting');
  expect(texts().at(-1)).toBe(`_${english.waitingNow.ask}_`);
});

test('a parked question waits through more restarts than any other, and its asker hears of every end', async () => {
  let { kill } = await parked();
  for (let n = 0; n < 12; n += 1) {
    kill();
    bot.gateway.script(hanging(WAKING).script);
    ({ kill } = await bot.process(`p${n}`));
    await bot.clock.advance(15_000, 1_000);
    expect(bot.gateway.asked).toHaveLength(n + 3);
    expect(texts()).toEqual([expect.stringContaining(english.parked)]);
  }
  kill();
  bot.gateway.catalogue = bot.gateway.catalogue.slice(1);
  await bot.process('last');
  await bot.clock.advance(15_000, 1_000);
  expect(texts()).toEqual([`_${english.answeredBelow}_`, `_${english.modelLeft('acme/chat')}_`]);
  expect(bot.service.messages[1]?.view.notify).toBeDefined();
});

const chat = english.switchTo('acme/small');
test.each([
  ['outage', [english.park]],
  ['downtime', [english.park]],
  ['budget', [english.park]],
  ['queued', [english.park]],
  ['unknown', [`${chat} (8k)`, english.park]],
  ['requested', [`${chat} (8k)`, english.park]],
  ['running', []],
] as const)(
  'a wait in the state %s has the ways out that make sense, and after an hour is asked about',
  async (name, ways) => {
    const { say } = await open();
    bot.gateway.script(hanging({ type: 'phase', name }).script);
    await say('why?');
    await bot.clock.advance(31_000, 1_000);
    expect(labels(0)).toEqual([english.stop, ...ways]);
    await bot.clock.advance(60 * 60_000, 10_000);
    expect(texts().some((text) => text.includes(english.askStillWanted('1 h')))).toBe(ways.length > 0);
  },
);

test('a button to be told later that is pressed while the answer is being written throws nothing away', async () => {
  const { say } = await open();
  const writing = hanging(WAKING, { type: 'text', text: 'The beginning' });
  bot.gateway.script(writing.script);
  await say('why?');
  await say({ command: 'park', args: { turn: `t${count}` } });
  await bot.clock.advance(2_000, 500);
  writing.finish(' and the end.');
  await bot.settle();
  expect(texts()).toEqual(['The beginning and the end.\n_acme/chat_']);
  expect(bot.gateway.asked).toHaveLength(1);
});

test('whoever takes another model and wants to be told later, in the same moment, is told by that model', async () => {
  const { say, press } = await open();
  bot.gateway.script(hanging(WAKING).script);
  await say('why?');
  await bot.clock.advance(11_000, 1_000);
  const park = bot.service.messages[0]?.view.choices?.find(({ label }) => label === english.park);
  if (!park) throw new Error('nothing offers to answer later');
  const slow = hanging(WAKING);
  bot.gateway.usual = slow.script;
  await press(0, `${english.switchTo('acme/small')} (8k)`);
  await say(park.call);
  await bot.clock.advance(1_000, 100);
  expect(texts()[0]).toContain(english.parked);
  expect(bot.gateway.asked.at(-1)?.model).toBe('acme/small');
  slow.finish('Because.');
  await bot.settle();
  expect(texts()[1]).toContain('Because.\n_acme/small');
});

test('whose model leaves the list in the wait is offered another one, and not the same again', async () => {
  const { say } = await open();
  bot.gateway.script(async function* () {
    yield WAKING;
    throw new BotError('model-unknown', 'scripted');
  });
  await say('why?');
  expect(texts()).toEqual([`_${english.errors['model-unknown']}_`]);
  expect(labels(0)).toEqual([`${english.switchTo('acme/small')} (8k)`]);
});
