import { describe, expect, test } from 'vitest';
import { APIErrorResponse, APIRateLimitError, APITimeoutError, MalformedAPIResponse } from '../../src/aitta/errors.ts';
import type { Model } from '../../src/aitta/model.ts';
import { parseTaskData } from '../../src/aitta/task-data.ts';
import { IncompleteTaskError, InferenceError, InferenceTimeoutError, Task } from '../../src/aitta/task.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { hal, type RawAnswer, type RawHttpServer } from '../fakes/raw-http-server.ts';
import { clientOf, failureOf, loadModel, modelRoutes, rateLimited, startAitta, taskDocument } from './documents.ts';

const INFER = 'POST /model/acme~chat-small/task';
const TASK = '/model/acme~chat-small/task/t-0001';

/** A service with one task that answers look after look by the script, then with its last line. */
async function startTaskServer(
  looks: (RawAnswer | undefined)[],
  more: Record<string, RawAnswer> = {},
): Promise<RawHttpServer> {
  let count = 0;
  return startAitta({
    ...modelRoutes(),
    [INFER]: hal(taskDocument(), 201),
    [TASK]: () => looks[Math.min(count++, looks.length - 1)],
    ...more,
  });
}

const running = (progress: number, total: number | null): RawAnswer =>
  hal(taskDocument({ state: 'Running', progress: { progress, total_progress: total } }));
const success = hal(taskDocument({ state: 'Success', results: { output: 'Once upon a time' } }));

const taskOf = (fields: Record<string, unknown>): Task =>
  new Task(parseTaskData(taskDocument(fields)), {
    id: 'acme/chat-small',
    client: clientOf({ url: 'http://127.0.0.1:1' }),
  });

describe('a task', () => {
  test.each([
    ['no progress, pending', { progress: null, state: 'Pending' }, 0, 1],
    ['no progress, successful', { progress: null, state: 'Success' }, 1, 1],
    ['no progress, failed', { progress: null, state: 'Failure' }, 0, 1],
    ['3 of 10', { progress: { progress: 3, total_progress: 10 }, state: 'Running' }, 3, 10],
    ['3 of nobody knows how many', { progress: { progress: 3, total_progress: null }, state: 'Running' }, 3, 1],
  ])('with %s has the progress that Python gives', (_, fields, progress, maxProgress) => {
    const task = taskOf(fields);
    expect([task.progress, task.maxProgress]).toEqual([progress, maxProgress]);
  });

  test('gives its results after success only, be they null', () => {
    expect(taskOf({ state: 'Success', results: null }).results).toBeNull();
    expect(() => taskOf({ state: 'Running' }).results).toThrow(IncompleteTaskError);
    expect(() => taskOf({ state: 'Running' }).results).toThrow('t-0001');
  });

  test('that failed throws its error as details, which are not printed with it', async () => {
    const task = taskOf({ state: 'Failure', error: { message: 'somebody wrote this' } });
    expect(task.completed).toBe(true);
    const failure = await failureOf((async () => task.results)());
    expect(failure).toBeInstanceOf(InferenceError);
    expect(failure).toMatchObject({ details: { message: 'somebody wrote this' }, task });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('somebody wrote this');
  });

  test('of another model is refused (ValueError in Python)', () => {
    expect(() => taskOf({ model_id: 'acme/other' })).toThrow(RangeError);
  });

  test.each([
    ['a lower-case state', { state: 'pending' }],
    ['a numeric id', { id: 7 }],
    ['no progress key', { progress: undefined }],
    ['no error key', { error: undefined }],
    ['no results key', { results: undefined }],
    ['progress without total_progress', { progress: { progress: 1 } }],
    ['a total of 0', { progress: { progress: 1, total_progress: 0 } }],
    ['a negative progress', { progress: { progress: -1, total_progress: null } }],
    ['a progress of 3.5', { progress: { progress: 3.5, total_progress: null } }],
    ['a list as progress', { progress: [] }],
    ['no links', { _links: {} }],
  ])('with %s is malformed, as in Python', async (_, fields) => {
    const server = await startAitta({ ...modelRoutes(), [INFER]: hal(taskDocument(fields)) });
    expect(await failureOf((await loadModel(server)).startInference({}))).toBeInstanceOf(MalformedAPIResponse);
  });

  test('takes whole numbers in quotes, as in Python', () => {
    const task = taskOf({ state: 'Running', progress: { progress: '3', total_progress: '10' } });
    expect([task.progress, task.maxProgress]).toEqual([3, 10]);
  });

  test('keeps what this client does not know', () => {
    expect(taskOf({ queue_position: 4 }).raw).toMatchObject({ queue_position: 4 });
  });
});

