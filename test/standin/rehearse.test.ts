import { expect, onTestFinished, test } from 'vitest';
import { REHEARSALS, rehearse } from '../../src/standin/rehearse.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

const open = async () => {
  const clock = new DrivenClock();
  const standin = createStandin({ clock });
  const { url } = await standin.listen();
  onTestFinished(() => standin.close());
  const ask = async (model = 'standin/remembers'): Promise<number> => {
    const response = await fetch(`${url}/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${STANDIN_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'why?' }] }),
    });
    await response.text();
    return response.status;
  };
  return { clock, standin, ask };
};

test('a rehearsed break ends by itself, and a used-up budget is refused once', async () => {
  const { clock, standin, ask } = await open();
  rehearse('break', standin);
  expect(await ask()).toBe(503);
  await clock.advance(121_000);
  expect(await ask()).toBe(200);
  rehearse('budget', standin);
  expect([await ask(), await ask()]).toEqual([429, 200]);
});

test('cold models start, quickly where that is wanted', async () => {
  const { clock, standin, ask } = await open();
  rehearse('quick', standin);
  rehearse('cold', standin);
  const asked = ask();
  await standin.seen(({ route }) => route === 'chat');
  await clock.advance(6_500, 500);
  expect(await asked).toBe(200);
});

test('calm takes everything back, whatever was done', async () => {
  const { standin, ask } = await open();
  const before = standin.models;
  for (const what of REHEARSALS) rehearse(what, standin);
  expect(standin.models).toEqual(before);
  expect(await ask()).toBe(200);
});
