import { describe, expect, test } from 'vitest';
import { FAULT_KINDS, MIDWAY_KINDS, REPLACING_KINDS } from '../../src/standin/fault.ts';
import { ROUTES } from '../../src/standin/routes.ts';
import type { Fault, Standin } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { chat, framesOf, get, getJson, post, startStandin, textOf } from './start-standin.ts';

const remembers = 'standin/remembers';
const startWith = async (fault: Fault, clock = new DrivenClock()): Promise<Standin> => {
  const standin = await startStandin({ clock, profile: 'bridge' });
  standin.addFault(fault);
  return standin;
};
const question = 'count to 9';
const stream = (standin: Standin): Promise<Response> => chat(standin, remembers, question, { stream: true });

describe('instead of the answer', () => {
  test.each<[Fault['kind'], number, string | null, string]>([
    ['unauthorized', 401, 'application/json', '{"error":"unauthorized","error_description":'],
    ['forbidden', 403, 'application/json', '{"error":"forbidden",'],
    ['not-found', 404, 'application/json', '{"error":"not_found",'],
    ['unprocessable', 422, 'application/json', '{"detail":[{'],
    ['rate-limit', 429, 'application/json', '{"error":"too_many_requests",'],
    ['error-500', 500, 'application/json', '{"error":"internal_error",'],
    ['empty-500', 500, null, ''],
    ['html-500', 500, 'text/html', '<h1>500 Internal Server Error</h1>'],
    ['html-502', 502, 'text/html', '<h1>502 Bad Gateway</h1>'],
    ['maintenance-503', 503, 'application/json', '"details":{"begin":"2026-11-24T09:00:00Z"'],
    ['html-503', 503, 'text/html', '<h1>503 Service Unavailable</h1>'],
    ['html-504', 504, 'text/html', '<h1>504 Gateway Time-out</h1>'],
  ])('%s', async (kind, status, contentType, body) => {
    const standin = await startWith({ kind });
    for (const answer of [await get(standin, '/model'), await chat(standin, remembers, 'hello')]) {
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe(contentType);
      expect(await answer.text()).toContain(body);
    }
  });

  test('reset', async () => {
    const standin = await startWith({ kind: 'reset' });
    await expect(get(standin, '/model')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(standin.requests[0]).toMatchObject({ status: undefined, outcome: 'cut' });
  });

  test.each<[Fault['retryAfter'], string | null]>([
    [undefined, '60'],
    [7, '7'],
    [1.5, '1.5'],
    ['date', 'Tue, 24 Nov 2026 09:01:00 GMT'],
    ['none', null],
  ])('rate-limit with Retry-After %s', async (retryAfter, header) => {
    const standin = await startWith({ kind: 'rate-limit', ...(retryAfter !== undefined && { retryAfter }) });
    expect((await get(standin, '/model')).headers.get('retry-after')).toBe(header);
  });

  test('rate-limit in the shape of OpenAI', async () => {
    const standin = await startWith({ kind: 'rate-limit', shape: 'openai' });
    expect(await (await stream(standin)).json()).toMatchObject({ error: { code: 429 } });
  });
});

describe('late', () => {
  test('late-headers: nothing comes at first', async () => {
    const clock = new DrivenClock();
    const standin = await startWith({ kind: 'late-headers', ms: 90_000 }, clock);
    const answer = get(standin, '/model');
    await until(() => clock.sleeping === 1);
    expect(standin.requests[0]).toMatchObject({ status: undefined, outcome: 'open' });
    await clock.advance(90_000);
    expect(await (await answer).json()).toHaveProperty('_links');
  });

  test('late-body: the headers come at once', async () => {
    const clock = new DrivenClock();
    const standin = await startWith({ kind: 'late-body', ms: 90_000 }, clock);
    const answer = await get(standin, '/model');
    expect(standin.requests[0]).toMatchObject({ status: 200, outcome: 'open' });
    await clock.advance(90_000);
    expect(await answer.json()).toHaveProperty('_links');
  });

  test('late-body of a stream', async () => {
    const clock = new DrivenClock();
    const standin = await startWith({ kind: 'late-body' }, clock);
    const answer = await stream(standin);
    await until(() => clock.sleeping === 1);
    await clock.advance(60_000);
    expect(textOf(framesOf(await answer.text()))).toBe('1 2 3 4 5 6 7 8 9');
  });
});

describe('spoilt', () => {
  test.each<[Fault['kind'], string | null]>([
    ['no-content-type', null],
    ['wrong-content-type', 'text/plain'],
    ['charset', 'application/hal+json; charset=utf-8'],
  ])('%s', async (kind, contentType) => {
    const answer = await get(await startWith({ kind }), '/model');
    expect(answer.headers.get('content-type')).toBe(contentType);
    expect(await answer.json()).toHaveProperty('_links');
  });

  test('invalid-json, whole and in a stream', async () => {
    const standin = await startWith({ kind: 'invalid-json' });
    await expect(getJson(standin, '/model')).rejects.toThrow(SyntaxError);
    const text = await (await stream(standin)).text();
    expect(() => framesOf(text)).toThrow(SyntaxError);
  });

  test('missing-key and wrong-type, of the key that readers need or of any other', async () => {
    expect(await getJson(await startWith({ kind: 'missing-key' }), '/model')).not.toHaveProperty('_links');
    expect(await getJson(await startWith({ kind: 'missing-key', key: '_links.self' }), '/model')).toEqual({
      _links: { item: expect.any(Array) as unknown },
    });
    const model = '/model/standin~remembers';
    expect(await getJson(await startWith({ kind: 'wrong-type' }), model)).toMatchObject({ id: 42 });
    const workers = await getJson(await startWith({ kind: 'wrong-type', key: '_embedded.workers' }), '/worker');
    expect(workers).toMatchObject({ _embedded: { workers: 42 } });
    const nothing = await getJson(await startWith({ kind: 'missing-key', key: 'no.such.key' }), model);
    expect(nothing).toMatchObject({ id: remembers });
  });

  test('missing-key of a task is progress, and its state can be in small letters', async () => {
    const path = '/model/standin~remembers/task';
    const standin = await startWith({ kind: 'missing-key', route: 'infer' });
    expect(await (await post(standin, path, { input: 'a' })).json()).not.toHaveProperty('progress');
    standin.clearFaults();
    standin.addFault({ kind: 'lower-case-state' });
    expect(await getJson(standin, `${path}/t-0001`)).toMatchObject({ state: 'pending' });
  });

  test('the openai link can be absolute, or missing', async () => {
    const model = '/model/standin~remembers';
    const absolute = await startWith({ kind: 'absolute-openai-link' });
    expect(await getJson(absolute, model)).toMatchObject({ _links: { openai: { href: `${absolute.url}/openai/v1` } } });
    const without = await startWith({ kind: 'no-openai-link' });
    expect(await getJson(without, model)).not.toHaveProperty('_links.openai');
  });

  test('errors stay as they are', async () => {
    const standin = await startWith({ kind: 'invalid-json' });
    expect(await getJson(standin, '/model/acme~none')).toMatchObject({ error: 'not_found' });
  });
});

describe('in the middle of an answer', () => {
  test('stall, for a time', async () => {
    const clock = new DrivenClock();
    const standin = await startWith({ kind: 'stall', ms: 45_000, afterTokens: 5 }, clock);
    const answer = await stream(standin);
    await until(() => clock.sleeping === 1);
    expect(standin.requests[0]?.chat?.tokensWritten).toBe(5);
    await clock.advance(45_000);
    expect(textOf(framesOf(await answer.text()))).toBe('1 2 3 4 5 6 7 8 9');
  });

  test('stall, for ever, until the client leaves', async () => {
    const standin = await startWith({ kind: 'stall' });
    const leaving = new AbortController();
    const body = { model: remembers, messages: [{ role: 'user', content: question }], stream: true };
    await post(standin, '/openai/v1/chat/completions', body, { signal: leaving.signal });
    await standin.seen(({ chat: seen }) => seen?.tokensWritten === 3);
    leaving.abort();
    expect(await standin.seen(({ outcome }) => outcome === 'disconnected')).toMatchObject({ status: 200 });
  });

  test('cut: a stream ends as if it were whole; a whole answer becomes a 502', async () => {
    const standin = await startWith({ kind: 'cut' });
    const frames = framesOf(await (await stream(standin)).text());
    expect(textOf(frames)).toBe('1 2 3');
    expect(frames).not.toContain('[DONE]');
    expect(standin.requests[0]).toMatchObject({ outcome: 'cut' });
    expect((await chat(standin, remembers, question)).status).toBe(502);
  });

  test('reset-midway: the socket breaks', async () => {
    const standin = await startWith({ kind: 'reset-midway' });
    const answer = await stream(standin);
    await expect(answer.text()).rejects.toThrow('terminated');
    await expect(chat(standin, remembers, question)).rejects.toThrow('fetch failed');
    expect(standin.requests.map(({ outcome }) => outcome)).toEqual(['cut', 'cut']);
  });

  test('worker-dies: the stream ends, and the next question is a cold start', async () => {
    const clock = new DrivenClock();
    const standin = await startWith({ kind: 'worker-dies', count: 1 }, clock);
    expect(framesOf(await (await stream(standin)).text())).toHaveLength(4);
    const answer = chat(standin, remembers, question);
    await until(() => clock.sleeping === 1);
    await clock.advance(60_000);
    expect((await answer).status).toBe(200);
  });

  test('stream-error: an error object between the chunks; a whole answer becomes a 500', async () => {
    const standin = await startWith({ kind: 'stream-error' });
    const frames = framesOf(await (await stream(standin)).text());
    expect(frames.slice(-2)).toMatchObject([{ error: { code: 500 } }, '[DONE]']);
    expect((await chat(standin, remembers, question)).status).toBe(500);
  });

  test('no-finish-reason', async () => {
    const standin = await startWith({ kind: 'no-finish-reason' });
    const text = await (await stream(standin)).text();
    expect(textOf(framesOf(text))).toBe('1 2 3 4 5 6 7 8 9');
    expect(text).not.toContain('"stop"');
    expect(await (await chat(standin, remembers, question)).json()).toMatchObject({
      choices: [{ finish_reason: null }],
    });
  });

  test('empty-answer', async () => {
    const standin = await startWith({ kind: 'empty-answer' });
    expect(textOf(framesOf(await (await stream(standin)).text()))).toBe('');
    expect(await (await chat(standin, remembers, question)).json()).toMatchObject({
      choices: [{ message: { content: '' }, finish_reason: 'stop' }],
      usage: { completion_tokens: 0 },
    });
  });

  test('an answer of nothing is broken too', async () => {
    const standin = await startWith({ kind: 'cut' });
    const answer = await chat(standin, 'standin/says-nothing', question, { stream: true });
    expect(framesOf(await answer.text())).toHaveLength(1);
  });

  test('an answer shorter than the fault waits for is broken before its end', async () => {
    const standin = await startWith({ kind: 'cut', afterTokens: 100 });
    const frames = framesOf(await (await stream(standin)).text());
    expect(textOf(frames)).toBe('1 2 3 4 5 6 7 8');
    expect(frames).not.toContain('[DONE]');
  });
});

describe('a fault', () => {
  test('is met by so many requests, after so many have passed, on its route only', async () => {
    const standin = await startStandin();
    const fault = standin.addFault({ route: 'models', kind: 'html-504', skip: 1, count: 2 });
    const statuses: number[] = [];
    for (let time = 0; time < 4; time++) {
      statuses.push((await get(standin, '/model')).status);
      expect((await get(standin, '/worker')).status).toBe(200);
    }
    expect(statuses).toEqual([200, 504, 504, 200]);
    expect(fault.met).toBe(2);
  });

  test('can be of one model, in the path or in the body', async () => {
    const standin = await startStandin();
    standin.addFault({ kind: 'error-500', model: 'standin/small-window' });
    expect((await get(standin, '/model/standin~small-window')).status).toBe(500);
    expect((await chat(standin, 'standin/small-window', 'hello')).status).toBe(500);
    expect((await get(standin, '/model/standin~remembers')).status).toBe(200);
    expect((await chat(standin, remembers, 'hello')).status).toBe(200);
    expect((await get(standin, '/model')).status).toBe(200);
  });

  test('that is used up gives way to the next; a removed one is gone', async () => {
    const standin = await startStandin();
    standin.addFault({ kind: 'html-502', count: 1 });
    const second = standin.addFault({ kind: 'html-504' });
    expect((await get(standin, '/model')).status).toBe(502);
    expect((await get(standin, '/model')).status).toBe(504);
    second.remove();
    expect((await get(standin, '/model')).status).toBe(200);
  });

  test('that makes no sense on a route is refused', async () => {
    const standin = await startStandin();
    expect(() => standin.addFault({ kind: 'stall', route: 'models' })).toThrow('stall is a fault of the route chat');
    expect(() => standin.addFault({ kind: 'no-openai-link', route: 'task' })).toThrow(RangeError);
  });

  test.each(FAULT_KINDS.filter((kind) => kind !== 'late-headers' && kind !== 'late-body' && kind !== 'stall'))(
    '%s on every route leaves the stand-in able to answer',
    async (kind) => {
      const standin = await startStandin({ profile: 'bridge' });
      standin.addFault({ kind });
      const paths = ['/model', '/model/standin~remembers', '/worker', '/status', '/downtimes', '/openai/v1/models'];
      await Promise.allSettled([
        ...paths.map((path) => get(standin, path)),
        stream(standin),
        chat(standin, remembers, question),
      ]);
      standin.clearFaults();
      expect((await get(standin, '/model')).status).toBe(200);
    },
  );

  test('has a name for each of its kinds and routes', () => {
    expect(new Set(FAULT_KINDS).size).toBe(FAULT_KINDS.length);
    expect(FAULT_KINDS).toEqual(expect.arrayContaining([...REPLACING_KINDS, ...MIDWAY_KINDS]));
    expect(new Set(ROUTES).size).toBe(ROUTES.length);
  });
});
