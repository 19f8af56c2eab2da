import { describe, expect, onTestFinished, test } from 'vitest';
import type { ShownMessage } from '../../../src/adapters/web/talk/message.ts';
import { KeptMemory } from '../../doubles/kept-memory.ts';
import { until } from '../../driven/until.ts';
import { webKeeps } from '../../../src/adapters/web/web-keeps.ts';
import { WebWorld } from './web-world.ts';
import type { Tab } from './web-world.ts';

const GENERAL = 'web/general';
const window = (tab: Tab, room: string): Promise<Response> =>
  tab.send('GET', `/window?${new URLSearchParams({ room }).toString()}`);

describe('a thread', () => {
  test('is below a message of its own channel: a direct chat is read through none', async () => {
    const world = await WebWorld.open();
    const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
    const secret = (await kim.post(`web/direct/${kim.id}`, 'the code is 1234')) ?? '';
    const spied = await window(alex, `${GENERAL}/${secret}`);
    expect([spied.status, await spied.text()]).toEqual([404, '{"error":"no-room"}']);
    expect(await alex.post(`${GENERAL}/${secret}`, '@aitta what is above?')).toBeUndefined();
    expect(world.inbox.arrivals.map(({ personId }) => personId)).toEqual([kim.id]);
  });

  test('below a deleted message is read to its end, and nothing is written there', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const { id, conversation } = await world.next(() => kim.post(GENERAL, '@aitta why?'));
    await kim.send('DELETE', `/messages/${id}`);
    expect((await window(kim, conversation)).status).toBe(200);
    const late = { room: conversation, text: 'and then?', nonce: world.nonce() };
    expect((await kim.send('POST', '/messages', late)).status).toBe(404);
  });
});

test('an edit and a deletion of a question reach the bot also where it follows nothing any more', async () => {
  const world = await WebWorld.open();
  const kim = await world.join('Kim');
  const { id, conversation } = await world.next(() => kim.post(GENERAL, '@aitta my password is HUNTER2'));
  world.inbox.followed.delete(conversation); // quiet
  const edited = await world.next(() => kim.send('PUT', `/messages/${id}`, { text: '@aitta why?' }));
  expect(edited.input).toEqual({ command: 'edited', args: { turn: id, text: 'why?' } });
  const deleted = await world.next(() => kim.send('DELETE', `/messages/${id}`));
  expect(deleted.input).toEqual({ command: 'deleted', args: { turn: id } });
  const chat = await kim.post(GENERAL, 'not for the bot');
  await kim.send('DELETE', `/messages/${chat ?? ''}`);
  expect(world.inbox.arrivals).toHaveLength(3);
});

test.each(['in a channel', 'in a direct chat'])(
  'a deleted question takes its answers along, %s, and nothing else',
  async (where) => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const room = where === 'in a channel' ? GENERAL : `web/direct/${kim.id}`;
    const answer = async (words: string): Promise<string> => {
      const arrival = await world.next(() => kim.post(room, `@aitta ${words}?`));
      const place = world.platform.at(arrival.address, new KeptMemory(arrival.id));
      await place.say({ text: `You asked: ${words}`, files: [{ name: 'a.txt', text: words }] });
      return arrival.id;
    };
    const id = await answer('HUNTER2');
    await answer('the weather');
    const left = (): string => JSON.stringify(world.database.all('SELECT value FROM records'));
    expect(left()).toContain('You asked: HUNTER2');
    await kim.send('DELETE', `/messages/${id}`);
    expect([left().includes('HUNTER2'), left().includes('You asked: the weather')]).toEqual([false, true]);
  },
);

test('a turn that is forgotten takes its question, its answers and its files along, and nothing else', async () => {
  const world = await WebWorld.open();
  const kim = await world.join('Kim');
  const ask = async (words: string): Promise<string> => {
    const uploads = [await world.bring(kim, 'brought.txt', `brought ${words}`)];
    const body = { room: GENERAL, text: `@aitta ${words}?`, uploads, nonce: world.nonce() };
    const arrival = await world.next(() => kim.send('POST', '/messages', body));
    const place = world.platform.at(arrival.address, new KeptMemory(arrival.id));
    await place.say({ text: `You asked: ${words}`, files: [{ name: 'a.txt', text: `written ${words}` }] });
    return arrival.id;
  };
  const id = await ask('HUNTER2');
  await ask('the weather');
  const left = async (): Promise<string> => {
    const store = world.openStore('web-uploads');
    const pieces = await store.getMany<unknown>(await store.keys(''));
    const brought = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'base64').toString() : ''));
    return JSON.stringify([brought, world.database.all('SELECT value FROM records')]);
  };
  for (const { namespace, forgetTurn } of webKeeps) await forgetTurn?.(world.openStore(namespace), id);
  const rest = await left();
  expect(rest).not.toContain('HUNTER2');
  for (const words of ['You asked: the weather', 'written the weather', 'brought the weather'])
    expect(rest).toContain(words);
});

