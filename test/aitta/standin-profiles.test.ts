import { describe, expect, onTestFinished, test } from 'vitest';
import { APIKeyAccessTokenSource } from '../../src/aitta/api-key-access-token-source.ts';
import { Client } from '../../src/aitta/client.ts';
import { Model } from '../../src/aitta/model.ts';
import { StaticAccessTokenSource } from '../../src/aitta/static-access-token-source.ts';
import {
  createStandin,
  STANDIN_ADMINISTRATOR_TOKEN,
  STANDIN_API_KEY,
  STANDIN_TOKEN,
  type Profile,
  type Scenario,
  type ServiceHabits,
  type Standin,
} from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { failureOf } from './documents.ts';

const MODEL_ID = 'acme/chat-small';
const models: Scenario['models'] = [
  { id: MODEL_ID },
  { id: 'acme/with-many-hyphens', kind: 'embeddings', workers: { count: 2 } },
  { id: 'acme/cold', workers: { state: 'offline', requestedMs: 20_000, startingMs: 40_000, lifetimeMs: 60_000 } },
  { id: 'acme/hidden', metadata: 'hidden' },
  { id: 'acme/text-old', kind: 'task', task: { advance: 'polls', pending: 1, running: 3 } },
];

interface Opened {
  standin: Standin;
  clock: DrivenClock;
  client: Client;
}

async function open(profile: Profile, scenario: Partial<Scenario> = {}, token = STANDIN_TOKEN): Promise<Opened> {
  const clock = new DrivenClock();
  const standin = createStandin({ profile, clock, scenario: { models, ...scenario } });
  onTestFinished(() => standin.close());
  const { url } = await standin.listen();
  return { standin, clock, client: new Client(url, new StaticAccessTokenSource(token), { clock }) };
}

const profiles: readonly Profile[] = ['today', 'legacy', 'bridge'];
const withTasks: readonly Profile[] = ['legacy', 'bridge'];
const withWorkers: readonly Profile[] = ['today', 'bridge'];

describe.each(profiles)('at the service of the profile %s', (profile) => {
  test('models are listed and loaded, and lead to their OpenAI base', async () => {
    const { client, standin } = await open(profile);
    const list = await client.getModelList();
    expect(list.map(({ id }) => id)).toContain(MODEL_ID);
    const model = await Model.load(MODEL_ID, client);
    expect([...model.capabilities]).toEqual(['openai-chat-completion']);
    const base = profile === 'legacy' ? '/model/acme~chat-small/openai/v1/' : '/openai/v1';
    expect(model.openaiApiUrl).toBe(standin.url + base);
    expect(client.isOwnOrigin(model.openaiApiUrl)).toBe(true);
  });

  test('a base with a slash at its end works too', async () => {
    const { standin } = await open(profile);
    const client = new Client(`${standin.url}/`, new StaticAccessTokenSource(STANDIN_TOKEN));
    expect((await Model.load(MODEL_ID, client)).id).toBe(MODEL_ID);
  });

  test('models that are not there are not found', async () => {
    const { client } = await open(profile);
    expect(await failureOf(Model.load('acme/none', client))).toMatchObject({ name: 'ModelNotFoundError' });
  });

  test('an unknown token is refused', async () => {
    const { client } = await open(profile, {}, 'unknown');
    const failure = await failureOf(client.getModel({ id: MODEL_ID, urlEndpoint: '/model/acme~chat-small' }));
    expect(failure).toMatchObject({ name: 'AuthorizationError', status: 401, errorType: 'unauthorized' });
  });

  test('metadata is read where it is shown, and written by those who may', async () => {
    const { client } = await open(profile, {
      users: [{ name: 'owner', tokens: [STANDIN_TOKEN], scopes: ['public'] }],
    });
    const model = await Model.load(MODEL_ID, client);
    await model.updateMetadata({ ...(await model.getMetadata()), description: 'Better.' });
    expect((await Model.load(model, client)).description).toBe('Better.');
    const hidden = await Model.load('acme/hidden', client);
    expect(await failureOf(hidden.getMetadata())).toMatchObject({ name: 'UnavailableFeatureError' });
  });

  test('a charset on everything changes nothing', async () => {
    const { client } = await open(profile, { service: { charset: true } });
    expect((await Model.load(MODEL_ID, client)).id).toBe(MODEL_ID);
  });

  test('the rate limit is told, and waited out by a client that is asked to', async () => {
    const { client, clock, standin } = await open(profile, { rateLimit: { perMinute: 2 } });
    await Model.load(MODEL_ID, client);
    expect(await failureOf(client.getModelList())).toMatchObject({ name: 'APIRateLimitError', retryAfter: 60 });
    const patient = new Client(standin.url, client.accessTokenSource, {
      clock,
      requestTimeoutMs: Infinity,
      retryOnRateLimitError: true,
    });
    const list = patient.getModelList();
    await until(() => clock.sleeping === 1);
    await clock.advance(60_000);
    expect(await list).not.toHaveLength(0);
  });
});

