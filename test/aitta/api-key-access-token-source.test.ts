import { expect, test } from 'vitest';
import { APIKeyAccessTokenSource } from '../../src/aitta/api-key-access-token-source.ts';
import { Client } from '../../src/aitta/client.ts';
import { APITimeoutError, AuthorizationError, MalformedAPIResponse } from '../../src/aitta/errors.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { hal, type RawAnswer, type RawHttpServer } from '../fakes/raw-http-server.ts';
import { failureOf, modelList, startAitta } from './documents.ts';

const tokenAnswer = (token: string, expiresIn: unknown = 3600): RawAnswer => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ access_token: token, expires_in: expiresIn, token_type: 'Bearer' }),
});
const refusal: RawAnswer = { status: 401, body: JSON.stringify({ error: 'unauthorized' }) };

/** Gives token-1, token-2 and so on, or what the script says for the first requests. */
const startKeyServer = (
  script: (RawAnswer | Promise<RawAnswer>)[] = [],
  expiresIn?: number,
): Promise<RawHttpServer> => {
  let count = 0;
  return startAitta({ '/authenticate_with_key': () => script[count++] ?? tokenAnswer(`token-${count}`, expiresIn) });
};

test('the key is exchanged when a token is first needed, and the token kept until 5 seconds before its end', async () => {
  const clock = new DrivenClock();
  const server = await startKeyServer([], 60);
  const source = new APIKeyAccessTokenSource('test-key', `${server.url}/`, { clock });
  expect(server.requests).toHaveLength(0);
  expect(await source.getAccessToken()).toBe('token-1');
  expect(server.requests[0]).toMatchObject({ path: '/authenticate_with_key', authorization: 'Bearer test-key' });
  await clock.advance(54_999);
  expect(await source.getAccessToken()).toBe('token-1');
  await clock.advance(1);
  expect(await source.getAccessToken()).toBe('token-2');
});

test('the life of a token counts from before the request for it', async () => {
  const clock = new DrivenClock();
  const gate = Promise.withResolvers<RawAnswer>();
  const server = await startKeyServer([gate.promise]);
  const source = new APIKeyAccessTokenSource('test-key', server.url, { clock });
  const token = source.getAccessToken();
  await until(() => server.requests.length === 1);
  await clock.advance(20_000);
  gate.resolve(tokenAnswer('slow', 30));
  expect(await token).toBe('slow');
  await clock.advance(5000);
  expect(await source.getAccessToken()).toBe('token-2');
});

test('callers share one exchange', async () => {
  const server = await startKeyServer();
  const source = new APIKeyAccessTokenSource('test-key', server.url);
  const tokens = await Promise.all([source.getAccessToken(), source.getAccessToken(), source.getAccessToken()]);
  expect(tokens).toEqual(['token-1', 'token-1', 'token-1']);
  expect(server.requests).toHaveLength(1);
});

test('callers share one error, and the next call tries anew', async () => {
  const server = await startKeyServer([refusal]);
  const source = new APIKeyAccessTokenSource('test-key', server.url);
  const [first, second] = await Promise.all([failureOf(source.getAccessToken()), failureOf(source.getAccessToken())]);
  expect(first).toBeInstanceOf(AuthorizationError);
  expect(second).toBe(first);
  expect(server.requests).toHaveLength(1);
  expect(await source.getAccessToken()).toBe('token-2');
});

test('a token that ends at once is given to those who asked together, and the next call tries anew', async () => {
  const server = await startKeyServer([], 5);
  const source = new APIKeyAccessTokenSource('test-key', server.url);
  expect(await Promise.all([source.getAccessToken(), source.getAccessToken()])).toEqual(['token-1', 'token-1']);
  expect(await source.getAccessToken()).toBe('token-2');
  expect(server.requests).toHaveLength(2);
});

test('a caller that aborts leaves alone; the others get their token from the same exchange', async () => {
  const gate = Promise.withResolvers<RawAnswer>();
  const server = await startKeyServer([gate.promise]);
  const source = new APIKeyAccessTokenSource('test-key', server.url);
  const leaving = new AbortController();
  const left = failureOf(source.getAccessToken({ signal: leaving.signal }));
  const stays = source.getAccessToken();
  await until(() => server.requests.length === 1);
  leaving.abort(new Error('enough'));
  expect((await left).message).toBe('enough');
  gate.resolve(tokenAnswer('shared'));
  expect(await stays).toBe('shared');
  expect(server.requests).toHaveLength(1);
});

