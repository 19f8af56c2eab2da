import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Client } from '../../src/aitta/client.ts';
import { systemClock } from '../../src/aitta/clock.ts';
import { APIConnectionError, AuthorizationError, MalformedAPIResponse } from '../../src/aitta/errors.ts';
import { Model } from '../../src/aitta/model.ts';
import { StaticAccessTokenSource } from '../../src/aitta/static-access-token-source.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { hal, type RawHttpServer } from '../fakes/raw-http-server.ts';
import {
  clientOf,
  failureOf,
  loadModel,
  metadataDocument,
  modelDocument,
  modelList,
  modelRoutes,
  rateLimited,
  startAitta,
  taskDocument,
  testToken,
} from './documents.ts';

const authorizations = ({ requests }: RawHttpServer): (string | undefined)[] =>
  requests.map(({ authorization }) => authorization);

describe('the token stays with the origin of the API', () => {
  test.each([301, 302, 303, 307, 308])(
    'a redirect with %i to another origin is followed without it',
    async (status) => {
      const elsewhere = await startAitta({ '/list': hal(modelList) });
      const home = await startAitta({ '/model': { status, headers: { location: `${elsewhere.url}/list` } } });
      expect(await clientOf(home).getModelList()).toHaveLength(2);
      expect(authorizations(elsewhere)).toEqual([undefined]);
    },
  );

  test('a redirect within it keeps the token, and the location may be relative', async () => {
    const server = await startAitta({
      '/model': { status: 308, headers: { location: 'models' } },
      '/models': hal(modelList),
    });
    expect(await clientOf(server).getModelList()).toHaveLength(2);
    expect(authorizations(server)).toEqual([`Bearer ${testToken}`, `Bearer ${testToken}`]);
  });

  test('a redirect out and back again has lost the token', async () => {
    const target = { url: '' };
    const elsewhere = await startAitta({
      '/away': () => ({ status: 302, headers: { location: `${target.url}/back` } }),
    });
    const home = await startAitta({
      '/model': { status: 302, headers: { location: `${elsewhere.url}/away` } },
      '/back': hal(modelList),
    });
    target.url = home.url;
    await clientOf(home).getModelList();
    expect(authorizations(home)).toEqual([`Bearer ${testToken}`, undefined]);
  });

  test('a redirect of a start to its task (303) is a GET', async () => {
    const server = await startAitta({
      ...modelRoutes(),
      'POST /model/acme~chat-small/task': { status: 303, headers: { location: '/model/acme~chat-small/task/t-0001' } },
      '/model/acme~chat-small/task/t-0001': hal(taskDocument()),
    });
    expect((await (await loadModel(server)).startInference({ input: 'x' })).id).toBe('t-0001');
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET', body: '', contentType: undefined });
  });

  test('a redirect never carries what was sent to another origin', async () => {
    const elsewhere = await startAitta({ 'PUT /steal': { status: 204 } });
    const home = await startAitta({
      ...modelRoutes(),
      'PUT /model/acme~chat-small': { status: 307, headers: { location: `${elsewhere.url}/steal` } },
    });
    const model = await loadModel(home);
    const failure = await failureOf(model.updateMetadata(metadataDocument() as never));
    expect(failure).toBeInstanceOf(MalformedAPIResponse);
    expect(elsewhere.requests).toEqual([]);
  });

  test('a link to another origin is not followed with what was to be sent', async () => {
    const elsewhere = await startAitta({});
    const home = await startAitta(modelRoutes({ infer: { href: `${elsewhere.url}/task` } }));
    expect(await failureOf((await loadModel(home)).startInference({ input: 'x' }))).toBeInstanceOf(
      MalformedAPIResponse,
    );
    expect(elsewhere.requests).toEqual([]);
  });

  test('a 401 from another origin says that no token was sent, and renews none', async () => {
    const elsewhere = await startAitta({ '/list': { status: 401 } });
    const home = await startAitta({ '/model': { status: 302, headers: { location: `${elsewhere.url}/list` } } });
    let renewals = 0;
    const source = { getAccessToken: () => testToken, refreshAfterUnauthorized: () => ++renewals > 0 };
    const failure = await failureOf(new Client(home.url, source).getModelList());
    expect(failure).toBeInstanceOf(AuthorizationError);
    expect(failure.message).toContain(`The token was not sent, as ${elsewhere.url} is not the API's own origin.`);
    expect(renewals).toBe(0);
  });

  test('the client tells where a token may be sent', () => {
    const client = new Client('https://aitta.example/api/', new StaticAccessTokenSource(testToken));
    expect(client.isOwnOrigin('https://aitta.example/openai/v1')).toBe(true);
    for (const url of ['http://aitta.example/', 'https://aitta.example:444/', 'https://aitta.example.org/', 'x', '']) {
      expect(client.isOwnOrigin(url)).toBe(false);
    }
  });

  test.each(['file:///etc/passwd', 'data:application/json,{}', 'https://', 'http://[', 'javascript:1'])(
    'the link %s is not followed',
    async (href) => {
      const client = new Client('http://127.0.0.1:1', new StaticAccessTokenSource(testToken));
      const failure = await failureOf(client.getModel({ id: 'acme/chat-small', urlEndpoint: href }));
      expect(failure).toBeInstanceOf(MalformedAPIResponse);
    },
  );

  test('a link with two slashes stays at the base, as in Python', async () => {
    const server = await startAitta({ '//evil.example/model': hal(modelDocument()) });
    await clientOf(server).getModel({ id: 'acme/chat-small', urlEndpoint: '//evil.example/model' });
    expect(server.requests.map(({ path }) => path)).toEqual(['//evil.example/model']);
  });

  test('a page that echoes the token does not bring it into an error', async () => {
    const body = `<h1>Bad request</h1>Authorization: Bearer ${testToken}`;
    const server = await startAitta({ '/model': { status: 400, headers: { 'content-type': 'text/html' }, body } });
    const failure = await failureOf(clientOf(server).getModelList());
    expect(failure.message).toContain('Bad request Authorization: Bearer [token]');
    expect(JSON.stringify(failure)).not.toContain(testToken);
  });

  test('a token that no header can hold is refused before anything is sent, and is not repeated', async () => {
    const server = await startAitta(modelRoutes());
    const failure = await failureOf(new Client(server.url, { getAccessToken: () => 'evil\r\nx: y' }).getModelList());
    expect(failure.message).toBe('The access token contains spaces or characters that are not allowed in it.');
    expect(server.requests).toEqual([]);
  });
});

