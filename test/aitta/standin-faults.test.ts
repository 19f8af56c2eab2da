import { expect, onTestFinished, test } from 'vitest';
import { APIKeyAccessTokenSource } from '../../src/aitta/api-key-access-token-source.ts';
import { Client } from '../../src/aitta/client.ts';
import { APIError } from '../../src/aitta/errors.ts';
import { Model } from '../../src/aitta/model.ts';
import { StaticAccessTokenSource } from '../../src/aitta/static-access-token-source.ts';
import type { TaskData } from '../../src/aitta/task-data.ts';
import {
  DELAYING_KINDS,
  MIDWAY_KINDS,
  HOSTILE_KINDS,
  FAULT_KINDS,
  REPLACING_KINDS,
  SPOILING_KINDS,
  type FaultKind,
} from '../../src/standin/fault.ts';
import {
  createStandin,
  STANDIN_ADMINISTRATOR_TOKEN,
  STANDIN_API_KEY,
  type Fault,
  type Route,
  type Standin,
} from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';

interface World {
  standin: Standin;
  clock: DrivenClock;
  client: Client;
  model: Model;
  task: TaskData;
}

const MODEL_ID = 'standin/remembers';

async function openWorld(): Promise<World> {
  const clock = new DrivenClock();
  const standin = createStandin({ profile: 'bridge', clock });
  onTestFinished(() => standin.close());
  const { url } = await standin.listen();
  const client = new Client(url, new StaticAccessTokenSource(STANDIN_ADMINISTRATOR_TOKEN), {
    clock,
    requestTimeoutMs: 1000,
  });
  const model = await Model.load(MODEL_ID, client);
  return { standin, clock, client, model, task: await client.startInference(model, { input: 'x' }, {}) };
}

/** Every request of the client, by the stand-in's name of its route. */
const calls: readonly { name: string; route: Route; make: (world: World) => Promise<unknown> }[] = [
  { name: 'model list', route: 'models', make: ({ client }) => client.getModelList() },
  { name: 'model', route: 'model', make: ({ client, model }) => client.getModel(model) },
  { name: 'metadata', route: 'metadata', make: ({ client, model }) => client.getModelMetadata(model) },
  {
    name: 'add from hub',
    route: 'add-from-hub',
    make: ({ client }) => client.addModelFromHuggingFace({ modelId: 'acme/new', owner: 'public', scopes: ['public'] }),
  },
  { name: 'workers', route: 'workers', make: ({ client }) => client.getWorkers() },
  { name: 'workers of a model', route: 'model-workers', make: ({ client, model }) => client.getWorkers(model) },
  { name: 'preload', route: 'preload', make: ({ client }) => client.preload(MODEL_ID) },
  { name: 'queue', route: 'queue', make: ({ client }) => client.getQueue(MODEL_ID) },
  { name: 'status', route: 'status', make: ({ client }) => client.getStatus() },
  { name: 'downtimes', route: 'downtimes', make: ({ client }) => client.getDowntimes() },
  {
    name: 'start of a task',
    route: 'infer',
    make: ({ client, model }) => client.startInference(model, { input: 'x' }, {}),
  },
  { name: 'task', route: 'task', make: ({ client, task }) => client.getTask(task) },
  { name: 'stop of a task', route: 'task', make: ({ client, task }) => client.stopTask(task) },
  {
    name: 'exchange of a key',
    route: 'authenticate',
    make: ({ standin, clock }) =>
      new APIKeyAccessTokenSource(STANDIN_API_KEY, standin.url, { clock, requestTimeoutMs: 1000 }).getAccessToken(),
  },
];

/** What comes of a call: "works", or the error and its status. */
async function outcomeOf(world: World, { route, make }: (typeof calls)[number], fault: Fault): Promise<string> {
  const active = world.standin.addFault({ ...fault, route });
  const outcome = make(world).then(
    () => 'works',
    (error: unknown) => (error instanceof APIError ? `${error.name} ${error.status ?? ''}`.trim() : String(error)),
  );
  if (isOneOf(DELAYING_KINDS, fault.kind)) {
    await until(() => active.met === 1 && world.clock.sleeping === 2);
    await world.clock.advance(1000);
  }
  const text = await outcome;
  expect(active.met).toBeGreaterThan(0);
  active.remove();
  return text;
}

const isOneOf = (kinds: readonly string[], kind: string): boolean => kinds.includes(kind);

/** What is said in words of which nobody knows the form is taken as it comes. */
const unread = { preload: 'works', queue: 'works', 'stop of a task': 'works' };
const readLoosely = { ...unread, status: 'works', downtimes: 'works' };
const workersAreEmbedded = { workers: 'works', 'workers of a model': 'works' };
const malformed = 'MalformedAPIResponse 200';
const malformedStart = { 'start of a task': 'MalformedAPIResponse 201', 'add from hub': 'MalformedAPIResponse 201' };

