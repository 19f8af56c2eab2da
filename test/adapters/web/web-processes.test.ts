import { expect, test } from 'vitest';
import { keptElsewhere } from '../../../src/core/kept-kind.ts';
import { webKeeps } from '../../../src/adapters/web/web-keeps.ts';
import type { ShownMessage } from '../../../src/adapters/web/talk/message.ts';
import { KeptMemory } from '../../doubles/kept-memory.ts';
import { WebWorld } from './web-world.ts';
import type { Tab } from './web-world.ts';

const GENERAL = 'web/general';
const SOON_MS = 2_500;

/** Two processes on one store, with a tab of somebody else at each. */
const openTwo = async () => {
  const here = await WebWorld.open();
  const there = await WebWorld.open({ beside: here });
  const [kim, alex] = [await here.join('Kim'), await there.join('Alex')];
  await here.pass(SOON_MS); // each knows what there was before
  return { here, there, kim, alex };
};

const texts = (messages: readonly ShownMessage[]): string[] => messages.map(({ text = '', note = '' }) => text || note);
const read = async (tab: Tab, room: string): Promise<ShownMessage[]> => {
  const window = await (await tab.send('GET', `/window?room=${encodeURIComponent(room)}`)).json();
  return (window as { messages: ShownMessage[] }).messages;
};

test('what is said, edited and deleted at one process is seen by tabs at the other', async () => {
  const { here, kim, alex } = await openTwo();
  const id = await kim.post(GENERAL, 'lunch?');
  await kim.post(GENERAL, 'now?');
  await here.pass(SOON_MS);
  expect(texts(alex.see(GENERAL))).toEqual(['lunch?', 'now?']);
  await kim.send('PUT', `/messages/${id}`, { text: 'dinner?' });
  await here.pass(SOON_MS);
  expect(texts(alex.see(GENERAL))).toEqual(['dinner?', 'now?']);
  await kim.send('DELETE', `/messages/${id}`);
  await here.pass(SOON_MS);
  expect(texts(alex.see(GENERAL))).toEqual(['now?']);
});

test('an answer comes to both, counted at its question, and what is for one person stays theirs', async () => {
  const { here, there, kim, alex } = await openTwo();
  const arrival = await here.next(() => kim.post(GENERAL, '@aitta why?'));
  const place = here.platform.at(arrival.address, new KeptMemory(arrival.id));
  place.progress({ note: 'On it', choices: [{ label: 'Stop', call: { command: 'halt', args: {} } }] });
  await here.pass(SOON_MS);
  const [draft] = alex.see(arrival.conversation);
  expect(draft).toMatchObject({ isOpen: true, note: 'On it' });
  const press = { message: draft?.id, choice: 'Stop', nonce: here.nonce() };
  expect(await there.next(() => alex.send('POST', '/presses', press))).toMatchObject({ input: { command: 'halt' } });
  await place.say({ text: 'because' });
  await here.pass(SOON_MS);
  expect(alex.see(arrival.conversation)).toMatchObject([{ text: 'because' }]);
  expect(alex.see(GENERAL)).toMatchObject([{ text: '@aitta why?', thread: { count: 1 } }]);
  const asked = await here.next(() => kim.post(GENERAL, '/aitta models'));
  await here.platform.at(asked.address, new KeptMemory(asked.id)).say({ text: 'a list', private: true });
  await here.pass(SOON_MS);
  expect(texts(kim.see(GENERAL))).toContain('a list');
  expect(texts(alex.see(GENERAL))).not.toContain('a list');
});

test('whoever is far behind reads everything anew', async () => {
  const { here, kim, alex } = await openTwo();
  await kim.post(GENERAL, 'message');
  await here.pass(SOON_MS);
  expect(alex.resets).toBe(0);
  for (let n = 0; n < 55; n += 1) await kim.post(GENERAL, `message ${n}`); // no browser may write more in a minute
  await here.pass(SOON_MS);
  expect(alex.resets).toBe(1);
});

test('replies that are forgotten are no longer counted, at neither process, and those that come are', async () => {
  const { here, there, kim, alex } = await openTwo();
  const sam = await there.join('Sam');
  const arrival = await here.next(() => kim.post(GENERAL, '@aitta why?'));
  await here.platform.at(arrival.address, new KeptMemory(arrival.id)).say({ text: 'because' });
  await alex.post(arrival.conversation, 'I see');
  await here.pass(SOON_MS);
  const counts = async (tab: Tab): Promise<unknown[]> => (await read(tab, GENERAL)).map(({ thread }) => thread?.count);
  expect([await counts(kim), await counts(sam)]).toEqual([[2], [2]]);
  await keptElsewhere(here.openStore, webKeeps).forgetPerson({ platform: 'web', personId: alex.id });
  const address = { ...(arrival.address as object), forgets: true };
  await here.platform.at(address, new KeptMemory('forget')).say({ text: 'It is gone.' });
  await here.pass(SOON_MS);
  expect([await counts(kim), await counts(sam)]).toEqual([[2], [2]]); // the answer, and that it is gone
  await kim.post(arrival.conversation, 'and then?');
  await here.pass(SOON_MS);
  expect([await counts(kim), await counts(sam)]).toEqual([[3], [3]]);
});
