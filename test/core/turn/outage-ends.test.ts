import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Phase, PhaseEvent } from '../../../src/core/ports/phase.ts';
import type { ModelEvent } from '../../../src/core/ports/model.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

const back = english.waiting.backAgain.trim();
let bot: SmallBot;
/** What everybody who waits hears next. */
let news: PromiseWithResolvers<Phase>;
beforeEach(() => {
  bot = new SmallBot();
  news = Promise.withResolvers();
  bot.gateway.usual = async function* (): AsyncGenerator<ModelEvent> {
    let phase: Phase = 'outage';
    for (;;) {
      yield { type: 'phase', name: phase } satisfies PhaseEvent;
      phase = await news.promise;
    }
  };
});
afterEach(() => bot.close());

const hear = async (phase: Phase): Promise<void> => {
  const { resolve } = news;
  news = Promise.withResolvers();
  resolve(phase);
  await bot.settle();
};

/** Several people wait in one conversation: each has parked their question. */
const open = async (): Promise<void> => {
  const { platform } = await bot.process();
  const wait = async (conversation: string, personId: string): Promise<void> => {
    await platform.arrive({ id: `${conversation}-${personId}`, conversation, personId, input: 'why?' });
    await bot.settle();
    await bot.clock.advance(11_000, 1_000);
    const park = bot.service.messages.at(-1)?.view.choices?.find(({ label }) => label === english.park);
    if (!park) throw new Error('nothing offers to answer later');
    await platform.arrive({ id: `park-${conversation}-${personId}`, conversation, personId, input: park.call });
    await bot.settle();
  };
  for (const person of ['ada', 'ben', 'cem']) await wait('one', person);
  for (const person of ['ada', 'dan']) await wait('other', person);
};

/** Of which conversations how many messages say now that Aitta is back. */
const sayingBack = (): string[] =>
  bot.service.messages
    .filter(({ versions }) => versions.at(-1)?.includes(back))
    .map(({ turn }) => turn.split('-')[0] ?? '');

test('that Aitta is back is said once to each conversation that waits, however many wait in it, and again after the next outage', async () => {
  await open();
  expect(sayingBack()).toEqual([]);
  await hear('waking');
  expect(sayingBack().toSorted()).toEqual(['one', 'other']);
  expect(bot.service.texts.filter((text) => text.includes('Starting acme/chat'))).toHaveLength(5);
  await hear('requested');
  expect(sayingBack().toSorted()).toEqual(['one', 'other']);
  await hear('downtime');
  expect(sayingBack()).toEqual([]);
  await hear('waking');
  expect(sayingBack().toSorted()).toEqual(['one', 'other']);
});

test('that Aitta is back is not said by a further try or a pause, which come in an outage too, but once it answers', async () => {
  await open();
  await hear('unknown');
  await hear('budget');
  expect(sayingBack()).toEqual([]);
  await hear('queued');
  expect(sayingBack().toSorted()).toEqual(['one', 'other']);
});

test('that Aitta is back is also said to whoever waited for the first list of models', async () => {
  bot.gateway.neverListed = true;
  const { platform } = await bot.process();
  await platform.arrive({ id: 'one-ada', conversation: 'one', personId: 'ada', input: 'why?' });
  await bot.settle();
  expect(bot.service.texts.at(-1)).toContain(english.waiting.outage);
  bot.gateway.usual = async function* (): AsyncGenerator<ModelEvent> {
    yield { type: 'phase', name: 'waking' } satisfies PhaseEvent;
    await new Promise(() => undefined);
  };
  bot.gateway.list();
  await bot.settle();
  expect(sayingBack()).toEqual(['one']);
});
