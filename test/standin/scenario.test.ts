import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseScenario, ScenarioError } from '../../src/standin/check-scenario.ts';
import { defaultScenario } from '../../src/standin/default-scenario.ts';
import { FAULT_KINDS } from '../../src/standin/fault.ts';
import { RequestLog } from '../../src/standin/request-log.ts';
import { ROUTES } from '../../src/standin/routes.ts';
import { createStandin, type Standin } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { chat, get, scenarioWith, startStandin } from './start-standin.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const example = readFileSync(join(docs, 'standin-scenario.json'), 'utf8');

const problemsOf = (scenario: unknown): readonly string[] => {
  try {
    parseScenario(typeof scenario === 'string' ? scenario : JSON.stringify(scenario));
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
  return [];
};

describe('a scenario', () => {
  test('the default one can be written to a file and read again', () => {
    expect(parseScenario(JSON.stringify(defaultScenario))).toEqual(defaultScenario);
  });

  test('in the default one the model that holds conversations has the largest window, and so is chosen first', () => {
    const [first, ...others] = defaultScenario.models.map(({ id, window = 0 }) => ({ id, window }));
    expect(first?.id).toBe('standin/remembers');
    expect(Math.max(...others.map(({ window }) => window))).toBeLessThan(first?.window ?? 0);
  });

  test('the example can be read, and its outage is met', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({ clock, scenario: parseScenario(example) });
    expect((await get(standin, '/model')).status).toBe(200);
    expect(standin.models.length).toBeGreaterThan(1);
  });

  test('everything that is wrong is told at once, by path', () => {
    const scenario = {
      models: [
        { id: '', pace: { pieceMs: 'fast' } },
        { id: 'acme/a', kind: 'chatty', wimdow: 2, window: 1.5 },
        { description: 'nameless' },
        'acme/b',
      ],
      users: { name: 'ada' },
      rateLimit: { perMinute: 0 },
      faults: [{ kind: 'explosion' }, { kind: 'rate-limit', retryAfter: 'soon' }],
      timeline: [
        { atMs: -1, command: { do: 'dance' } },
        { atMs: 1, command: { do: 'set-worker', model: 'a' } },
      ],
    };
    expect(problemsOf(scenario)).toEqual([
      'models[0].id must be a text that is not empty, not ""',
      'models[0].pace.pieceMs must be a number from 0 to 2000000000, not "fast"',
      'models[1].kind must be one of chat, embeddings, task, not "chatty"',
      'models[1].window must be a whole number of at least 16, not 1.5',
      expect.stringMatching(/^models\[1\]\.wimdow is unknown; there may be id, description, kind, window, /) as string,
      'models[2].id is missing; it must be a text that is not empty',
      'models[3] must be an object, not "acme/b"',
      'users must be a list, not {"name":"ada"}',
      'rateLimit.perMinute must be a whole number of at least 1, not 0',
      expect.stringMatching(/^faults\[0\]\.kind must be one of unauthorized, .*, not "explosion"$/) as string,
      'faults[1].retryAfter must be a number of seconds, date or none, not "soon"',
      'timeline[0].atMs must be a number from 0 to 2000000000, not -1',
      expect.stringMatching(/^timeline\[0\]\.command\.do must be one of set-worker, .*, not "dance"$/) as string,
      'timeline[1].command.state is missing; it must be one of offline, requested, starting, running',
    ]);
  });

  test.each<[unknown, string]>([
    ['{', 'it is not JSON'],
    ['[]', 'it must be an object, not []'],
    [{}, 'models is missing; it must be a list'],
    [{ models: [], timeline: [{ atMs: 0, command: 'dance' }] }, 'timeline[0].command must be an object, not "dance"'],
    [
      { models: [], timeline: [{ atMs: 0, command: {} }] },
      expect.stringMatching(
        /^timeline\[0\]\.command\.do is missing; it must be one of set-worker, put-model, /,
      ) as string,
    ],
    [
      { models: [{ id: 'a' }], constructor: 1 },
      expect.stringMatching(/^constructor is unknown; there may be models, /) as string,
    ],
    [{ models: [{ id: 'a' }, { id: 'a' }] }, 'models: a is there twice'],
    [
      { models: [], faults: [{ kind: 'stall', route: 'task' }] },
      'faults[0]: stall is a fault of the route chat, not of task',
    ],
    [
      { models: [], timeline: [{ atMs: 0, command: { do: 'add-fault', fault: { kind: 'cut', route: 'status' } } }] },
      'timeline[0].command.fault: cut is a fault of the route chat, not of status',
    ],
  ])('%j', (scenario, problem) => {
    expect(problemsOf(scenario)).toEqual([problem]);
  });

  test('a long value is shortened in its problem', () => {
    expect(problemsOf({ models: 'x'.repeat(1_000) })[0]?.length).toBeLessThan(120);
  });

  test('its timeline changes the stand-in while it runs', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({
      clock,
      scenario: scenarioWith({
        timeline: [
          { atMs: 60_000, command: { do: 'add-fault', fault: { kind: 'html-502' } } },
          { atMs: 120_000, command: { do: 'clear-faults' } },
          { atMs: 130_000, command: { do: 'remove-model', model: 'standin/embeds' } },
          { atMs: 180_000, command: { do: 'set-worker', model: 'standin/embeds', state: 'offline' } },
          { atMs: 240_000, command: { do: 'set-downtimes', downtimes: [{ inMs: 0, lastsMs: 1_000, reason: 'Fire' }] } },
        ],
      }),
    });
    const statuses = [(await get(standin, '/model')).status];
    for (let minute = 0; minute < 4; minute++) {
      await clock.advance(60_000);
      statuses.push((await get(standin, '/model')).status);
    }
    expect(statuses).toEqual([200, 502, 200, 200, 503]);
  });
});