describe('starting a task', () => {
  test.each([200, 201, 202])('with the status %i is a start', async (status) => {
    const server = await startAitta({ ...modelRoutes(), [INFER]: hal(taskDocument(), status) });
    const task = await (await loadModel(server)).startInference({ input: 'x' });
    expect(task).toMatchObject({ id: 't-0001', state: 'Pending', completed: false, urlEndpoint: TASK });
  });

  test('sends inputs and params as one object, in which params win', async () => {
    const server = await startTaskServer([success]);
    await (await loadModel(server)).startInference({ input: 'x', top_k: 1 }, { top_k: 2, temperature: 0 });
    const sent = server.requests.at(-1);
    expect(JSON.parse(sent?.body ?? '')).toEqual({ input: 'x', top_k: 2, temperature: 0 });
    expect(sent?.contentType).toBe('application/json');
  });

  test('is a POST also when there is nothing to send', async () => {
    const server = await startTaskServer([success]);
    await (await loadModel(server)).startInference({});
    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', body: '{}' });
  });

  test('ignores a method that the link names, as in Python', async () => {
    const server = await startAitta({
      ...modelRoutes({ infer: { href: '/model/acme~chat-small/task', method: 'PUT' } }),
      [INFER]: hal(taskDocument()),
    });
    expect((await (await loadModel(server)).startInference({})).id).toBe('t-0001');
  });
});

describe('stopping a task', () => {
  test.each([
    ['its method', { href: TASK, method: 'POST' }, 'POST'],
    ['no method', { href: TASK }, 'DELETE'],
    ['a method that is none', { href: TASK, method: 'BREW' }, 'DELETE'],
  ])('follows its link with %s', async (_, stop, method) => {
    const links = { self: { href: TASK }, stop, model: { href: '/model/acme~chat-small' } };
    const server = await startAitta({
      ...modelRoutes(),
      [INFER]: hal(taskDocument({ _links: links })),
      [`${method} ${TASK}`]: { status: 204 },
    });
    await (await (await loadModel(server)).startInference({})).stop();
    expect(server.requests.at(-1)).toMatchObject({ method, path: TASK, body: '' });
  });
});

/** A task that has begun, in a time that the test drives. */
async function begin(
  looks: (RawAnswer | undefined)[],
  options: Parameters<Model['startAndAwaitInference']>[2],
  more = {},
) {
  const clock = new DrivenClock();
  const server = await startTaskServer(looks, more);
  const model = await loadModel(server, { clock, requestTimeoutMs: Infinity });
  const seen: string[] = [];
  const onProgress = (task: Task): void => void seen.push(`${task.state} ${task.progress}/${task.maxProgress}`);
  const outcome = model.startAndAwaitInference({ input: 'x' }, {}, { onProgress, ...options });
  outcome.catch(() => undefined);
  await until(() => seen.length === 1);
  /** Moves time on and waits for what the next look shows. */
  const pass = async (ms: number): Promise<void> => {
    const before = seen.length;
    await clock.advance(ms);
    await until(() => seen.length > before);
  };
  return { clock, server, seen, outcome, pass };
}

