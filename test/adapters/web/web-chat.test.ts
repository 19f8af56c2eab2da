import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keptElsewhere } from '../../../src/core/kept-kind.ts';
import { webKeeps } from '../../../src/adapters/web/web-keeps.ts';
import { KeptMemory } from '../../doubles/kept-memory.ts';
import { until } from '../../driven/until.ts';
import { WebWorld } from './web-world.ts';
import type { Tab } from './web-world.ts';

const GENERAL = 'web/general';
const texts = (tab: Tab, room: string): string[] => tab.see(room).map(({ text = '', note = '' }) => text || note);

describe('what is for the bot', () => {
  test.each([
    ['a mention', '@Aitta why?', 'why?'],
    ['a mention in the middle', 'hey @aitta, why?', 'hey @aitta, why?'],
    ['a slash command', '/aitta why is that?', 'why is that?'],
    ['a command by its own name', '/retry', '!retry'],
  ])('in a channel: %s, which everybody sees, in a thread of its own', async (_name, written, input) => {
    const world = await WebWorld.open();
    const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
    const arrival = await world.next(() => kim.post(GENERAL, written));
    expect(arrival).toMatchObject({ input, channel: GENERAL, placeKind: 'channel', personId: kim.id });
    expect(arrival.conversation).toBe(`${GENERAL}/${arrival.id}`);
    expect(texts(alex, GENERAL)).toEqual([written]);
  });

  test.each([
    ['a mention', '@Aitta why?', '@Aitta how?'],
    ['a slash command', '/aitta ask why?', '/aitta ask how?'],
    ['a slash command that becomes a mention', '/aitta why?', '@Aitta how?'],
  ])('what is edited is read as what is written, and the model as well: %s', async (_name, written, edited) => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const asked = await world.next(() => kim.post(GENERAL, written));
    const scene = async (): Promise<string> =>
      (await world.platform.at(asked.address, new KeptMemory(asked.id)).read(0)).text;
    expect(await scene()).toMatch(/^(?:!ask )?why\?$/);
    const change = await world.next(() => kim.send('PUT', `/messages/${asked.id}`, { text: edited }));
    expect(change.input).toMatchObject({
      command: 'edited',
      args: { text: expect.stringMatching(/^(?:!ask )?how\?$/) },
    });
    expect(await scene()).toMatch(/^(?:!ask )?how\?$/);
  });

  test('a command that only its asker hears of leaves no message', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const arrival = await world.next(() => kim.post(GENERAL, '/aitta models poro'));
    expect(arrival).toMatchObject({ input: '!models poro', conversation: GENERAL });
    expect(kim.see(GENERAL)).toEqual([]);
  });

  test('small talk is not; in a thread that the bot knows everything is, but for what is said to others', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    await kim.post(GENERAL, 'lunch?');
    await kim.post(GENERAL, 'the path is /usr/bin, mail me@aitta.example');
    expect(world.inbox.arrivals).toEqual([]);
    const { conversation } = await world.next(() => kim.post(GENERAL, '@aitta why?'));
    await kim.post(conversation, '@alex what do you think?');
    expect(world.inbox.arrivals).toHaveLength(1);
    expect(await world.next(() => kim.post(conversation, 'and then?'))).toMatchObject({ placeKind: 'thread' });
  });

  test('the same message sent again is one message and one question', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const body = { room: GENERAL, text: '@aitta why?', nonce: world.nonce() };
    const ids = [];
    for (let count = 0; count < 3; count += 1)
      ids.push(((await (await kim.send('POST', '/messages', body)).json()) as { id: string }).id);
    await world.restart();
    await kim.send('POST', '/messages', body);
    expect([new Set(ids).size, kim.see(GENERAL).length, world.inbox.arrivals.length]).toEqual([1, 1, 1]);
  });

  test('an edit back to earlier words is one more edit; what the browser sends twice is not', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const { id } = await world.next(() => kim.post(GENERAL, '@aitta why?'));
    for (const word of ['how?', 'why?', 'how?']) {
      const words = { text: `@aitta ${word}` };
      const { input } = await world.next(() => kim.send('PUT', `/messages/${id}`, words));
      expect(input).toEqual({ command: 'edited', args: { turn: id, text: word } });
      await expect(world.next(() => kim.send('PUT', `/messages/${id}`, words))).rejects.toThrow('nothing has arrived');
    }
  });

  test('an edit and a deletion of one’s own question reach the bot; those of others are refused', async () => {
    const world = await WebWorld.open();
    const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
    const { id } = await world.next(() => kim.post(GENERAL, '@aitta why?'));
    expect((await alex.send('PUT', `/messages/${id}`, { text: 'never' })).status).toBe(404);
    expect((await alex.send('DELETE', `/messages/${id}`)).status).toBe(404);
    const edited = await world.next(() => kim.send('PUT', `/messages/${id}`, { text: '@aitta how?' }));
    expect(edited.input).toEqual({ command: 'edited', args: { turn: id, text: 'how?' } });
    const scene = await world.platform.at(edited.address, new KeptMemory(edited.id)).read(0);
    expect([scene.text, texts(alex, GENERAL)]).toEqual(['how?', ['@aitta how?']]);
    const deleted = await world.next(() => kim.send('DELETE', `/messages/${id}`));
    expect([deleted.input, alex.see(GENERAL)]).toEqual([{ command: 'deleted', args: { turn: id } }, []]);
  });
});

