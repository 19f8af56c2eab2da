import { describe, expect, test } from 'vitest';
import {
  APIErrorResponse,
  APIRateLimitError,
  APITimeoutError,
  AuthorizationError,
  MalformedAPIResponse,
  ServiceUnderMaintenanceError,
  UnavailableFeatureError,
} from '../../src/aitta/errors.ts';
import type { AccessTokenWillExpire } from '../../src/aitta/errors.ts';
import { Client } from '../../src/aitta/client.ts';
import { Model } from '../../src/aitta/model.ts';
import { StaticAccessTokenSource } from '../../src/aitta/static-access-token-source.ts';
import { InferenceTimeoutError } from '../../src/aitta/task.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { hal } from '../fakes/raw-http-server.ts';
import {
  clientOf,
  failureOf,
  jwt,
  loadModel,
  modelDocument,
  modelList,
  modelRoutes,
  rateLimited,
  startAitta,
  taskDocument,
  testToken,
} from './documents.ts';

const DAY_MS = 24 * 3600 * 1000;

describe('what aitta-client 0.3.2 does, and what this client does', () => {
  test('Python takes request_timeout_ms as seconds; here 250 means 250 milliseconds', async () => {
    const clock = new DrivenClock();
    const server = await startAitta({ '/model': () => undefined });
    const failure = failureOf(clientOf(server, { clock, requestTimeoutMs: 250 }).getModelList());
    await until(() => server.requests.length === 1);
    await clock.advance(249);
    expect(clock.sleeping).toBe(1);
    await clock.advance(1);
    expect(await failure).toBeInstanceOf(APITimeoutError);
    expect(await failure).toMatchObject({ requestUrl: `${server.url}/model` });
  });

  test('Python measures silence between bytes; here a dripping answer ends at the same limit', async () => {
    const clock = new DrivenClock();
    const server = await startAitta({
      '/model': (_, response) => {
        response.writeHead(200, { 'content-type': 'application/hal+json' });
        response.write('{"_links":');
        return undefined;
      },
    });
    const failure = failureOf(clientOf(server, { clock, requestTimeoutMs: 250 }).getModelList());
    await until(() => server.requests.length === 1);
    await clock.advance(250);
    expect(await failure).toBeInstanceOf(APITimeoutError);
  });

  test("Python fails on today's models, which have no infer link; here only a task needs it", async () => {
    const server = await startAitta(modelRoutes({ infer: undefined }));
    const model = await loadModel(server);
    expect(model.openaiApiUrl).toBe(`${server.url}/openai/v1`);
    await expect(model.startInference({ input: 'x' })).rejects.toThrow(UnavailableFeatureError);
  });

  test.each(['application/hal+json; charset=utf-8', 'Application/HAL+JSON', 'application/json'])(
    'Python takes application/hal+json to the letter; here %s is taken too',
    async (contentType) => {
      const server = await startAitta({
        '/model': { headers: { 'content-type': contentType }, body: JSON.stringify(modelList) },
      });
      expect(await clientOf(server).getModelList()).toHaveLength(2);
    },
  );

  test('Python puts a base with a slash at its end before /model as it is; here //model is never asked', async () => {
    const server = await startAitta(modelRoutes());
    const client = new Client(`${server.url}//`, new StaticAccessTokenSource(testToken));
    await Model.load('acme/chat-small', client);
    expect(client.url).toBe(server.url);
    expect(server.requests.map(({ path }) => path)).toEqual(['/model', '/model/acme~chat-small']);
  });

  test('Python makes garbage of an absolute href; here it is followed, with the token at home', async () => {
    const server = await startAitta({ '/model/acme~chat-small': hal(modelDocument()) });
    const client = clientOf(server);
    const model = await Model.load(
      { id: 'acme/chat-small', urlEndpoint: `${server.url}/model/acme~chat-small` },
      client,
    );
    expect(model.id).toBe('acme/chat-small');
    expect(server.requests[0]?.authorization).toBe(`Bearer ${testToken}`);
  });

  test('Python makes garbage of an absolute href; here another origin is asked without the token', async () => {
    const home = await startAitta({});
    const elsewhere = await startAitta({ '/model/acme~chat-small': hal(modelDocument()) });
    const reference = { id: 'acme/chat-small', urlEndpoint: `${elsewhere.url}/model/acme~chat-small` };
    await clientOf(home).getModel(reference);
    expect(elsewhere.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  test('Python has its test of the await timeout upside down; here a task that takes too long is an error that has the task', async () => {
    const clock = new DrivenClock();
    const server = await startAitta({
      ...modelRoutes(),
      'POST /model/acme~chat-small/task': hal(taskDocument(), 201),
      '/model/acme~chat-small/task/t-0001': hal(taskDocument({ state: 'Running' })),
    });
    const model = await loadModel(server, { clock, requestTimeoutMs: Infinity });
    let looks = 0;
    const options = { timeoutMs: 1200, pollingIntervalMs: 500, onProgress: () => looks++ };
    const failure = failureOf(model.startAndAwaitInference({}, {}, options));
    for (const ms of [500, 500, 200]) {
      const before = looks;
      await until(() => looks > 0 && looks >= before && clock.sleeping === 1);
      await clock.advance(ms);
      await until(() => looks > before);
    }
    expect(await failure).toBeInstanceOf(InferenceTimeoutError);
    expect(await failure).toMatchObject({ task: { id: 't-0001', state: 'Running' } });
    expect(clock.sleeping).toBe(0);
  });

  test('Python throws away a result that came in time; here it is returned', async () => {
    const clock = new DrivenClock();
    const server = await startAitta({
      ...modelRoutes(),
      'POST /model/acme~chat-small/task': hal(taskDocument(), 201),
      '/model/acme~chat-small/task/t-0001': hal(taskDocument({ state: 'Success', results: { output: 'done' } })),
    });
    const model = await loadModel(server, { clock, requestTimeoutMs: Infinity });
    let looks = 0;
    const results = model.startAndAwaitInference({}, {}, { timeoutMs: 60_000, onProgress: () => looks++ });
    await until(() => looks === 1);
    await clock.advance(500);
    expect(await results).toEqual({ output: 'done' });
  });

  test('Python retries a rate limit without end; here five attempts more and two minutes are the most', async () => {
    const clock = new DrivenClock();
    const server = await startAitta({ '/model': rateLimited({ 'retry-after': '7' }) });
    const client = clientOf(server, { clock, requestTimeoutMs: Infinity, retryOnRateLimitError: true });
    const failure = failureOf(client.getModelList());
    for (let attempts = 1; attempts <= 5; attempts++) {
      await until(() => server.requests.length === attempts && clock.sleeping === 1);
      await clock.advance(7000);
    }
    expect(await failure).toBeInstanceOf(APIRateLimitError);
    expect(server.requests).toHaveLength(6);
  });

  test('Python sleeps however long it is told; here a wait that is over the limit is not begun', async () => {
    const server = await startAitta({ '/model': rateLimited({ 'retry-after': '121' }) });
    const failure = await failureOf(clientOf(server, { retryOnRateLimitError: true }).getModelList());
    expect(failure).toMatchObject({ retryAfter: 121 });
    expect(server.requests).toHaveLength(1);
  });

  test('Python retries a rate limit without end; here the waits together have a limit that may be given', async () => {
    const clock = new DrivenClock();
    const server = await startAitta({ '/model': rateLimited() });
    const retryOnRateLimitError = { attempts: 9, totalWaitMs: 15_000 };
    const failure = failureOf(
      clientOf(server, { clock, requestTimeoutMs: Infinity, retryOnRateLimitError }).getModelList(),
    );
    await until(() => clock.sleeping === 1);
    await clock.advance(10_000);
    expect(await failure).toBeInstanceOf(APIRateLimitError);
    expect(server.requests).toHaveLength(2);
  });

  test('Python takes the token once for all attempts; here each attempt asks the source again', async () => {
    const clock = new DrivenClock();
    let attempts = 0;
    const server = await startAitta({ '/model': () => (attempts++ === 0 ? rateLimited() : hal(modelList)) });
    let tokens = 0;
    const source = { getAccessToken: () => `token-${++tokens}` };
    const client = new Client(server.url, source, { clock, requestTimeoutMs: Infinity, retryOnRateLimitError: true });
    const list = client.getModelList();
    await until(() => clock.sleeping === 1);
    await clock.advance(10_000);
    expect(await list).toHaveLength(2);
    expect(server.requests.map(({ authorization }) => authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test.each([
    ['7', 7],
    ['1.5', 1.5],
    ['Tue, 24 Nov 2026 09:00:30 GMT', 30],
    ['Tue, 24 Nov 2026 08:00:00 GMT', 0],
    ['soon', 10],
    ['7, 9', 10],
    ['-3', 10],
  ])('Python crashes at any Retry-After but whole seconds; here "%s" is %d seconds', async (header, seconds) => {
    const server = await startAitta({ '/model': rateLimited({ 'retry-after': header }) });
    const failure = await failureOf(clientOf(server, { clock: new DrivenClock() }).getModelList());
    expect(failure).toMatchObject({ status: 429, retryAfter: seconds });
  });

  test('Python waits 10 seconds without Retry-After; here too, and the error says that nobody named them', async () => {
    const server = await startAitta({ '/model': rateLimited() });
    const failure = await failureOf(clientOf(server).getModelList());
    expect(failure).toMatchObject({ retryAfter: 10, retryAfterGiven: false });
  });

  test.each([
    [401, AuthorizationError],
    [403, APIErrorResponse],
    [404, APIErrorResponse],
    [429, APIRateLimitError],
    [500, APIErrorResponse],
    [502, APIErrorResponse],
    [503, ServiceUnderMaintenanceError],
    [504, APIErrorResponse],
  ])(
    'Python loses the status %i of an HTML page; here it decides the class, and the page becomes one line',
    async (status, kind) => {
      const page =
        '<html><style>h1 { color: red }</style><body><h1>504 Gateway Time-out</h1>\nNobody answered.</body></html>';
      const server = await startAitta({ '/model': { status, headers: { 'content-type': 'text/html' }, body: page } });
      const failure = await failureOf(clientOf(server).getModelList());
      expect(failure).toBeInstanceOf(kind);
      expect(failure.constructor).toBe(kind);
      expect(failure).toMatchObject({
        status,
        requestUrl: `${server.url}/model`,
        errorType: undefined,
        errorDescription: '504 Gateway Time-out Nobody answered.',
        message: `${server.url}/model answered ${status}: 504 Gateway Time-out Nobody answered.`,
      });
    },
  );

  test('of a long page the beginning is read, and of a long text the beginning shown', async () => {
    const server = await startAitta({
      '/model': { status: 502, body: `${'<br>'.repeat(2000)}too late` },
      '/worker': { status: 502, body: 'x'.repeat(1000) },
    });
    expect(await failureOf(clientOf(server).getModelList())).toMatchObject({ errorDescription: undefined });
    expect(await failureOf(clientOf(server).getWorkers())).toMatchObject({ errorDescription: `${'x'.repeat(300)}…` });
  });

  test.each([
    ["Aitta's", { error: 'not_found', error_description: 'No such model.' }, 'not_found', 'No such model.'],
    [
      "OpenAI's",
      { error: { message: 'No such model.', type: 'NotFoundError', code: 404 } },
      'NotFoundError',
      'No such model.',
    ],
    [
      "vLLM's",
      { object: 'error', message: 'No such model.', type: 'NotFoundError', code: 404 },
      'NotFoundError',
      'No such model.',
    ],
    ["FastAPI's", { detail: 'No such model.' }, undefined, 'No such model.'],
    [
      "FastAPI's, by field,",
      { detail: [{ loc: ['body', 'messages', 0], msg: 'Field required', input: 'what somebody wrote' }] },
      undefined,
      'body.messages.0: Field required',
    ],
    ["a string's", 'No such model.', undefined, 'No such model.'],
  ])("Python knows Aitta's error shape only; here %s is read as well", async (_, body, errorType, errorDescription) => {
    const server = await startAitta({ '/model': { status: 404, body: JSON.stringify(body) } });
    const failure = await failureOf(clientOf(server).getModelList());
    expect(failure).toMatchObject({ status: 404, errorType, errorDescription });
    expect((failure as APIErrorResponse).body).toEqual(body);
    expect(JSON.stringify(failure) + failure.message).not.toContain('what somebody wrote');
  });

  test('Python asks its token source synchronously; here it may take its time', async () => {
    const server = await startAitta(modelRoutes());
    const client = new Client(server.url, { getAccessToken: () => Promise.resolve('later') });
    await client.getModelList();
    expect(server.requests[0]?.authorization).toBe('Bearer later');
  });

  test('Python reads exp by a JWT library; here too a token that cannot be read is left to the service to judge', () => {
    for (const token of [
      'opaque',
      'a.b.c',
      jwt({}),
      jwt({ exp: 1 }).split('.').slice(0, 2).join('.'),
      jwt({ exp: null }),
      jwt({ exp: 'tomorrow' }),
      jwt({ exp: 1e300 }),
    ]) {
      const source = new StaticAccessTokenSource(token);
      expect(source.expiresAt).toBeUndefined();
      expect(source.getAccessToken()).toBe(token);
    }
  });

  test('Python warns by its warnings module; here a callback is called once, three weeks ahead', () => {
    const clock = new DrivenClock();
    const warnings: AccessTokenWillExpire[] = [];
    const options = { clock, onWarning: (warning: AccessTokenWillExpire) => warnings.push(warning) };
    const inDays = (days: number): string => jwt({ exp: (clock.now() + days * DAY_MS) / 1000 });
    const source = new StaticAccessTokenSource(inDays(21), options);
    expect(source.getAccessToken()).toBe(source.getAccessToken());
    expect(new StaticAccessTokenSource(inDays(90), options).expiresAt).toEqual(new Date(clock.now() + 90 * DAY_MS));
    expect(warnings.map(({ code, expiresAt }) => ({ code, expiresAt }))).toEqual([
      { code: 'AccessTokenWillExpire', expiresAt: new Date(clock.now() + 21 * DAY_MS) },
    ]);
  });

  test('Python loads a model by list and detail, or by a reference alone; so does this client', async () => {
    const server = await startAitta(modelRoutes());
    const client = clientOf(server);
    const [reference] = await client.getModelList();
    expect(reference).toMatchObject({ id: 'acme/chat-small', urlEndpoint: '/model/acme~chat-small' });
    if (reference !== undefined) await Model.load(reference, client);
    expect(server.requests.map(({ path }) => path)).toEqual(['/model', '/model/acme~chat-small']);
  });

  test('Python knows no workers, preload, queue, status or downtimes; this client does', async () => {
    const server = await startAitta({
      '/worker': hal({
        _links: { item: [] },
        _embedded: { workers: [{ model: 'acme/chat-small', status: 'running' }] },
      }),
      'POST /model/acme~chat-small/preload': { status: 202 },
      '/model/acme~chat-small/queue': hal({ queue_length: 2 }),
      '/status': { body: 'OK' },
      '/downtimes': { body: '[]' },
    });
    const client = clientOf(server);
    expect(await client.getWorkers()).toEqual([{ model: 'acme/chat-small', workerId: undefined, status: 'running' }]);
    expect(await client.preload('acme/chat-small')).toBeUndefined();
    expect(await client.getQueue('acme/chat-small')).toEqual({ queue_length: 2 });
    expect(await client.getStatus()).toEqual({ ok: true });
    expect(await client.getDowntimes()).toEqual([]);
  });

  test('Python drops fields that it does not know; here they are in raw', async () => {
    const server = await startAitta({
      ...modelRoutes(),
      '/model/acme~chat-small': hal({ ...modelDocument(), price: 3 }),
    });
    expect((await loadModel(server)).raw).toMatchObject({ price: 3, id: 'acme/chat-small' });
  });

  test.each([Number.NaN, -Infinity, new Uint8Array(2)])(
    'Python refuses to send %s; JSON.stringify would not, so this client does',
    async (value) => {
      const server = await startAitta(modelRoutes());
      const model = await loadModel(server);
      await expect(model.startInference({ input: [value] })).rejects.toThrow(TypeError);
      expect(server.requests).toHaveLength(2);
    },
  );

  test('Python refuses an answer without content to a PUT; here it is a success', async () => {
    const server = await startAitta({ ...modelRoutes(), 'PUT /model/acme~chat-small': { status: 204 } });
    const model = await loadModel(server);
    const metadata = { id: 'acme/chat-small' } as unknown as Parameters<Model['updateMetadata']>[0];
    await model.updateMetadata(metadata);
    expect(await model.getMetadata()).toEqual(metadata);
  });

  test('Python refuses what is no JSON, has another type or none; so does this client', async () => {
    for (const answer of [
      { headers: { 'content-type': 'text/html' }, body: JSON.stringify(modelList) },
      { body: JSON.stringify(modelList) },
      { headers: { 'content-type': 'application/hal+json' }, body: '{"_links":' },
      { headers: { 'content-type': 'application/hal+json' }, body: '[]' },
      { headers: { 'content-type': 'application/hal+json' }, body: '{"_links":{"self":{"href":"/model"}}}' },
      { headers: { 'content-type': 'application/hal+json' } },
      { status: 302, headers: { 'content-type': 'text/plain' } },
    ]) {
      const server = await startAitta({ '/model': answer });
      const failure = await failureOf(clientOf(server).getModelList());
      expect(failure).toBeInstanceOf(MalformedAPIResponse);
      expect(failure).toMatchObject({ status: answer.status ?? 200, requestUrl: `${server.url}/model` });
    }
  });
});
