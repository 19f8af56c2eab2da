import { describe, expect, test } from 'vitest';
import { task } from '../../src/cli/task.ts';
import type { ScenarioModel } from '../../src/standin/scenario-model.ts';
import { STANDIN_TOKEN, type SeenRequest, type Standin } from '../../src/standin/standin.ts';
import { passTime } from '../adapters/aitta/gateway-bench.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { hal, startRawHttpServer } from '../fakes/raw-http-server.ts';
import { startStandin } from '../standin/start-standin.ts';
import { runVerbHere } from './verb-io.ts';
import { VerbProcess } from './verb-process.ts';

const MODELS: ScenarioModel[] = [
  { id: 'acme/text-old', kind: 'task', task: { advance: 'polls', pending: 1, running: 4 } },
  { id: 'acme/text-clock', kind: 'task' },
  { id: 'acme/silent', kind: 'task', task: { advance: 'polls', pending: 1, running: 4, progress: 'none' } },
  { id: 'acme/open', kind: 'task', task: { advance: 'polls', pending: 1, running: 4, progress: 'open' } },
  { id: 'acme/waits', kind: 'task', task: { pending: 3_600_000 } },
];
const QUICK = { AITTA_REQUESTS_PER_MINUTE: '100000' };
const startBridge = (clock?: DrivenClock): Promise<Standin> =>
  startStandin({ profile: 'bridge', scenario: { models: MODELS }, ...(clock ? { clock } : {}) });
const input = (text: string): string[] => ['--input', JSON.stringify({ input: text })];
const isStop = ({ method, route }: SeenRequest): boolean => method === 'DELETE' && route === 'task';

describe('the program', () => {
  test('writes the results as JSON to stdout, and a line per state to stderr', async () => {
    const { url } = await startBridge();
    const verb = new VerbProcess(url, ['task', '--model', 'text-old', ...input('repeat: hei')], { env: QUICK });
    expect(await verb.exit).toBe(0);
    expect(verb.out).toBe('{\n  "output": "hei"\n}\n');
    expect(verb.err).toBe('acme/text-old: pending\nacme/text-old: running\n');
  });

  test('takes the input from a pipe, and is interrupted by stopping the task at the server', async () => {
    const standin = await startBridge();
    const args = ['task', '--model', 'acme/waits', '--input', '-'];
    const verb = new VerbProcess(standin.url, args, { env: QUICK, stdin: '{"input": "x"}' });
    await verb.until(({ err }) => err.includes('pending'));
    verb.interrupt();
    expect(await verb.exit).toBe(130);
    expect(standin.requests.some(isStop)).toBe(true);
    expect([verb.out, verb.err]).toEqual(['', 'acme/waits: pending\n']);
  });
});

describe('on a terminal', () => {
  const bars = async (model: string): Promise<string[]> => {
    const clock = new DrivenClock();
    const { url } = await startBridge(clock);
    const verb = runVerbHere(task, url, ['--model', model, ...input('repeat: hei')], { clock, terminal: 100 });
    await passTime(clock, verb.isOver, { stepMs: 500 });
    expect(await verb.exit).toBe(0);
    expect(verb.err()).not.toContain('\n');
    expect(verb.shown().at(-1)).toBe('');
    return verb.shown();
  };

  test('there is one line with a bar of the steps that the model counts', async () => {
    const lines = await bars('text-old');
    expect(lines).toContain('Waiting for its turn, 0 s');
    expect(lines).toContain('[###############---------------]  50 %  2 of 4  6 s');
    expect(lines.at(-2)).toMatch(/^Success, \d+ s$/);
  });

  test('a model that reports nothing has no bar', async () => {
    expect(await bars('silent')).toContain('Running, 6 s');
  });

  test('a model that does not know its end has a number', async () => {
    expect(await bars('open')).toContain('Running, step 2, 6 s');
  });

  test('looks at the task take at most half of the request budget', async () => {
    const clock = new DrivenClock();
    const standin = await startBridge(clock);
    const verb = runVerbHere(task, standin.url, ['--model', 'waits', ...input('x')], { clock });
    const began = clock.now();
    await passTime(clock, () => clock.now() - began >= 120_000, { stepMs: 1_000 });
    const looks = standin.requests.filter(({ method, route }) => method === 'GET' && route === 'task').length;
    expect(looks).toBeGreaterThan(30);
    expect(looks).toBeLessThanOrEqual(60);
    verb.interrupt();
    expect(await verb.exit).toBe(130);
  });
});

const DOCUMENT = {
  id: 't-1',
  model_id: 'acme/raw',
  state: 'Pending',
  error: null,
  results: null,
  progress: null,
  _links: {
    self: { href: '/task/t-1' },
    stop: { href: '/task/t-1', method: 'DELETE' },
    model: { href: '/model/raw' },
  },
};
/** An Aitta whose start of a task a test has in its hands. */
const startRaw = async (start: () => Promise<void>, look: () => object = () => DOCUMENT) =>
  startRawHttpServer(async ({ path, method }) => {
    const links = { self: { href: '/model/raw' }, collection: { href: '/model' }, infer: { href: '/infer' } };
    if (path === '/model') return hal({ _links: { ...links, item: [{ href: '/model/raw', name: 'acme/raw' }] } });
    if (path === '/model/raw') return hal({ id: 'acme/raw', description: '', capabilities: [], _links: links });
    if (path === '/infer') {
      await start();
      return hal(DOCUMENT, 201);
    }
    return hal(method === 'DELETE' ? DOCUMENT : look());
  });