describe('what is kept', () => {
  test('a window shows the newest, and leads to all that was before', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    for (let index = 0; index < 55; index += 1) await kim.post(`web/direct/${kim.id}`, `message ${index}`);
    await world.restart();
    const read = async (query: Record<string, string>): Promise<{ messages: { text: string }[]; before: number }> => {
      const room = { room: `web/direct/${kim.id}`, limit: '20', ...query };
      return (await kim.send('GET', `/window?${new URLSearchParams(room).toString()}`)).json() as never;
    };
    const seen: string[] = [];
    let window = await read({});
    for (seen.unshift(...window.messages.map(({ text }) => text)); window.before > 0;) {
      window = await read({ before: String(window.before) });
      seen.unshift(...window.messages.map(({ text }) => text));
    }
    expect(seen).toEqual(Array.from({ length: 55 }, (_, index) => `message ${index}`));
  });

  test('a message beside a thread says how much was answered there', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const arrival = await world.next(() => kim.post(GENERAL, '@aitta why?'));
    await world.platform.at(arrival.address, new KeptMemory(arrival.id)).say({ text: 'because' });
    expect(kim.see(GENERAL)[0]?.thread).toMatchObject({ count: 1 });
  });

  test('of a text of a megabyte a part comes by itself, and all of it when it is asked for', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const arrival = await world.next(() => kim.post(GENERAL, '@aitta why?'));
    const text = 'because '.repeat(130_000).trim();
    const place = world.platform.at(arrival.address, new KeptMemory(arrival.id));
    place.progress({ text });
    await world.pass(1_000);
    await place.say({ text });
    const [answer] = kim.see(arrival.conversation);
    expect([answer?.text?.length, answer?.length]).toEqual([64_000, text.length]);
    expect(await (await kim.send('GET', `/text/${answer?.id ?? ''}`)).text()).toBe(text);
  });

  test('forgetting a person takes along what they wrote, what answers them, their files and their name', async () => {
    const world = await WebWorld.open();
    const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
    const arrival = await world.next(() => kim.post(GENERAL, '@aitta why?'));
    const place = world.platform.at(arrival.address, new KeptMemory(arrival.id));
    await place.say({ text: 'because', files: [{ name: 'a.txt', text: 'all of it' }] });
    await alex.post(GENERAL, 'I stay');
    const person = { platform: 'web', personId: kim.id };
    await keptElsewhere(world.openStore, webKeeps).forgetPerson(person);
    const left = world.database.all('SELECT value FROM records');
    const all = JSON.stringify(left);
    expect([all.includes('because'), all.includes('all of it'), all.includes('Kim'), all.includes('I stay')]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});

describe('the feed', () => {
  const listen = (world: WebWorld, person: string, since?: string): { heard: string[]; end: () => void } => {
    const heard: string[] = [];
    const end = world.platform.feed.listen(person, since, (_id, json) => {
      const event = JSON.parse(json) as { type: string; message?: { text?: string } };
      heard.push(event.message?.text ?? event.type);
    });
    onTestFinished(end);
    return { heard, end };
  };

  test('whoever comes back hears what was missed, once; after a restart all is read anew', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const first = listen(world, kim.id);
    await kim.post(GENERAL, 'one');
    first.end();
    const { position } = world.platform.feed;
    await kim.post(GENERAL, 'two');
    await kim.post(GENERAL, 'three');
    expect([first.heard, listen(world, kim.id, position).heard]).toEqual([['one'], ['two', 'three']]);
    await world.restart();
    expect(listen(world, kim.id, position).heard).toEqual(['reset']);
  });

  test('nobody hears of the direct chats of others', async () => {
    const world = await WebWorld.open();
    const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
    const { heard } = listen(world, alex.id, world.platform.feed.position);
    await kim.post(`web/direct/${kim.id}`, 'secret');
    expect(heard).toEqual([]);
  });

  test('a stream over HTTP brings events with their ids, and goes on behind the one that was heard last', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const stream = async (headers: Record<string, string>): Promise<() => Promise<string>> => {
      const response = await world.send('GET', `/events?person=${kim.id}`, undefined, headers);
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      onTestFinished(() => reader?.cancel());
      return async () => (await reader?.read())?.value ?? '';
    };
    const read = await stream({});
    expect(await read()).toMatch(/^id: \S+\nevent: hello\n/);
    await kim.post(GENERAL, 'one');
    const heard = await read();
    expect(heard).toMatch(/^id: \S+\ndata: .*"text":"one"/);
    await kim.post(GENERAL, 'two');
    const later = await stream({ 'last-event-id': /id: (\S+)/.exec(heard)?.[1] ?? '' });
    expect(await later()).toMatch(/"text":"two"/);
  });

  test('who does not read is cut off at a bound, and everybody else goes on', async () => {
    const world = await WebWorld.open();
    const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
    const { port } = new URL(world.url);
    const deaf = connect(Number(port), '127.0.0.1');
    onTestFinished(() => void deaf.destroy());
    deaf.write(`GET /chat/events?person=${alex.id} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await until(() => world.platform.feed.listeners === 3);
    const arrival = await world.next(() => kim.post(GENERAL, '@aitta why?'));
    const text = 'because '.repeat(8_000);
    for (let turn = 0; world.platform.feed.listeners === 3 && turn < 1_000; turn += 1)
      await world.platform.at(arrival.address, new KeptMemory(`${arrival.id}${turn}`)).say({ text });
    expect(world.platform.feed.listeners).toBe(2);
    await kim.post(GENERAL, 'still here');
    expect(texts(kim, GENERAL)).toContain('still here');
  });
});