test('when the last caller aborts, the exchange ends at the server, and the next call begins another', async () => {
  let closed = false;
  let count = 0;
  const server = await startAitta({
    '/authenticate_with_key': (_, response) => {
      if (count++ > 0) return tokenAnswer('second');
      response.on('close', () => {
        closed = true;
      });
      return undefined;
    },
  });
  const source = new APIKeyAccessTokenSource('test-key', server.url);
  const leaving = new AbortController();
  const left = failureOf(source.getAccessToken({ signal: leaving.signal }));
  await until(() => server.requests.length === 1);
  leaving.abort();
  expect((await left).name).toBe('AbortError');
  expect(await source.getAccessToken()).toBe('second');
  await until(() => closed);
});

test('a hanging exchange ends in time', async () => {
  const clock = new DrivenClock();
  const server = await startAitta({ '/authenticate_with_key': () => undefined });
  const source = new APIKeyAccessTokenSource('test-key', server.url, { clock, requestTimeoutMs: 3000 });
  const failure = failureOf(source.getAccessToken());
  await until(() => server.requests.length === 1);
  await clock.advance(3000);
  expect(await failure).toBeInstanceOf(APITimeoutError);
});

test.each([
  ['no token', { expires_in: 3600 }],
  ['a number as token', { access_token: 3, expires_in: 3600 }],
  ['no lifetime', { access_token: 'token' }],
  ['a lifetime with a fraction', { access_token: 'token', expires_in: 3.5 }],
])('an answer with %s is malformed', async (_, body) => {
  const server = await startKeyServer([hal(body)]);
  const failure = await failureOf(new APIKeyAccessTokenSource('test-key', server.url).getAccessToken());
  expect(failure).toBeInstanceOf(MalformedAPIResponse);
});

test('a lifetime that is a number in quotes is taken, as in Python', async () => {
  const server = await startKeyServer([tokenAnswer('quoted', '3600')]);
  expect(await new APIKeyAccessTokenSource('test-key', server.url).getAccessToken()).toBe('quoted');
});

test('after a 401 the token is exchanged once for all requests that were refused, and they are sent once more', async () => {
  let count = 0;
  const server = await startAitta({
    '/authenticate_with_key': () => tokenAnswer(`token-${++count}`),
    '/model': ({ authorization }) => (authorization === 'Bearer token-1' ? refusal : hal(modelList)),
  });
  const client = new Client(server.url, new APIKeyAccessTokenSource('test-key', server.url));
  const lists = await Promise.all([client.getModelList(), client.getModelList(), client.getModelList()]);
  expect(lists.map((list) => list.length)).toEqual([2, 2, 2]);
  expect(count).toBe(2);
});

test('a 401 to the new token as well is the end: no third try', async () => {
  let count = 0;
  const server = await startAitta({
    '/authenticate_with_key': () => tokenAnswer(`token-${++count}`),
    '/model': refusal,
  });
  const client = new Client(server.url, new APIKeyAccessTokenSource('test-key', server.url));
  expect(await failureOf(client.getModelList())).toBeInstanceOf(AuthorizationError);
  expect(server.requests.map(({ path }) => path)).toEqual([
    '/authenticate_with_key',
    '/model',
    '/authenticate_with_key',
    '/model',
  ]);
});

test('when the exchange gives the refused token again, the request is not repeated', async () => {
  const server = await startAitta({ '/authenticate_with_key': tokenAnswer('same'), '/model': refusal });
  const client = new Client(server.url, new APIKeyAccessTokenSource('test-key', server.url));
  expect(await failureOf(client.getModelList())).toBeInstanceOf(AuthorizationError);
  expect(server.requests.filter(({ path }) => path === '/model')).toHaveLength(1);
});

test('the key is never sent to another origin, and appears in no error', async () => {
  const elsewhere = await startAitta({ '/authenticate_with_key': tokenAnswer('foreign') });
  const server = await startAitta({
    '/authenticate_with_key': { status: 307, headers: { location: `${elsewhere.url}/authenticate_with_key` } },
  });
  await new APIKeyAccessTokenSource('test-key', server.url).getAccessToken().catch(() => undefined);
  expect(elsewhere.requests.map(({ authorization }) => authorization)).not.toContain('Bearer test-key');

  const echo = await startKeyServer([{ status: 400, body: 'cannot read Bearer test-key' }]);
  const failure = await failureOf(new APIKeyAccessTokenSource('test-key', echo.url).getAccessToken());
  expect(failure.message).toContain('cannot read Bearer [token]');
  expect(() => new APIKeyAccessTokenSource('two words', echo.url)).toThrow('The API key contains spaces');
});
