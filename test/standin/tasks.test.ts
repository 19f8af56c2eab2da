import { describe, expect, test } from 'vitest';
import { STANDIN_API_KEY, type Scenario, type Standin } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { authorization, get, getJson, jwt, post, scenarioWith, startStandin } from './start-standin.ts';

const model = '/model/standin~runs-tasks';
type TaskPlan = Scenario['models'][0]['task'];
const start = async (task: TaskPlan = {}) => {
  const clock = new DrivenClock();
  const models: Scenario['models'] = [{ id: 'standin/runs-tasks', kind: 'task', task }];
  const standin = await startStandin({ clock, profile: 'legacy', scenario: scenarioWith({ models }) });
  return { clock, standin };
};
const remove = (standin: Standin, path: string): Promise<Response> =>
  fetch(`${standin.url}${path}`, { method: 'DELETE', headers: { authorization } });

describe('a task', () => {
  test('is pending, then runs with progress, then has its results; all keys are always there', async () => {
    const { clock, standin } = await start();
    const answer = await post(standin, `${model}/task`, { input: 'repeat: Once upon a time', max_new_tokens: 5 });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('application/hal+json');
    const pending = {
      id: 't-0001',
      model_id: 'standin/runs-tasks',
      state: 'Pending',
      error: null,
      results: null,
      progress: null,
      _links: {
        self: { href: `${model}/task/t-0001` },
        stop: { href: `${model}/task/t-0001`, method: 'DELETE' },
        model: { href: model },
      },
    };
    expect(await answer.json()).toEqual(pending);
    await clock.advance(1_000);
    const running = { ...pending, state: 'Running', progress: { progress: 0, total_progress: 10 } };
    expect(await getJson(standin, `${model}/task/t-0001`)).toEqual(running);
    await clock.advance(3_500);
    expect(await getJson(standin, `${model}/task/t-0001`)).toMatchObject({ progress: { progress: 3 } });
    await clock.advance(6_500);
    const done = { ...pending, state: 'Success', results: { output: 'Once upon a time' } };
    expect(await getJson(standin, `${model}/task/t-0001`)).toEqual(done);
  });

  test('fails with a reason', async () => {
    const { clock, standin } = await start();
    await post(standin, `${model}/task`, { input: 'fail: out of memory' });
    await post(standin, `${model}/task`, { text: 'no input' });
    await clock.advance(11_000);
    expect(await getJson(standin, `${model}/task/t-0001`)).toMatchObject({
      state: 'Failure',
      error: { type: 'worker_error', message: 'out of memory' },
      results: null,
    });
    expect(await getJson(standin, `${model}/task/t-0002`)).toMatchObject({ error: { type: 'invalid_input' } });
  });

  test('can advance by how often it is looked at', async () => {
    const { standin } = await start({ advance: 'polls', pending: 1, running: 2 });
    await post(standin, `${model}/task`, { input: ['repeat: a', 'repeat: b'] });
    const look = (): Promise<unknown> => getJson(standin, `${model}/task/t-0001`);
    expect(await look()).toMatchObject({ state: 'Pending' });
    expect(await look()).toMatchObject({ state: 'Running', progress: { progress: 1, total_progress: 2 } });
    expect(await look()).toMatchObject({ state: 'Running', progress: { progress: 2, total_progress: 2 } });
    expect(await look()).toMatchObject({ state: 'Success', results: { output: ['a', 'b'] } });
  });

  test.each([
    ['open', { progress: 0, total_progress: null }],
    ['none', null],
  ] as const)('can tell %s of its progress', async (progress, expected) => {
    const { clock, standin } = await start({ progress });
    await post(standin, `${model}/task`, { input: 'a' });
    await clock.advance(1_000);
    expect(await getJson(standin, `${model}/task/t-0001`)).toMatchObject({ state: 'Running', progress: expected });
  });

  test('can be stopped while it is pending, and not afterwards', async () => {
    const { clock, standin } = await start();
    await post(standin, `${model}/task`, { input: 'a' });
    await post(standin, `${model}/task`, { input: 'b' });
    expect(await (await remove(standin, `${model}/task/t-0001`)).json()).toMatchObject({
      state: 'Failure',
      error: { type: 'revoked' },
    });
    await clock.advance(1_000);
    expect(await (await remove(standin, `${model}/task/t-0002`)).json()).toMatchObject({ state: 'Running' });
    await clock.advance(10_000);
    expect(await (await remove(standin, `${model}/task/t-0002`)).json()).toMatchObject({ state: 'Success' });
  });

  test('is another user’s secret', async () => {
    const { standin } = await start();
    await post(standin, `${model}/task`, { input: 'a' });
    const other = { authorization: `Bearer ${jwt({ sub: 'bo' })}` };
    expect((await get(standin, `${model}/task/t-0001`, other)).status).toBe(404);
    expect((await get(standin, `${model}/task/t-0001`)).status).toBe(200);
    expect((await get(standin, `${model}/task/t-0002`)).status).toBe(404);
  });

  test.each([200, 201, 202] as const)('can be answered with %i', async (taskStatus) => {
    const standin = await startStandin({ profile: 'bridge', scenario: scenarioWith({ service: { taskStatus } }) });
    expect((await post(standin, '/model/standin~remembers/task', { input: 'a' })).status).toBe(taskStatus);
  });

  test('needs an object', async () => {
    const { standin } = await start();
    expect((await post(standin, `${model}/task`, [1])).status).toBe(422);
    expect((await post(standin, '/model/acme~none/task', {})).status).toBe(404);
  });
});

describe('an API key', () => {
  const exchange = (standin: Standin, key: string): Promise<Response> =>
    get(standin, '/authenticate_with_key', { authorization: `Bearer ${key}` });

  test('is exchanged for an access token that lives as long as it says', async () => {
    const clock = new DrivenClock();
    const scenario = scenarioWith({ service: { accessTokenSeconds: 6 } });
    const standin = await startStandin({ clock, profile: 'legacy', scenario });
    const answer = await exchange(standin, STANDIN_API_KEY);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const token = (await answer.json()) as { access_token: string };
    expect(token).toEqual({ access_token: expect.any(String) as string, expires_in: 6, token_type: 'Bearer' });
    const status = async (): Promise<number> =>
      (await get(standin, model, { authorization: `Bearer ${token.access_token}` })).status;
    await clock.advance(5_999);
    expect(await status()).toBe(200);
    await clock.advance(1);
    expect(await status()).toBe(401);
  });

  test('that is wrong, or an access token, is a 401', async () => {
    const standin = await startStandin({ profile: 'legacy' });
    expect((await exchange(standin, 'wrong')).status).toBe(401);
    expect((await exchange(standin, 'standin-token')).status).toBe(401);
    expect((await get(standin, model, { authorization: `Bearer ${STANDIN_API_KEY}` })).status).toBe(401);
  });

  test('is unknown to the service of today', async () => {
    expect((await exchange(await startStandin(), STANDIN_API_KEY)).status).toBe(404);
  });
});