describe('the base', () => {
  test('a base may have a path of its own, before which links are put as in Python', async () => {
    const server = await startAitta({
      '/aitta/model': hal(modelList),
      '/aitta/model/acme~chat-small': hal(modelDocument()),
    });
    const client = clientOf({ url: `${server.url}/aitta/` });
    expect((await Model.load('acme/chat-small', client)).openaiApiUrl).toBe(`${server.url}/aitta/openai/v1`);
  });

  test.each([
    '',
    'aitta-api.csc.fi',
    'ftp://aitta.example',
    'https://user:secret@aitta.example',
    'https://x.example/?key=secret',
  ])('%j is refused, and not repeated', (url) => {
    expect(() => new Client(url, new StaticAccessTokenSource(testToken))).toThrow(
      /^The URL of the API must [a-z :/,]+\.$/,
    );
  });

  test.each([0, -1, Number.NaN])('a timeout of %d is refused', (requestTimeoutMs) => {
    const source = new StaticAccessTokenSource(testToken);
    expect(() => new Client('http://127.0.0.1:1', source, { requestTimeoutMs })).toThrow(RangeError);
  });
});

describe('the clock', () => {
  test('a timeout of more than a timer can hold does not fire at once', async () => {
    const warnings: string[] = [];
    const remember = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', remember);
    const stop = new AbortController();
    const slept = failureOf(systemClock.sleep(2 ** 40, stop.signal));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    stop.abort(new Error('enough'));
    expect((await slept).message).toBe('enough');
    process.off('warning', remember);
    expect(warnings).toEqual([]);
  });

  test('sleeps, and does not begin to with an aborted signal', async () => {
    await systemClock.sleep(0);
    await expect(systemClock.sleep(0, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

describe('what ends without an answer', () => {
  test('a refused connection says so, with the URL', async () => {
    const failure = await failureOf(clientOf({ url: 'http://127.0.0.1:1' }).getModelList());
    expect(failure).toBeInstanceOf(APIConnectionError);
    expect(failure).toMatchObject({ status: undefined, requestUrl: 'http://127.0.0.1:1/model' });
    expect(failure.cause).toBeInstanceOf(Error);
  });

  test('a connection that is reset is an error', async () => {
    const server = await startAitta({ '/model': (_, response) => void response.destroy() });
    expect(await failureOf(clientOf(server).getModelList())).toBeInstanceOf(APIConnectionError);
  });

  test('an answer that breaks off is an error, not half a list', async () => {
    const server = await startAitta({
      '/model': (_, response) => {
        response.writeHead(200, { 'content-type': 'application/hal+json', 'content-length': '1000' });
        response.write(JSON.stringify(modelList), () => response.destroy());
        return undefined;
      },
    });
    expect(await failureOf(clientOf(server).getModelList())).toBeInstanceOf(APIConnectionError);
  });

  test('an error page that breaks off keeps its status', async () => {
    const server = await startAitta({
      '/model': (_, response) => {
        response.writeHead(502, { 'content-type': 'text/html', 'content-length': '1000' });
        response.write('<h1>Bad Gateway</h1>', () => response.destroy());
        return undefined;
      },
    });
    expect(await failureOf(clientOf(server).getModelList())).toMatchObject({
      status: 502,
      errorDescription: 'Bad Gateway',
    });
  });

  test('redirects without end are given up', async () => {
    const server = await startAitta({ '/model': { status: 302, headers: { location: '/model' } } });
    const failure = await failureOf(clientOf(server).getModelList());
    expect(failure.message).toContain('redirects without end');
    expect(server.requests).toHaveLength(11);
  });

  test('an endless error page is cut off', async () => {
    const server = await startAitta({
      '/model': (_, response) => {
        response.writeHead(502, { 'content-type': 'text/html' });
        const drip = (): void => {
          while (!response.destroyed && response.write('x'.repeat(16_384)));
        };
        response.on('drain', drip);
        drip();
        return undefined;
      },
    });
    expect(await failureOf(clientOf(server).getModelList())).toMatchObject({ status: 502 });
  });

  test('an endless answer is refused', async () => {
    const server = await startAitta({
      '/model': (_, response) => {
        response.writeHead(200, { 'content-type': 'application/hal+json' });
        const drip = (): void => {
          while (!response.destroyed && response.write(' '.repeat(1024 * 1024)));
        };
        response.on('drain', drip);
        drip();
        return undefined;
      },
    });
    const failure = await failureOf(clientOf(server).getModelList());
    expect(failure).toBeInstanceOf(MalformedAPIResponse);
    expect(failure.message).toContain('longer than');
  });
});

describe('an abort ends a call at once, with its reason', () => {
  test('before it begins', async () => {
    const server = await startAitta(modelRoutes());
    const signal = AbortSignal.abort(new Error('enough'));
    expect((await failureOf(clientOf(server).getModelList({ signal }))).message).toBe('enough');
    expect(server.requests).toEqual([]);
  });

  test('while a token source takes its time', async () => {
    const stop = new AbortController();
    const never = (): Promise<never> => new Promise(() => undefined);
    const asking = new Client('http://127.0.0.1:1', { getAccessToken: never });
    const renewing = new Client((await startAitta({ '/model': { status: 401 } })).url, {
      getAccessToken: () => testToken,
      refreshAfterUnauthorized: () => {
        stop.abort(new Error('enough'));
        return never();
      },
    });
    const failures = [asking, renewing].map((client) => failureOf(client.getModelList({ signal: stop.signal })));
    for (const failure of failures) expect((await failure).message).toBe('enough');
  });

  test('while the server is silent, and the server sees it', async () => {
    let closed = false;
    const server = await startAitta({
      '/model': (_, response) => {
        response.on('close', () => {
          closed = true;
        });
        return undefined;
      },
    });
    const stop = new AbortController();
    const failure = failureOf(clientOf(server).getModelList({ signal: stop.signal }));
    await until(() => server.requests.length === 1);
    stop.abort(new Error('enough'));
    expect((await failure).message).toBe('enough');
    await until(() => closed);
  });

  test('and a call that is over leaves nothing behind on a signal that lives on', async () => {
    const server = await startAitta(modelRoutes());
    const { signal } = new AbortController();
    await clientOf(server).getModelList({ signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('in the middle of an answer', async () => {
    const server = await startAitta({
      '/model': (_, response) => {
        response.writeHead(200, { 'content-type': 'application/hal+json' }).write('{');
        return undefined;
      },
    });
    const stop = new AbortController();
    const failure = failureOf(clientOf(server).getModelList({ signal: stop.signal }));
    await until(() => server.requests.length === 1);
    stop.abort();
    expect((await failure).name).toBe('AbortError');
  });

  test('while a rate limit is waited out', async () => {
    const clock = new DrivenClock();
    const server = await startAitta({ '/model': rateLimited() });
    const stop = new AbortController();
    const client = clientOf(server, { clock, requestTimeoutMs: Infinity, retryOnRateLimitError: true });
    const failure = failureOf(client.getModelList({ signal: stop.signal }));
    await until(() => clock.sleeping === 1);
    stop.abort(new Error('enough'));
    expect((await failure).message).toBe('enough');
    expect(clock.sleeping).toBe(0);
  });

  test.each([
    'getModelList',
    'getModel',
    'getModelMetadata',
    'updateModelMetadata',
    'addModel',
    'addModelFromHuggingFace',
    'getWorkers',
    'preload',
    'getQueue',
    'getStatus',
    'getDowntimes',
    'startInference',
    'getTask',
    'stopTask',
  ] as const)('in %s', async (method) => {
    const server = await startAitta({ ...modelRoutes(), 'POST /model/acme~chat-small/task': hal(taskDocument()) });
    const client = clientOf(server);
    const model = await Model.load('acme/chat-small', client);
    const task = await client.startInference(model, {}, {});
    const signal = AbortSignal.abort(new Error('enough'));
    const before = server.requests.length;
    const calls = {
      getModelList: () => client.getModelList({ signal }),
      getModel: () => client.getModel(model, { signal }),
      getModelMetadata: () => client.getModelMetadata(model, { signal }),
      updateModelMetadata: () => client.updateModelMetadata(model, metadataDocument() as never, { signal }),
      addModel: () => client.addModel(metadataDocument() as never, { signal }),
      addModelFromHuggingFace: () =>
        client.addModelFromHuggingFace({ modelId: 'a/b', owner: 'c', scopes: [] }, { signal }),
      getWorkers: () => client.getWorkers(undefined, { signal }),
      preload: () => client.preload('acme/chat-small', { signal }),
      getQueue: () => client.getQueue('acme/chat-small', { signal }),
      getStatus: () => client.getStatus({ signal }),
      getDowntimes: () => client.getDowntimes({ signal }),
      startInference: () => client.startInference(model, {}, {}, { signal }),
      getTask: () => client.getTask(task, { signal }),
      stopTask: () => client.stopTask(task, { signal }),
    };
    expect((await failureOf(calls[method]())).message).toBe('enough');
    expect(server.requests).toHaveLength(before);
  });
});