/** The error on every call, and the calls that have another outcome. */
const expectations: Partial<Record<FaultKind, [everywhere: string, exceptions?: Record<string, string>]>> = {
  unauthorized: ['AuthorizationError 401'],
  forbidden: ['APIErrorResponse 403'],
  'not-found': ['APIErrorResponse 404'],
  unprocessable: ['APIErrorResponse 422'],
  'rate-limit': ['APIRateLimitError 429'],
  'error-500': ['APIErrorResponse 500'],
  'empty-500': ['APIErrorResponse 500'],
  'html-500': ['APIErrorResponse 500'],
  'html-502': ['APIErrorResponse 502'],
  'maintenance-503': ['ServiceUnderMaintenanceError 503', { status: 'works' }],
  'html-503': ['ServiceUnderMaintenanceError 503', { status: 'works' }],
  'html-504': ['APIErrorResponse 504'],
  reset: ['APIConnectionError'],
  'late-headers': ['APITimeoutError'],
  'late-body': ['APITimeoutError'],
  'no-content-type': [malformed, { ...malformedStart, ...readLoosely }],
  'wrong-content-type': [malformed, { ...malformedStart, ...readLoosely }],
  charset: ['works'],
  'invalid-json': [malformed, { ...malformedStart, ...unread }],
  'missing-key': [malformed, { ...malformedStart, ...readLoosely, ...workersAreEmbedded }],
  'wrong-type': [malformed, { ...malformedStart, ...readLoosely, ...workersAreEmbedded }],
};

test.each([...REPLACING_KINDS, ...DELAYING_KINDS, ...SPOILING_KINDS].filter((kind) => kind in expectations))(
  'the fault %s is met as it should be by every request of the client',
  async (kind) => {
    const world = await openWorld();
    const outcomes: Record<string, string> = {};
    for (const call of calls) outcomes[call.name] = await outcomeOf(world, call, { kind });
    const [everywhere, exceptions = {}] = expectations[kind] ?? [];
    expect(outcomes).toEqual(Object.fromEntries(calls.map(({ name }) => [name, exceptions[name] ?? everywhere])));
  },
);

test('no fault is left out but those in the middle of a chat and those below', () => {
  const below = ['lower-case-state', 'absolute-openai-link', 'no-openai-link'];
  const known = [...Object.keys(expectations), ...MIDWAY_KINDS, ...HOSTILE_KINDS, ...below];
  expect(new Set(known)).toEqual(new Set(FAULT_KINDS));
});

test('the fault lower-case-state is met by both readers of tasks', async () => {
  const world = await openWorld();
  const readers = calls.filter(({ name }) => name === 'task' || name === 'start of a task');
  for (const call of readers) {
    expect(await outcomeOf(world, call, { kind: 'lower-case-state' })).toMatch(/^MalformedAPIResponse/);
  }
});

test('an absolute openai link is given as it is, and a missing one is an IncompatibleModelError', async () => {
  const { standin, client } = await openWorld();
  const fault = standin.addFault({ kind: 'absolute-openai-link' });
  expect((await Model.load(MODEL_ID, client)).openaiApiUrl).toBe(`${standin.url}/openai/v1`);
  expect(fault.met).toBe(1);
  fault.remove();
  standin.addFault({ kind: 'no-openai-link' });
  const model = await Model.load(MODEL_ID, client);
  expect(() => model.openaiApiUrl).toThrow('no OpenAI-compatible endpoint');
});

test.each([
  [{ retryAfter: 7 }, { retryAfter: 7, retryAfterGiven: true }],
  [{ retryAfter: 1.5 }, { retryAfter: 1.5, retryAfterGiven: true }],
  [{ retryAfter: 'date' }, { retryAfter: 60, retryAfterGiven: true }],
  [{ retryAfter: 'none' }, { retryAfter: 10, retryAfterGiven: false }],
  [{ shape: 'openai' }, { retryAfter: 60, errorType: 'RateLimitError' }],
] as const)('a rate limit of the form %j is read as %j', async (form, read) => {
  const { standin, client } = await openWorld();
  standin.addFault({ kind: 'rate-limit', ...form });
  await expect(client.getWorkers()).rejects.toMatchObject({
    ...read,
    errorDescription: 'You have exceeded the request rate limit.',
  });
});

test('an answer that is late, but not too late, counts', async () => {
  const { standin, client, clock } = await openWorld();
  standin.addFault({ kind: 'late-headers', ms: 500, count: 1 });
  standin.addFault({ kind: 'late-body', ms: 400, count: 1 });
  for (const lateMs of [500, 400]) {
    const list = client.getModelList();
    await until(() => clock.sleeping === 2);
    await clock.advance(lateMs);
    expect((await list).length).toBeGreaterThan(3);
  }
});
