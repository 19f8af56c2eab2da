import { REST, Routes } from 'discord.js';
import { expect, test } from 'vitest';

import type { Bench } from './bench.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { useBench } from './bench.ts';
import type { FakeDiscord } from './fake-discord.ts';
import type { Fault } from './faults.ts';
import type { PermissionName } from './permissions.ts';

const bench = useBench();

const send = ({ channel, rest }: Bench, content = 'x'): Promise<unknown> =>
  rest.post(Routes.channelMessages(channel.id), { body: { content } });

/** Without a client that waits, retries or refuses by itself. */
const callPlainly = (fake: FakeDiscord, method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${fake.apiUrl}/v10${path}`, {
    method,
    headers: {
      authorization: `Bot ${fake.token}`,
      'content-type': 'application/json',
      'user-agent': 'DiscordBot (test, 1)',
    },
    ...(body && { body: JSON.stringify(body) }),
  });

const forbidden: [PermissionName, number, (it: Bench) => Promise<unknown>][] = [
  ['ViewChannel', 50_001, (it) => send(it)],
  ['SendMessages', 50_013, (it) => send(it)],
  ['SendMessages', 50_013, ({ channel, rest }) => rest.post(Routes.channelTyping(channel.id))],
  [
    'AttachFiles',
    50_013,
    ({ channel, rest }) =>
      rest.post(Routes.channelMessages(channel.id), { files: [{ name: 'a.md', data: Buffer.from('x') }] }),
  ],
  [
    'ReadMessageHistory',
    160_002,
    ({ channel, kim, rest }) => {
      const { id } = kim.post({ channel, content: 'why?' });
      return rest.post(Routes.channelMessages(channel.id), {
        body: { content: 'x', message_reference: { message_id: id } },
      });
    },
  ],
  [
    'CreatePublicThreads',
    50_013,
    ({ channel, kim, rest }) =>
      rest.post(Routes.threads(channel.id, kim.post({ channel, content: 'why?' }).id), { body: { name: 'sky' } }),
  ],
  [
    'SendMessagesInThreads',
    50_013,
    ({ channel, kim, rest }) => {
      const thread = kim.openThread({ channel, name: 'sky', on: kim.post({ channel, content: 'why?' }) });
      return rest.post(Routes.channelMessages(thread.id), { body: { content: 'x' } });
    },
  ],
  [
    'AddReactions',
    50_013,
    ({ channel, kim, rest }) =>
      rest.put(Routes.channelMessageOwnReaction(channel.id, kim.post({ channel, content: 'why?' }).id, '👀')),
  ],
];

test.each(forbidden)('without %s the answer is %i', async (name, code, act) => {
  const it = await bench();
  it.fake.moderator.forbid(it.channel, name);
  await expect(act(it)).rejects.toMatchObject({ status: code === 160_002 ? 400 : 403, code });
  it.fake.moderator.forbid(it.channel);
  await act(it);
});

test('a deleted channel is unknown', async () => {
  const it = await bench();
  it.fake.moderator.deleteChannel(it.channel);
  await expect(send(it)).rejects.toMatchObject({ code: 10_003 });
});

test('a direct message can be opened, and refused by its person', async () => {
  const { fake, kim, rest } = await bench();
  const dm = (await rest.post(Routes.userChannels(), { body: { recipient_id: kim.id } })) as { id: string };
  expect(fake.openDm(kim).id).toBe(dm.id);
  kim.acceptsDms = false;
  const sent = rest.post(Routes.channelMessages(dm.id), { body: { content: 'x' } });
  await expect(sent).rejects.toMatchObject({ code: 50_007 });
});

test('discord.js keeps to the limit that it is told, and meets no 429', async () => {
  const it = await bench();
  it.fake.limits.buckets = true;
  it.fake.limits.windowMs = 300;
  const other = it.fake.addChannel({ guild: it.guild, name: 'other' });
  await Promise.all([1, 2, 3, 4, 5, 6].map((n) => send(it, String(n))));
  await it.rest.post(Routes.channelMessages(other.id), { body: { content: 'x' } });
  expect(it.fake.messages(it.channel).map(({ content }) => content)).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(it.fake.calls.every(({ status }) => status === 200)).toBe(true);
});

test('who does not wait meets 429 with what Discord says about it', async () => {
  const { fake, channel } = await bench();
  fake.limits.buckets = true;
  const post = (): Promise<Response> => callPlainly(fake, 'POST', `/channels/${channel.id}/messages`, { content: 'x' });
  for (let n = 0; n < 5; n++) expect((await post()).headers.get('x-ratelimit-remaining')).toBe(String(4 - n));
  const refused = await post();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('x-ratelimit-scope')).toBe('user');
  expect(await refused.json()).toMatchObject({ global: false, retry_after: expect.any(Number) });
  expect(fake.limits.invalidRequests).toBe(1);
});

test('a global pause refuses everything but interactions', async () => {
  const it = await bench();
  it.fake.limits.pauseGlobally(60);
  it.rest.options.rejectOnRateLimit = () => true;
  await expect(send(it)).rejects.toMatchObject({ global: true });
  // discord.js would not even ask: it lets a global limit hold up everything.
  const path = Routes.webhookMessage(it.fake.applicationId, 'token', '@original');
  expect((await callPlainly(it.fake, 'GET', path)).status).toBe(404);
});

test('so many requests in a second and no more, over all channels', async () => {
  const { fake, guild, channel } = await bench({ clock: new DrivenClock() });
  fake.limits.globalPerSecond = 2;
  const other = fake.addChannel({ guild, name: 'other' });
  const statuses: number[] = [];
  for (const { id } of [channel, other, channel]) {
    statuses.push((await callPlainly(fake, 'POST', `/channels/${id}/typing`)).status);
  }
  expect(statuses).toEqual([204, 204, 429]);
});

test('a lost answer makes the client send again, which a nonce makes harmless', async () => {
  const it = await bench();
  const patient = new REST({ api: it.fake.apiUrl, retries: 1 }).setToken(it.fake.token);
  const post = (body: object): Promise<unknown> => patient.post(Routes.channelMessages(it.channel.id), { body });
  const fault: Fault = { match: { method: 'POST', path: /messages$/ }, kind: 'lostResponse' };
  it.fake.faults.push(fault);
  await post({ content: 'plain' });
  it.fake.faults.push(fault);
  await post({ content: 'with a nonce', nonce: 'n', enforce_nonce: true });
  expect(it.fake.messages(it.channel).map(({ content }) => content)).toEqual(['plain', 'plain', 'with a nonce']);
  expect(it.fake.faults.left).toBe(0);
});

test('a reset line changes nothing, and a status is answered as told', async () => {
  const it = await bench();
  it.fake.faults.push(
    { match: { method: 'POST' }, kind: 'reset' },
    { match: { path: /^\/channels/ }, kind: 'status', status: 503, body: { message: 'busy', code: 0 } },
  );
  await expect(send(it)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(send(it)).rejects.toMatchObject({ status: 503 });
  expect(it.fake.messages(it.channel)).toEqual([]);
  await send(it);
  expect(it.fake.messages(it.channel)).toHaveLength(1);
});

test('a line that ends in order is no reason for the client to send again', async () => {
  const it = await bench();
  const patient = new REST({ api: it.fake.apiUrl, retries: 3 }).setToken(it.fake.token);
  it.fake.faults.push({ match: {}, kind: 'lostResponse', cut: 'end' });
  const sent = patient.post(Routes.channelMessages(it.channel.id), { body: { content: 'x' } });
  await expect(sent).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  expect(it.fake.messages(it.channel)).toHaveLength(1);
});

test('a hanging request ends with the patience of the client', async () => {
  const it = await bench();
  const hasty = new REST({ api: it.fake.apiUrl, retries: 0, timeout: 50 }).setToken(it.fake.token);
  it.fake.faults.push({ match: {}, kind: 'hang' });
  const sent = hasty.post(Routes.channelMessages(it.channel.id), { body: { content: 'x' } });
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  expect(it.fake.messages(it.channel)).toEqual([]);
});

test('who gives no token or does not say what it is is turned away', async () => {
  const { fake } = await bench();
  const anonymous = await fetch(`${fake.apiUrl}/v10/users/@me`, { headers: { 'user-agent': 'DiscordBot (test, 1)' } });
  expect(anonymous.status).toBe(401);
  const unknown = await fetch(`${fake.apiUrl}/v10/users/@me`, { headers: { authorization: `Bot ${fake.token}` } });
  expect([unknown.status, await unknown.json()]).toEqual([403, expect.objectContaining({ code: 40_333 })]);
});

test('calls are recorded with what was asked and answered', async () => {
  const it = await bench();
  await send(it, 'hello');
  expect(it.fake.calls).toMatchObject([
    {
      method: 'POST',
      path: `/channels/${it.channel.id}/messages`,
      route: '/channels/{channel_id}/messages',
      body: { content: 'hello' },
      authorized: true,
      status: 200,
      answer: { content: 'hello' },
    },
  ]);
});