describe('the stand-in', () => {
  test('passes time as many times as fast as it is told', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({ clock, speed: 60 });
    const answer = chat(standin, 'standin/starts-cold', 'repeat: warm');
    await standin.seen(({ chat: seen }) => seen !== undefined);
    await clock.advance(1_000);
    expect((await answer).status).toBe(200);
  });

  test('closes while answers hang, stall and are being written', async () => {
    const clock = new DrivenClock();
    const standin = createStandin({ clock });
    await standin.listen();
    standin.addFault({ kind: 'late-headers', route: 'models' });
    const answers = [
      get(standin, '/model'),
      chat(standin, 'standin/starts-cold', 'hello'),
      chat(standin, 'standin/writes-slowly', 'hello', { stream: true }).then((answer) => answer.text()),
    ].map((answer) => answer.catch((error: unknown) => error));
    while (clock.sleeping < 3) await new Promise(setImmediate);
    await standin.close();
    expect((await Promise.all(answers)).every((answer) => answer instanceof TypeError)).toBe(true);
    expect(clock.sleeping).toBe(0);
    expect(standin.requests.map(({ outcome }) => outcome)).toEqual(['cut', 'cut', 'cut']);
  });

  test('says that a port is taken', async () => {
    const standin = await startStandin();
    const second = createStandin();
    await expect(second.listen({ port: Number(new URL(standin.url).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    expect(() => second.url).toThrow('not listening');
  });

  test('does not hide a bug of its own behind a broken connection', async () => {
    const clock = {
      now: Date.now,
      monotonic: () => performance.now(),
      sleep: () => Promise.reject(new Error('the clock is broken')),
    };
    const answer = await chat(await startStandin({ clock }), 'standin/writes-slowly', 'hello');
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('the clock is broken');
  });

  test('keeps the newest 1,000 requests', () => {
    const log = new RequestLog();
    for (let at = 1; at <= 1_001; at++) {
      log.add({ at, method: 'GET', path: '/', route: undefined, user: undefined, status: undefined, outcome: 'open' });
    }
    expect(log.list()).toHaveLength(1_000);
    expect(log.list()[0]?.at).toBe(2);
  });
});

describe('the control endpoint', () => {
  const control = (
    standin: Standin,
    body: unknown,
    headers = { 'content-type': 'application/json' },
  ): Promise<Response> => fetch(`${standin.url}/standin`, { method: 'POST', headers, body: JSON.stringify(body) });

  test('is not there unless asked for', async () => {
    const standin = await startStandin();
    expect((await get(standin, '/standin')).status).toBe(404);
    expect((await control(standin, { do: 'clear-faults' })).status).toBe(404);
  });

  test('shows the state, and takes one command or several', async () => {
    const standin = await startStandin({ control: true });
    await chat(standin, 'standin/remembers', 'hello');
    const answer = await control(standin, [
      { do: 'set-worker', model: 'standin/starts-cold', state: 'starting', hold: true },
      { do: 'add-fault', fault: { kind: 'html-504', route: 'workers' } },
      { do: 'set-rate-limit', rateLimit: { perMinute: 100 } },
      { do: 'put-model', model: { id: 'acme/new' } },
      { do: 'remove-model', model: 'standin/embeds' },
      { do: 'set-downtimes', downtimes: [{ inMs: 1_000, lastsMs: 1_000, reason: 'Fire' }] },
    ]);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ rateLimit: { perMinute: 100 } });
    const state = (await (await get(standin, '/standin', {})).json()) as { models: object[] };
    expect(state).toMatchObject({
      faults: [{ fault: { kind: 'html-504' }, met: 0 }],
      rateLimit: { perMinute: 100 },
      downtimes: [{ reason: 'Fire' }],
      requests: [{ route: 'chat', status: 200 }],
    });
    expect(state.models).toContainEqual({ id: 'standin/starts-cold', workers: ['starting'], waiting: 0 });
    expect(state.models.map((model) => 'id' in model && model.id)).not.toContain('standin/embeds');
    expect((await get(standin, '/worker')).status).toBe(504);
    await control(standin, { do: 'clear-faults' });
    await control(standin, { do: 'set-rate-limit' });
    await control(standin, { do: 'reject-tokens' });
    expect((await get(standin, '/worker')).status).toBe(401);
    await control(standin, { do: 'accept-tokens' });
    expect((await get(standin, '/worker')).status).toBe(200);
  });

  test.each<[unknown, string]>([
    [{ do: 'explode' }, 'do must be one of set-worker'],
    [[{ do: 'clear-faults' }, { do: 'set-worker' }], '[1].model is missing'],
    [{ do: 'set-worker', model: 'acme/none', state: 'running' }, 'The stand-in has no model acme/none.'],
    [{ do: 'add-fault', fault: { kind: 'stall', route: 'models' } }, 'stall is a fault of the route chat'],
    ['text', 'it must be an object'],
  ])('refuses %j', async (command, problem) => {
    const answer = await control(await startStandin({ control: true }), command);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { problems: string[] }).problems[0]).toContain(problem);
  });

  test('refuses what a foreign web page could send unasked', async () => {
    const standin = await startStandin({ control: true });
    expect((await control(standin, { do: 'clear-faults' }, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await fetch(`${standin.url}/standin`, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('the documentation', () => {
  const text = readFileSync(join(docs, 'standin.md'), 'utf8');

  test('names every fault, every route and every model', () => {
    const names = [...FAULT_KINDS, ...ROUTES, ...defaultScenario.models.map(({ id }) => id)];
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