describe('awaiting a task', () => {
  test('tells its progress after each look, 500 ms apart, and gives the results', async () => {
    const { seen, outcome, pass } = await begin([running(3, 10), running(7, 10), success], {});
    await pass(500);
    await pass(500);
    await pass(500);
    expect(await outcome).toEqual({ output: 'Once upon a time' });
    expect(seen).toEqual(['Pending 0/1', 'Running 3/10', 'Running 7/10', 'Success 1/1']);
  });

  test('a task that is over when it begins needs no look and no pause', async () => {
    const { clock, server, outcome } = await begin([success], {}, { [INFER]: success });
    expect(await outcome).toEqual({ output: 'Once upon a time' });
    expect(clock.sleeping).toBe(0);
    expect(server.requests.map(({ path }) => path)).not.toContain(TASK);
  });

  test('a rate limit while polling pauses exactly as long as it says', async () => {
    const { clock, server, outcome, pass } = await begin([rateLimited({ 'retry-after': '7' }), success], {});
    await pass(500);
    const before = server.requests.length;
    await clock.advance(6999);
    expect(server.requests).toHaveLength(before);
    await pass(1);
    expect(await outcome).toEqual({ output: 'Once upon a time' });
  });

  test('a rate limit at the start is thrown', async () => {
    const server = await startTaskServer([success], { [INFER]: rateLimited() });
    const failure = await failureOf((await loadModel(server)).startAndAwaitInference({}));
    expect(failure).toBeInstanceOf(APIRateLimitError);
  });

  test('a rate limit that lasts longer than the time ends in the timeout, which names it', async () => {
    const { outcome, pass } = await begin([rateLimited({ 'retry-after': '60' })], { timeoutMs: 5000 });
    await pass(500);
    await pass(4500);
    const failure = await failureOf(outcome);
    expect(failure).toBeInstanceOf(InferenceTimeoutError);
    expect(failure.cause).toBeInstanceOf(APIRateLimitError);
  });

  test('the last look is at the deadline itself, and its result counts', async () => {
    const { outcome, pass } = await begin([running(1, 2), success], { timeoutMs: 700 });
    await pass(500);
    await pass(200);
    expect(await outcome).toEqual({ output: 'Once upon a time' });
  });

  test('a look that hangs ends with the time', async () => {
    const { clock, server, outcome } = await begin([undefined], { timeoutMs: 700 });
    await clock.advance(500);
    await until(() => server.requests.at(-1)?.path === TASK);
    await clock.advance(2000);
    expect(await failureOf(outcome)).toBeInstanceOf(InferenceTimeoutError);
  });

  test('a start that hangs ends with the time', async () => {
    const clock = new DrivenClock();
    const server = await startAitta({ ...modelRoutes(), [INFER]: () => undefined });
    const model = await loadModel(server, { clock, requestTimeoutMs: Infinity });
    const failure = failureOf(model.startAndAwaitInference({}, {}, { timeoutMs: 700 }));
    await until(() => server.requests.length === 3);
    await clock.advance(700);
    expect(await failure).toBeInstanceOf(APITimeoutError);
  });

  test('a failed look is thrown, as in Python', async () => {
    const { clock, outcome } = await begin([{ status: 502 }], {});
    await clock.advance(500);
    expect(await failureOf(outcome)).toBeInstanceOf(APIErrorResponse);
  });

  test('a failed task throws its error', async () => {
    const { outcome, pass } = await begin([hal(taskDocument({ state: 'Failure', error: 'no' }))], {});
    await pass(500);
    expect(await failureOf(outcome)).toMatchObject({ name: 'InferenceError', details: 'no' });
  });

  test('an abort is thrown with its reason, after the task was stopped at the service', async () => {
    const stop = new AbortController();
    const { server, outcome } = await begin(
      [success],
      { signal: stop.signal },
      { [`DELETE ${TASK}`]: { status: 204 } },
    );
    stop.abort(new Error('enough'));
    expect((await failureOf(outcome)).message).toBe('enough');
    expect(server.requests.at(-1)).toMatchObject({ method: 'DELETE', path: TASK });
  });

  test('a task that cannot be stopped does not change the reason', async () => {
    const stop = new AbortController();
    const { outcome } = await begin([success], { signal: stop.signal }, { [`DELETE ${TASK}`]: { status: 500 } });
    stop.abort(new Error('enough'));
    expect((await failureOf(outcome)).message).toBe('enough');
  });

  test('a stop that hangs keeps the abort waiting for 5 seconds at most', async () => {
    const stop = new AbortController();
    const { clock, server, outcome } = await begin(
      [success],
      { signal: stop.signal },
      { [`DELETE ${TASK}`]: () => undefined },
    );
    stop.abort(new Error('enough'));
    await until(() => server.requests.at(-1)?.method === 'DELETE');
    await clock.advance(5000);
    expect((await failureOf(outcome)).message).toBe('enough');
  });

  test.each([{ timeoutMs: 0 }, { timeoutMs: Number.NaN }, { pollingIntervalMs: -1 }])(
    '%j is refused',
    async (options) => {
      const model = await loadModel(await startTaskServer([success]));
      await expect(model.startAndAwaitInference({}, {}, options)).rejects.toThrow(RangeError);
    },
  );
});