describe.each(withWorkers)('at the service of the profile %s', (profile) => {
  test.each<NonNullable<ServiceHabits['workerList']>>(['full', 'links', 'paged'])(
    'workers are listed in its form %s',
    async (workerList) => {
      const { client } = await open(profile, { service: { workerList } });
      const count = (workers: { model: string; status: string }[], model: string): number =>
        workers.filter((worker) => worker.model === model && worker.status === 'running').length;
      const workers = await client.getWorkers();
      expect(count(workers, MODEL_ID)).toBe(1);
      expect(count(workers, 'acme/with-many-hyphens')).toBe(2);
      expect(count(workers, 'acme/cold')).toBe(0);
      expect(workers.every(({ workerId }) => /^[A-Za-z0-9]+$/.test(workerId ?? ''))).toBe(true);
    },
  );

  test('a cold model that is asked for goes its way, until its allocation ends', async () => {
    const { client, clock } = await open(profile);
    const model = await Model.load('acme/cold', client);
    expect(await model.availability()).toBe('offline');
    await client.preload(model.id);
    const states: string[] = [];
    for (const ms of [0, 20_000, 40_000, 60_000]) {
      await clock.advance(ms);
      states.push(await model.availability());
    }
    expect(states).toEqual(['requested', 'starting', 'running', 'offline']);
  });

  test('a queue has something to say', async () => {
    const { client } = await open(profile);
    expect(await client.getQueue(MODEL_ID)).toMatchObject({ queue_length: 0 });
  });

  test('a maintenance break is announced, then in force with its reason, then over', async () => {
    const downtimes = [{ inMs: 3_600_000, lastsMs: 7_200_000, reason: 'Planned service break' }];
    const { client, clock } = await open(profile, { downtimes });
    const [begin, end] = [new Date(clock.now() + 3_600_000), new Date(clock.now() + 10_800_000)];
    const reason = 'Planned service break';
    expect(await client.getDowntimes()).toEqual([{ begin, end, reason }]);
    expect(await client.getStatus()).toEqual({ ok: true });
    await clock.advance(3_600_000);
    expect(await client.getStatus()).toEqual({ ok: false, begin, end, reason });
    const failure = await failureOf(client.getModelList());
    expect(failure).toMatchObject({ name: 'ServiceUnderMaintenanceError', details: { reason } });
    await clock.advance(7_200_000);
    expect(await client.getStatus()).toEqual({ ok: true });
  });
});

