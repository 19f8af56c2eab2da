import { REST, Routes } from 'discord.js';
import { expect, test } from 'vitest';

import { FakeDiscord } from './fake-discord.ts';
import { hasDescription, OpenApiCheck } from './openapi-check.ts';

const start = async (): Promise<{ fake: FakeDiscord; channelId: string; rest: REST }> => {
  const fake = await FakeDiscord.start();
  const channelId = fake.addChannel({ guild: fake.addGuild() }).id;
  return { fake, channelId, rest: new REST({ api: fake.apiUrl }).setToken(fake.token) };
};

test.runIf(hasDescription)('a request that does not fit makes closing the fake fail', async () => {
  const { fake, channelId, rest } = await start();
  await rest.post(Routes.channelMessages(channelId), { body: { content: 'x', flags: 'many' } });
  await expect(fake.close()).rejects.toThrow('POST /channels/{channel_id}/messages request: /flags must be integer');
});

test.runIf(hasDescription)('a request that the fake does not serve makes closing it fail', async () => {
  const { fake, rest } = await start();
  await expect(rest.get('/voice/regions')).rejects.toMatchObject({ status: 404 });
  await expect(fake.close()).rejects.toThrow('GET /voice/regions request: the fake does not serve this');
});

test.runIf(hasDescription).each([
  ['an answer', { content: 'x' }, /answer 200: \(the whole\) must have required property/],
  ['a body where none belongs', undefined, /answer 200/],
])('%s that does not fit is named', (_what, body, expected) => {
  const check = new OpenApiCheck();
  check.answer('POST', '/channels/{channel_id}/messages', 200, body);
  expect(check.violations).toEqual([expect.stringMatching(expected)]);
});

test.runIf(hasDescription)('a status and a route that Discord does not describe are named', () => {
  const check = new OpenApiCheck();
  check.answer('POST', '/channels/{channel_id}/messages', 302, undefined);
  check.request('GET', '/nowhere', {}, { kind: 'none', json: undefined, files: [] });
  expect(check.violations).toEqual([
    'POST /channels/{channel_id}/messages answer 302: this status is not described',
    'GET /nowhere request is not in the description',
  ]);
});
