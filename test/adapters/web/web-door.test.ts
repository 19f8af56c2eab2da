import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HttpServer } from '../../../src/operate/http-server.ts';
import { mountPage } from '../../../src/adapters/web/web-page.ts';
import { FILES, WebWorld } from './web-world.ts';

const TOKEN = 'a-token-of-24-characters';
const WRITE = { 'x-aitta-bot': '1', 'content-type': 'application/json' };

/** `fetch` does not let anybody choose the Host. */
const ask = (url: string, path: string, headers: Record<string, string>, body?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request(`${url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });

describe('for this machine alone', () => {
  test.each(['evil.example', '127.0.0.1.evil.example', '192.168.1.7:3000'])(
    'a name that leads here by chance or by DNS rebinding is refused: "%s"',
    async (host) => {
      const { url } = await WebWorld.open();
      expect(await ask(url, '/chat/start', { host })).toBe(421);
      expect(await ask(url, '/chat/start', { host: 'localhost:3000' })).toBe(403); // nobody has joined
    },
  );

  test.each([
    ['of another origin', { ...WRITE, origin: 'https://evil.example' }],
    ['of a form', { 'content-type': 'application/json' }],
    ['of a sandboxed frame', { ...WRITE, origin: 'null' }],
  ])('what another page sends is refused: a request %s', async (_what, headers) => {
    const { url } = await WebWorld.open();
    expect(await ask(url, '/chat/people', headers, '{"name":"Kim"}')).toBe(403);
    const own = { ...WRITE, origin: url };
    expect(await ask(url, '/chat/people', own, '{"name":"Kim"}')).toBe(200);
  });
});

describe('with a token', () => {
  const played: string[] = [];
  const STATUS = { at: 1, parts: [], models: [], budget: { begun: 0, perMinute: 60, inFlight: 0, waiting: 0 } };
  const open = async (): Promise<{ world: WebWorld; url: string }> => {
    const world = await WebWorld.open({ token: TOKEN });
    const server = new HttpServer();
    onTestFinished(() => server.close());
    const settings = { shows: 'chat', token: TOKEN, files: FILES } as const;
    const { clock, openStore } = world;
    mountPage({
      settings,
      routes: server.routes,
      openStore,
      clock,
      rehearsal: { acts: ['cold'], play: (act) => void played.push(act) },
      readStatus: () => Promise.resolve(STATUS),
    });
    return { world, url: `http://127.0.0.1:${await server.listen({ host: '127.0.0.1', port: 0 })}` };
  };
  const act = (url: string, name: string, headers = {}): Promise<Response> =>
    fetch(`${url}/rehearsals`, {
      method: 'POST',
      headers: { ...WRITE, ...headers },
      body: JSON.stringify({ act: name }),
    });
  const signIn = (url: string, token: string): Promise<Response> =>
    fetch(`${url}/session`, { method: 'POST', headers: WRITE, body: JSON.stringify({ token }) });

  test('nobody gets in without it; it leaves a cookie for this site alone, which another process knows too', async () => {
    const { world, url } = await open();
    expect((await world.send('POST', '/people', { name: 'Kim' })).status).toBe(401);
    expect(await (await fetch(`${url}/session`)).json()).toEqual({ isIn: false, isOpen: false });
    expect((await fetch(`${url}/status`)).status).toBe(401);
    expect((await act(url, 'cold')).status).toBe(401);
    expect((await signIn(url, 'another-token-entirely')).status).toBe(403);
    const cookie = (await signIn(url, TOKEN)).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^aitta-bot=[\w.-]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
    const [pair = ''] = cookie.split(';');
    expect(await (await fetch(`${url}/status`, { headers: { cookie: pair } })).json()).toEqual(STATUS);
    expect((await act(url, 'hot', { cookie: pair })).status).toBe(404);
    expect((await act(url, 'cold', { cookie: pair })).status).toBe(204);
    expect(played).toEqual(['cold']);
    await world.restart();
    expect((await world.send('POST', '/people', { name: 'Kim' }, { cookie: pair })).status).toBe(200);
    const forged = pair.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await world.send('POST', '/people', { name: 'Kim' }, { cookie: forged })).status).toBe(401);
  });

  test('what comes unsigned is bounded by a few kilobytes, before it is held', async () => {
    const { url } = await open();
    const body = JSON.stringify({ token: TOKEN, padding: 'x'.repeat(9_000) });
    expect(await ask(url, '/session', WRITE, body)).toBe(413);
    expect(await ask(url, '/session', { ...WRITE, 'transfer-encoding': 'chunked' }, body)).toBe(413);
    expect(await ask(url, '/session', WRITE, JSON.stringify({ token: TOKEN }))).toBe(204);
  });

  test('guessing ends after ten wrong ones, for the right one too, and a minute lets somebody in again', async () => {
    const { world, url } = await open();
    const statuses = [];
    for (let guess = 0; guess < 12; guess += 1)
      statuses.push((await signIn(url, `wrong-token-number-${guess}`)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), 429, 429]);
    const refused = await signIn(url, TOKEN);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '6']);
    await world.clock.advance(60_000);
    expect((await signIn(url, TOKEN)).status).toBe(204);
  });

  test('the same name in two browsers is two people, and neither reads the other’s direct chat or private answers', async () => {
    const { world, url } = await open();
    const enter = async (): Promise<Record<string, string>> => {
      const cookie = ((await signIn(url, TOKEN)).headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const joined = await world.send('POST', '/people', { name: 'Kim' }, { cookie });
      return { cookie, 'x-person': ((await joined.json()) as { id: string }).id };
    };
    const [one, other] = [await enter(), await enter()];
    expect(one['x-person']).not.toBe(other['x-person']);
    const room = `web/direct/${one['x-person'] ?? ''}`;
    const nonce = world.nonce();
    expect((await world.send('POST', '/messages', { room, text: 'secret', nonce }, one)).status).toBe(200);
    const window = `/window?${new URLSearchParams({ room }).toString()}`;
    expect((await world.send('GET', window, undefined, one)).status).toBe(200);
    expect((await world.send('GET', window, undefined, other)).status).toBe(404);
    const impostor = { cookie: other['cookie'] ?? '', 'x-person': one['x-person'] ?? '' };
    expect((await world.send('GET', window, undefined, impostor)).status).toBe(403);
  });
});

test('what is sent is bounded: in length, in form and in number', async () => {
  const world = await WebWorld.open();
  const kim = await world.join('Kim');
  const post = (text: unknown): Promise<Response> =>
    kim.send('POST', '/messages', { room: 'web/general', text, nonce: world.nonce() });
  for (const length of [100_001, 1024 * 1024]) {
    const long = await post('x'.repeat(length));
    expect([long.status, await long.json()]).toEqual([413, { error: 'too-long' }]);
  }
  expect((await post('')).status).toBe(400);
  expect((await post(7)).status).toBe(400);
  expect((await kim.send('POST', '/messages', { room: 'web/cellar', text: 'x', nonce: world.nonce() })).status).toBe(
    404,
  );
  const statuses = [];
  for (let count = 0; count < 70; count += 1) statuses.push((await post('hello')).status);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  await world.clock.advance(60_000);
  expect((await post('hello')).status).toBe(200);
});