describe.each(withTasks)('at the service of the profile %s', (profile) => {
  test('a task is awaited, with its progress', async () => {
    const { client, clock } = await open(profile);
    const model = await Model.load('acme/text-old', client);
    const seen: string[] = [];
    const results = model.startAndAwaitInference(
      { input: 'repeat: Hei!' },
      {},
      { onProgress: ({ state, progress, maxProgress }) => seen.push(`${state} ${progress}/${maxProgress}`) },
    );
    for (let looks = 1; looks <= 5; looks++) {
      await until(() => seen.length === looks);
      await clock.advance(500);
    }
    expect(await results).toEqual({ output: 'Hei!' });
    expect(seen).toEqual(['Pending 0/1', 'Pending 0/1', 'Running 1/3', 'Running 2/3', 'Running 3/3', 'Success 1/1']);
  });

  test('a task that fails says why', async () => {
    const { client } = await open(profile, {
      models: [{ id: MODEL_ID, task: { advance: 'polls', pending: 0, running: 0 } }],
    });
    const model = await Model.load(MODEL_ID, client);
    const task = await model.startInference({ input: 'fail: out of luck' });
    await task.update();
    expect(task.state).toBe('Failure');
    const failure = await failureOf((async () => task.results)());
    expect(failure).toMatchObject({ name: 'InferenceError', details: { message: 'out of luck' } });
  });

  test('a pending task is stopped', async () => {
    const { client } = await open(profile);
    const task = await (await Model.load('acme/text-old', client)).startInference({ input: 'x' });
    await task.stop();
    await task.update();
    expect(task.state).toBe('Failure');
  });

  test("another user's task is not there", async () => {
    const users = [
      { name: 'one', tokens: [STANDIN_TOKEN] },
      { name: 'two', tokens: ['token-of-two'] },
    ];
    const { client, standin } = await open(profile, { users });
    const task = await client.startInference(await Model.load('acme/text-old', client), { input: 'x' }, {});
    const other = new Client(standin.url, new StaticAccessTokenSource('token-of-two'));
    expect(await failureOf(other.getTask(task))).toMatchObject({ status: 404, errorType: 'not_found' });
  });

  test('a key is exchanged for tokens, the next one in the last five seconds of each', async () => {
    const { standin, clock } = await open(profile, { service: { accessTokenSeconds: 6 } });
    const client = new Client(standin.url, new APIKeyAccessTokenSource(STANDIN_API_KEY, standin.url, { clock }), {
      clock,
    });
    const exchanges = (): number => standin.requests.filter(({ route }) => route === 'authenticate').length;
    await Model.load(MODEL_ID, client);
    expect(exchanges()).toBe(1);
    await clock.advance(1000);
    await client.getModelList();
    expect(exchanges()).toBe(2);
  });

  test('a wrong key is refused', async () => {
    const { standin } = await open(profile);
    const source = new APIKeyAccessTokenSource('wrong-key', standin.url);
    expect(await failureOf(source.getAccessToken())).toMatchObject({ name: 'AuthorizationError', status: 401 });
  });
});

test("today's service has no tasks", async () => {
  const { client } = await open('today');
  const model = await Model.load(MODEL_ID, client);
  expect(await failureOf(model.startInference({ input: 'x' }))).toMatchObject({ name: 'UnavailableFeatureError' });
});

test('the older service knows nothing of workers and status', async () => {
  const { client } = await open('legacy');
  expect(await (await Model.load(MODEL_ID, client)).availability()).toBe('unknown');
  expect(await failureOf(client.getStatus())).toMatchObject({ status: 404 });
  expect(await failureOf(client.preload(MODEL_ID))).toMatchObject({ status: 404 });
});

test('the older service shows only the models that a token is for', async () => {
  const { client } = await open('legacy', { users: [{ name: 'one', tokens: [STANDIN_TOKEN], models: [MODEL_ID] }] });
  expect((await client.getModelList()).map(({ id }) => id)).toEqual([MODEL_ID]);
});

test('administrators add models, others may not', async () => {
  const { client: user, standin } = await open('today');
  const administrator = new Client(standin.url, new StaticAccessTokenSource(STANDIN_ADMINISTRATOR_TOKEN));
  const request = { modelId: 'acme/new', owner: 'public', scopes: ['public'] };
  expect(await failureOf(user.addModelFromHuggingFace(request))).toMatchObject({ status: 403, errorType: 'forbidden' });
  expect((await administrator.addModelFromHuggingFace(request)).id).toBe('acme/new');
  const metadata = await (await Model.load(MODEL_ID, administrator)).getMetadata();
  expect((await administrator.addModel({ ...metadata, id: 'acme/newer' })).id).toBe('acme/newer');
});