describe('interrupted', () => {
  test('while the task is being started, it waits for its id and stops it', async () => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const server = await startRaw(async () => {
      begun.resolve();
      await goOn.promise;
    });
    const verb = runVerbHere(task, server.url, ['--model', 'raw', ...input('x')], { env: QUICK });
    await begun.promise;
    verb.interrupt();
    goOn.resolve();
    expect(await verb.exit).toBe(130);
    expect(server.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  test('it does not wait for long for a server that hangs', async () => {
    const clock = new DrivenClock();
    const begun = Promise.withResolvers<void>();
    const server = await startRaw(async () => {
      begun.resolve();
      await new Promise(() => undefined);
    });
    const verb = runVerbHere(task, server.url, ['--model', 'raw', ...input('x')], { clock });
    await begun.promise;
    verb.interrupt();
    const since = clock.now();
    await passTime(clock, verb.isOver, { stepMs: 500 });
    expect(await verb.exit).toBe(130);
    expect(clock.now() - since).toBeLessThanOrEqual(6_000);
  });
});

describe('what fails is one line, and 1', () => {
  test('a task that fails, with the reason that the worker gives', async () => {
    const { url } = await startBridge();
    const verb = runVerbHere(task, url, ['--model', 'text-old', ...input('fail: no luck')], { env: QUICK });
    expect(await verb.exit).toBe(1);
    expect(verb.out()).toBe('');
    expect(verb.err()).toBe(
      'acme/text-old: pending\nacme/text-old: running\n' +
        'aitta-bot task: The inference task t-0001 failed. {"type":"worker_error","message":"no luck"}\n',
    );
  });

  test('a reason that is long or would command the terminal is cut and cleaned', async () => {
    const failed = { ...DOCUMENT, state: 'Failure', error: `\u001b[31m${'x'.repeat(10_000)}` };
    const { url } = await startRaw(
      () => Promise.resolve(),
      () => failed,
    );
    const verb = runVerbHere(task, url, ['--model', 'raw', ...input('x')], { env: QUICK });
    expect(await verb.exit).toBe(1);
    expect(verb.err()).not.toContain('\u001b');
    expect(verb.err().length).toBeLessThan(700);
  });

  test('a reason that repeats the token, without it', async () => {
    const failed = { ...DOCUMENT, state: 'Failure', error: `not ${STANDIN_TOKEN}` };
    const { url } = await startRaw(
      () => Promise.resolve(),
      () => failed,
    );
    const verb = runVerbHere(task, url, ['--model', 'raw', ...input('x')], { env: QUICK });
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toMatch(/task t-1 failed\. not \[secret\]\n$/);
  });

  test('a service that breaks in the middle, and that the task may go on', async () => {
    const { url } = await startRaw(
      () => Promise.resolve(),
      () => ({ nonsense: true }),
    );
    const verb = runVerbHere(task, url, ['--model', 'raw', ...input('x')], { env: QUICK });
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toMatch(
      /^acme\/raw: pending\naitta-bot task: the task t-1 may still be running at Aitta\.\naitta-bot task: Aitta is not answering properly.*\n$/,
    );
  });

  test('a model of today’s service, which runs no tasks', async () => {
    const { url } = await startStandin({ scenario: { models: [{ id: 'acme/chat' }] } });
    const verb = runVerbHere(task, url, ['--model', 'chat', ...input('x')]);
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toBe('aitta-bot task: acme/chat runs no tasks; `aitta-bot ask` asks chat models.\n');
  });

  test.each([
    ['nobody', 'no model matches “nobody”; `aitta-bot models` lists them.'],
    ['text', 'several models match “text”: acme/text-old, acme/text-clock.'],
  ])('the model %s', async (model, message) => {
    const { url } = await startBridge();
    const verb = runVerbHere(task, url, ['--model', model, ...input('x')]);
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toBe(`aitta-bot task: ${message}\n`);
  });

  test('a refused token, and an Aitta that nobody can reach', async () => {
    const standin = await startBridge();
    const args = ['--model', 'text-old', ...input('x')];
    const refused = runVerbHere(task, standin.url, args, { env: { AITTA_ACCESS_TOKEN: 'nope' } });
    expect(await refused.exit).toBe(1);
    expect(refused.err()).toMatch(/^aitta-bot task: Aitta refuses the access token\..*answered 401.*\n$/);
    await standin.close();
    const alone = runVerbHere(task, standin.url, args);
    expect(await alone.exit).toBe(1);
    expect(alone.err()).toMatch(/^aitta-bot task: Aitta is not answering properly.*ECONNREFUSED\)\n$/);
  });
});

describe('what is wrong on the command line is named, and 2', () => {
  test.each([
    [['--input', '{}'], '--model is missing.'],
    [['--model', 'x'], '--input is missing.'],
    [['--model', 'x', '--input', '{"a":\n1,}'], /^--input is not JSON: [^\n]+/],
    [['--model', 'x', '--input', ''], /^--input is not JSON: [^\n]+/],
    [['--model', 'x', '--input', '[1]'], /^--input must be a JSON object/],
    [['--model', 'x', '--input', 'null'], /^--input must be a JSON object/],
    [['--model', 'x', '--input', '-'], /^--input is not JSON/],
    [['--model', 'x', '--inptu', '{}'], "Unknown option '--inptu'."],
  ])('%j', async (argv, message) => {
    const verb = runVerbHere(task, 'http://127.0.0.1:1', argv);
    expect(await verb.exit).toBe(2);
    const [line = '', help, ...more] = verb.err().trimEnd().split('\n');
    expect(line.replace('aitta-bot task: ', '')).toEqual(expect.stringMatching(message));
    expect([help, more]).toEqual(['See aitta-bot task --help.', []]);
  });
});

test('--help tells how to use it', async () => {
  const verb = runVerbHere(task, 'http://127.0.0.1:1', ['--help']);
  expect(await verb.exit).toBe(0);
  expect(verb.out()).toMatch(/^Usage: aitta-bot task --model ID --input JSON\n/);
});