test('what is pressed is what was seen, though something else can be chosen there meanwhile', async () => {
  const world = await WebWorld.open();
  const kim = await world.join('Kim');
  const arrival = await world.next(() => kim.post(GENERAL, '@aitta why?'));
  const place = world.platform.at(arrival.address, new KeptMemory(arrival.id));
  const choices = [{ label: 'Stop', call: { command: 'halt', args: {} } }];
  place.progress({ note: 'On it', choices });
  await world.pass(1_000);
  const [message] = kim.see(arrival.conversation);
  expect(message?.choices).toEqual(choices);
  await place.say({ text: 'no', choices: [{ label: 'Ask again', call: { command: 'retry', args: {} } }] });
  const press = (choice: string): Promise<Response> =>
    kim.send('POST', '/presses', { message: message?.id, choice, nonce: world.nonce() });
  expect((await press('Stop')).status).toBe(404);
  expect(world.inbox.arrivals).toHaveLength(1);
  expect(await world.next(() => press('Ask again'))).toMatchObject({ input: { command: 'retry' } });
});

test('who has written too much can still stop it', async () => {
  const world = await WebWorld.open();
  const kim = await world.join('Kim');
  const arrival = await world.next(() => kim.post(GENERAL, '@aitta why?'));
  const place = world.platform.at(arrival.address, new KeptMemory(arrival.id));
  place.progress({ note: 'On it', choices: [{ label: 'Stop', call: { command: 'halt', args: {} } }] });
  await world.pass(1_000);
  const write = (): Promise<Response> =>
    kim.send('POST', '/messages', { room: GENERAL, text: 'more', nonce: world.nonce() });
  let status = 200;
  for (let count = 0; status === 200 && count < 100; count += 1) ({ status } = await write());
  expect(status).toBe(429);
  const message = kim.see(arrival.conversation)[0]?.id;
  const pressed = { message, choice: 'Stop', nonce: world.nonce() };
  expect(await world.next(() => kim.send('POST', '/presses', pressed))).toMatchObject({ input: { command: 'halt' } });
});

describe('what is suggested', () => {
  const typed = (tab: Tab, text: string, room: string): Promise<Response> =>
    tab.send('GET', `/completions?${new URLSearchParams({ typed: text, room }).toString()}`);

  test('is nothing of the bot’s to whoever may not ask there', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    world.inbox.choices = [{ label: 'acme/chat (running)', call: { command: 'use', args: { model: 'acme/chat' } } }];
    expect(await (await typed(kim, '/use a', GENERAL)).json()).toMatchObject([{ label: 'acme/chat' }]);
    world.inbox.isAdmitted = ({ channel, personId }) => channel !== GENERAL || personId !== kim.id;
    expect(await (await typed(kim, '/use a', GENERAL)).json()).toEqual([]);
    expect(await (await typed(kim, '/use a', 'web/random')).json()).toHaveLength(1);
  });

  test('is told in the language of the browser', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const asked = `/completions?${new URLSearchParams({ typed: '/mod', room: GENERAL }).toString()}`;
    const headers = { 'x-person': kim.id, 'accept-language': 'fi-FI,fi;q=0.9,en;q=0.8' };
    const [found] = (await (await world.send('GET', asked, undefined, headers)).json()) as { hint: string }[];
    expect(found?.hint).toMatch(/mallit/i);
  });
});

test('the newest streams of a person are kept, and the oldest make room', async () => {
  const world = await WebWorld.open();
  const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
  const open = async ({ id }: Tab): Promise<() => boolean> => {
    const response = await world.send('GET', `/events?person=${id}`);
    const reader = response.body?.getReader();
    onTestFinished(() => void reader?.cancel());
    let isOver = false;
    void reader?.closed.then(() => (isOver = true));
    await reader?.read(); // its greeting
    void reader?.read();
    return () => isOver;
  };
  const other = await open(alex);
  const own: (() => boolean)[] = [];
  for (let tab = 0; tab < 20; tab += 1) own.push(await open(kim));
  await until(() => own.filter((isOver) => isOver()).length === 4);
  expect(own.slice(0, 5).map((isOver) => isOver())).toEqual([true, true, true, true, false]);
  expect(other()).toBe(false);
});

test.each([
  ['Aitta', false],
  ['aitta!', false],
  ['Áitta', false],
  ['Ａｉｔｔａ', false], // fullwidth
  ['Aitta 2', false],
  ['  \u200B ', false],
  ['Aittala', true],
  ['**Bob** <b>', true],
])('"%s" as a name', async (name, isTaken) => {
  const world = await WebWorld.open();
  expect((await world.send('POST', '/people', { name })).status).toBe(isTaken ? 200 : 400);
});

test('a long name is cut between characters that people see', async () => {
  const world = await WebWorld.open();
  const joined = await world.send('POST', '/people', { name: `${'x'.repeat(38)}😀😀` });
  expect(((await joined.json()) as { name: string }).name).toBe(`${'x'.repeat(38)}…`);
});

test('what people say is kept by no cache, and is never taken for another type', async () => {
  const world = await WebWorld.open();
  const kim = await world.join('Kim');
  const arrival = await world.next(() => kim.post(GENERAL, '@aitta why?'));
  const place = world.platform.at(arrival.address, new KeptMemory(arrival.id));
  await place.say({ text: '<script>', files: [{ name: 'a.html', text: '<script>' }] });
  const answer: ShownMessage | undefined = kim.see(arrival.conversation)[0];
  for (const path of [`/text/${answer?.id ?? ''}`, `/files/${answer?.id ?? ''}/0`, '/start']) {
    const { headers, status } = await kim.send('GET', path);
    expect([status, headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([
      200,
      'no-store',
      'nosniff',
    ]);
  }
});
