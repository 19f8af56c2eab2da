import { DiscordAPIError, HTTPError } from 'discord.js';
import { expect, test } from 'vitest';
import { asBotError, asFailure, isRefusal } from '../../../../src/adapters/discord/api/discord-failure.ts';
import { isBotError } from '../../../../src/core/errors.ts';

const secret = { body: { content: 'the question' }, files: [] };
const url = 'https://discord.com/api/v10/webhooks/1/the-token/messages/@original';
const refused = (status: number, code: number) =>
  asFailure(new DiscordAPIError({ code, message: 'no' }, code, status, 'PATCH', url, secret), 'edit a response');

test('nothing of a request is left in what is thrown: no text, no token', () => {
  const failures = [refused(404, 10_008), asFailure(new HTTPError(502, 'Bad', 'PATCH', url, secret), 'edit')];
  for (const failure of failures) {
    const everything = JSON.stringify([failure, failure.message, failure.stack, Object.entries(failure)]);
    expect(everything).not.toMatch(/the question|the-token/);
    expect(failure.cause).toBeUndefined();
  }
});

test.each([
  [403, 50_001, 'place-gone'],
  [403, 50_013, 'place-gone'],
  [404, 10_003, 'place-gone'],
  [403, 50_007, 'place-gone'],
  [403, 50_278, 'place-gone'],
  [401, 0, 'platform-failed'],
  [401, 50_027, 'platform-failed'],
  [400, 50_035, 'platform-failed'],
  [404, 10_008, 'platform-failed'],
])('a refusal with status %i and code %i is %s to the core', (status, code, expected) => {
  const error = asBotError(refused(status, code), 0);
  expect(isBotError(error) && error.code).toBe(expected);
});

test('what may have arrived is told from what has not', () => {
  expect(asFailure(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'post').maybeSent).toBe(false);
  expect(asFailure(Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'post').maybeSent).toBe(true);
  expect(asFailure(new HTTPError(502, 'Bad', 'POST', url, secret), 'post').maybeSent).toBe(true);
  expect(isRefusal(refused(403, 50_013))).toBe(true);
  expect(isRefusal(asFailure(new HTTPError(502, 'Bad', 'POST', url, secret), 'post'))).toBe(false);
});
