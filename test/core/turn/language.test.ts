import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Call } from '../../../src/core/ports/arrival.ts';
import type { View } from '../../../src/core/ports/platform.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { finnish } from '../../../src/core/sentences/finnish.ts';
import { swedish } from '../../../src/core/sentences/swedish.ts';
import { languageFor } from '../../../src/core/turn/language.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';

let bot: SmallBot;
let count = 0;
beforeEach(() => {
  bot = new SmallBot();
  onTestFinished(() => bot.close());
});

const open = async () => {
  const { platform, conversation } = await bot.process();
  const say = async (input: string | Call, personId = 'ada'): Promise<View> => {
    await platform.arrive({ id: `t${(count += 1)}`, input, personId });
    await bot.settle();
    return bot.service.messages.at(-1)?.view ?? {};
  };
  return { platform, conversation, say };
};

test('the operator’s language is for those of whom nothing is known, and of whom a language is known that the bot does not speak', async () => {
  bot.language = 'sv';
  bot.service.localeOf = ({ personId }) => (personId === 'bo' ? 'de-DE' : undefined);
  const { say } = await open();
  expect((await say('!stop')).note).toBe(swedish.nothingToStop);
  expect((await say('!stop', 'bo')).note).toBe(swedish.nothingToStop);
});

test('the language of the platform counts before that', async () => {
  bot.language = 'sv';
  bot.service.localeOf = ({ personId }) => (personId === 'bo' ? 'en-GB' : 'fi-FI');
  const { say } = await open();
  expect((await say('!stop')).note).toBe(finnish.nothingToStop);
  expect((await say('!stop', 'bo')).note).toBe(english.nothingToStop);
});

test('what somebody has set counts before both, for them alone, wherever they write, until they take it back', async () => {
  bot.service.localeOf = () => 'fi-FI';
  const { say, platform } = await open();
  expect((await say('!language Svenska')).note).toBe(swedish.languageSet);
  expect((await say('!stop')).note).toBe(swedish.nothingToStop);
  expect((await say('!stop', 'bo')).note).toBe(finnish.nothingToStop);
  await platform.arrive({ id: 'elsewhere', input: '!stop', workspace: 'other', channel: 'c', conversation: 'c' });
  await bot.settle();
  expect(bot.service.messages.at(-1)?.view.note).toBe(swedish.nothingToStop);
  expect((await say('!language auto')).note).toBe(swedish.languageAuto);
  expect((await say('!stop')).note).toBe(finnish.nothingToStop);
});

test('without a language, or with one that the bot does not speak, each is offered under its own name', async () => {
  const { say } = await open();
  const offered = await say('!language');
  expect([offered.note, offered.choices?.map(({ label }) => label)]).toEqual([
    english.languageNow,
    ['English', 'suomi', 'svenska', english.languageByApp],
  ]);
  expect((await say('!language klingon')).note).toContain('klingon');
  const [, inFinnish] = offered.choices ?? [];
  expect((await say(inFinnish?.call ?? '')).note).toBe(finnish.languageSet);
});

test('to be forgotten takes the language along', async () => {
  const { say } = await open();
  await say('!language fi');
  expect((await say('!forget me --yes')).note).toContain('1 asetus');
  expect((await say('!stop')).note).toBe(english.nothingToStop);
});

test('a whole answer, from the first sign to its end, and what is suggested, is in the asker’s language', async () => {
  bot.service.localeOf = () => 'fi';
  bot.gateway.catalogue = [{ id: 'acme/chat', state: 'offline', chat: true }];
  bot.gateway.script(async function* script() {
    yield { type: 'phase', name: 'requested' };
    yield { type: 'text', text: 'Koska' };
    yield { type: 'end', reason: 'cut' };
  });
  const { say, conversation } = await open();
  await say('miksi?');
  const seen = bot.service.messages.at(-1)?.versions ?? [];
  expect(seen[0]).toContain(finnish.thinking);
  expect(seen.at(-1)).toContain(finnish.answerEnd.cut);
  const reader = { ...arrivalOf('ada') };
  const [suggested] = await conversation.suggest({ command: 'use', args: { model: '' } }, 'model', reader);
  expect(suggested?.label).toBe('acme/chat (ei käynnissä)');
});

const arrivalOf = (personId: string) => ({
  id: 'half-typed',
  platform: 'test',
  workspace: 'w',
  channel: 'general',
  conversation: 'thread',
  personId,
  input: '',
  address: {},
  at: 0,
});

type Tell = () => Promise<'fi' | undefined>;
const down: Tell = () => Promise.reject(new Error('down'));
const nothing: Tell = async () => undefined;
const endless: Tell = () => new Promise(() => undefined);
const tells: Tell = async () => 'fi';

test.each([
  ['a store that is dead', down, tells, 'fi'],
  ['a platform that cannot tell', nothing, down, 'sv'],
  ['a platform that takes too long', nothing, endless, 'sv'],
] as const)('%s keeps nobody waiting for a sentence', async (_name, languageOf, locale, expected) => {
  const clock = new DrivenClock();
  const parts = { settings: { languageOf }, platform: { locale }, fallback: 'sv', clock } as const;
  const found = languageFor(arrivalOf('ada'), parts);
  await clock.advance(1_100, 100);
  expect(await found).toBe(expected);
});

test('help is in the reader’s language, and names what is typed as it is typed', async () => {
  bot.service.localeOf = () => 'fi';
  const { say } = await open();
  const { text } = await say('!help');
  expect(text).toContain('`!use <malli> [--here|--channel|--me]`: Valitse malli');
  expect(text).toContain('`!ask <kysymys> [--model <malli>] [--thinking]`: Kysy mallilta');
  expect((await say('!help use')).text).toContain('`<malli>`: Malli tai osa sen nimestä');
});
