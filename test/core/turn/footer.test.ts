import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { FooterKind } from '../../../src/core/operator-settings.ts';
import type { ModelEvent } from '../../../src/core/ports/model.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

let bot: SmallBot;
beforeEach(() => {
  bot = new SmallBot();
  onTestFinished(() => bot.close());
});

/** An answer that takes a minute to begin and two seconds to write. */
const slowly = (...ends: ModelEvent[]) =>
  async function* script(): AsyncGenerator<ModelEvent> {
    await bot.clock.sleep(60_000);
    yield { type: 'text', text: 'Because.' };
    await bot.clock.sleep(2_000);
    yield* ends;
  };
const counted = { type: 'end', reason: 'stop', tokensIn: 1_200, tokensOut: 34 } as const;

const noteBelow = async (kind: FooterKind, ...ends: ModelEvent[]): Promise<string | undefined> => {
  bot.footer = kind;
  bot.gateway.script(slowly(...ends));
  const { platform } = await bot.process();
  const id = `q-${kind}-${ends.length}`;
  await platform.arrive({ id, input: 'why?', conversation: id });
  await bot.settle();
  await bot.clock.advance(65_000, 1_000);
  await bot.settle();
  return bot.service.messages.find(({ turn }) => turn === id)?.view.note;
};

test.each([
  ['quiet', undefined],
  ['model', 'acme/chat'],
  ['full', 'acme/chat · 1 min waiting, 2 s writing · 1,234 tokens (34 written)'],
] as const)('with FOOTER=%s, %s stands below an answer', async (kind, note) => {
  expect(await noteBelow(kind, counted)).toBe(note);
});

test('numbers that the server did not report are estimates', async () => {
  expect(await noteBelow('full', { type: 'end', reason: 'stop' })).toMatch(/ · ≈\d+ tokens \(≈2 written\)$/);
});

test('what has to be known of an answer is said under FOOTER=quiet as well', async () => {
  expect(await noteBelow('quiet', { type: 'end', reason: 'length' })).toMatch(/^The answer ends here because /);
});

test('with FOOTER=full the files that were read are named, and each time that something is left out', async () => {
  bot.footer = 'full';
  bot.gateway.catalogue = [{ id: 'acme/chat', state: 'running', chat: true, contextTokens: 900 }];
  bot.service.files.set('log.txt', new TextEncoder().encode('red'));
  bot.service.sceneOf = ({ id }) => (id === 'q1' ? { files: [{ id: 'F', name: 'log.txt', source: null }] } : {});
  const { platform } = await bot.process();
  const notes: (string | undefined)[] = [];
  for (const id of ['q1', 'q2', 'q3', 'q4']) {
    await platform.arrive({ id, input: `why? ${'x'.repeat(700)}` });
    await bot.settle();
    notes.push(bot.service.messages.at(-1)?.view.note);
  }
  expect(notes[0]).toContain(' · Read: log.txt');
  expect(notes.filter((note) => note?.includes('no longer fits and is left out from now on'))).toHaveLength(1);
  expect(notes[3]).toMatch(/ · The beginning of this conversation is left out$/);
});
