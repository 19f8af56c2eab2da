import { describe, expect, test } from 'vitest';
import { models } from '../../src/cli/models.ts';
import { cleanText } from '../../src/markdown/scan/clean-text.ts';
import type { ScenarioModel } from '../../src/standin/scenario-model.ts';
import { hal, startRawHttpServer } from '../fakes/raw-http-server.ts';
import { startStandin } from '../standin/start-standin.ts';
import { runVerbHere } from './verb-io.ts';
import { VerbProcess } from './verb-process.ts';

const MODELS: ScenarioModel[] = [
  { id: 'acme/embeds', kind: 'embeddings', window: 512 },
  { id: 'acme/日本語', window: 32_768, workers: { state: 'offline' } },
  { id: 'acme/small', window: 2_048 },
  { id: 'acme/large', window: 131_072 },
];
const TABLE = `MODEL        CAPABILITY  AVAILABILITY  CONTEXT
acme/large   chat        running       131,072
acme/small   chat        running         2,048
acme/日本語  chat        offline        32,768
acme/embeds  embeddings  running           512
`;

test('the program prints a table, without colour where no terminal is', async () => {
  const { url } = await startStandin({ scenario: { models: MODELS } });
  const verb = new VerbProcess(url, ['models']);
  expect(await verb.exit).toBe(0);
  expect([verb.out, verb.err]).toEqual([TABLE, '']);
});

test('an output that cannot be written to is a failure in one line', async () => {
  const { url } = await startStandin({ scenario: { models: MODELS } });
  const verb = new VerbProcess(url, ['models'], { stdoutFile: '/dev/full' });
  expect(await verb.exit).toBe(1);
  expect(verb.err).toMatch(/^aitta-bot: the output could not be written: ENOSPC.*\n$/);
});

test('with no settings there is the stand-in, and that is said beside the list', async () => {
  const verb = new VerbProcess('', ['models'], { env: { AITTA_ACCESS_TOKEN: '' } });
  expect(await verb.exit).toBe(0);
  expect(verb.out).toMatch(/^MODEL .*\nstandin\/remembers /);
  expect(verb.out).toMatch(/^standin\/runs-tasks +tasks +running +\?$/m);
  expect(verb.err).toMatch(/^aitta-bot: no Aitta credentials are set, so this is a stand-in.*\n$/);
});

describe('on a terminal', () => {
  test('there is colour, and a line meanwhile that is gone afterwards', async () => {
    const { url } = await startStandin({ scenario: { models: MODELS } });
    const verb = runVerbHere(models, url, [], { terminal: 80 });
    expect(await verb.exit).toBe(0);
    expect(verb.out()).toContain('\u001b[32mrunning     \u001b[39m');
    expect(verb.shown()).toEqual(['', 'Asking Aitta for its models …', '']);
  });

  test('NO_COLOR is respected', async () => {
    const { url } = await startStandin({ scenario: { models: MODELS } });
    const verb = runVerbHere(models, url, [], { terminal: 80, env: { NO_COLOR: '1' } });
    expect(await verb.exit).toBe(0);
    expect(verb.out()).toBe(TABLE);
    expect(verb.err()).not.toContain('\u001b[2m');
  });
});

test('--json is for programs: the words of Aitta, null for what is unknown', async () => {
  const { url } = await startStandin({ scenario: { models: MODELS.slice(0, 2) } });
  const verb = runVerbHere(models, url, ['--json']);
  expect(await verb.exit).toBe(0);
  expect(JSON.parse(verb.out())).toEqual([
    {
      id: 'acme/日本語',
      capabilities: ['openai-chat-completion'],
      tasks: false,
      availability: 'offline',
      contextTokens: 32_768,
      description: expect.any(String),
    },
    {
      id: 'acme/embeds',
      capabilities: ['openai-embeddings'],
      tasks: false,
      availability: 'running',
      contextTokens: 512,
      description: expect.any(String),
    },
  ]);
});

describe('a list with gaps is shown, and what is missing is said', () => {
  test('which models run', async () => {
    const { url } = await startStandin({
      scenario: { models: MODELS, faults: [{ kind: 'error-500', route: 'workers' }] },
    });
    const verb = runVerbHere(models, url, []);
    expect(await verb.exit).toBe(0);
    expect(verb.out()).toMatch(/^acme\/large +chat +\? +131,072$/m);
    expect(verb.err()).toMatch(/^aitta-bot models: Which models run is unknown: .*\/worker answered 500.*\n$/);
  });

  test('what a model can do', async () => {
    const { url } = await startStandin({
      scenario: { models: MODELS, faults: [{ kind: 'error-500', route: 'model', model: 'acme/large' }] },
    });
    const verb = runVerbHere(models, url, ['--json']);
    expect(await verb.exit).toBe(0);
    expect(JSON.parse(verb.out())).toContainEqual(
      expect.objectContaining({ id: 'acme/large', capabilities: null, description: null, contextTokens: 131_072 }),
    );
    expect(verb.err()).toMatch(/^aitta-bot models: What 1 of 4 models can do is unknown: .*answered 500.*\n$/);
  });

  test('and after a rate limit no further model is asked for', async () => {
    const many = Array.from({ length: 40 }, (_, n) => ({ id: `acme/m${n}` }));
    const standin = await startStandin({
      scenario: { models: many, faults: [{ kind: 'rate-limit', route: 'model', skip: 8 }] },
    });
    const verb = runVerbHere(models, standin.url, []);
    expect(await verb.exit).toBe(0);
    expect(standin.requests.filter(({ route }) => route === 'model').length).toBeLessThan(16);
    expect(verb.err()).toMatch(/models can do is unknown: .*429/);
  });

  test('but the older service, which has no list of workers, is no gap', async () => {
    const { url } = await startStandin({ profile: 'legacy', scenario: { models: [{ id: 'acme/old' }] } });
    const verb = runVerbHere(models, url, []);
    expect(await verb.exit).toBe(0);
    expect(verb.out()).toMatch(/^acme\/old +chat, tasks +\? +\?$/m);
    expect(verb.err()).toBe('');
  });
});

test('a name that would command the terminal does not', async () => {
  const { url } = await startRawHttpServer(({ path }) => {
    const name = 'acme/\u001b]52;c;aGFjaw==\u0007red\u001b[31m\u009b31m\nx';
    if (path === '/worker') return hal({ _links: { self: { href: path } }, _embedded: { workers: [] } });
    const links = { self: { href: path }, collection: { href: '/model' }, item: [{ href: '/model/x', name }] };
    return hal({ id: name, description: '\u009b31m', capabilities: ['\u001b[31mfly'], _links: links });
  });
  const verb = runVerbHere(models, url, []);
  expect(await verb.exit).toBe(0);
  expect(verb.out().split('\n')[1]).toMatch(/^acme\/red x +fly +offline +\?$/);
  const json = runVerbHere(models, url, ['--json']);
  expect(await json.exit).toBe(0);
  expect(json.out()).toBe(cleanText(json.out()));
});

test('no models are said to be none', async () => {
  const { url } = await startStandin({ scenario: { models: [] } });
  const verb = runVerbHere(models, url, []);
  expect(await verb.exit).toBe(0);
  expect(verb.out()).toBe('Aitta offers no models at the moment.\n');
});

describe('what fails is one line, and 1', () => {
  test('a refused token, with the page for a new one', async () => {
    const { url } = await startStandin();
    const verb = new VerbProcess(url, ['models'], { env: { AITTA_ACCESS_TOKEN: 'not-a-token' } });
    expect(await verb.exit).toBe(1);
    expect(verb.out).toBe('');
    expect(verb.err).toMatch(/^aitta-bot models: Aitta refuses the access token\. .*myToken \(.*answered 401.*\)\n$/);
    expect(verb.err).not.toContain('not-a-token');
  });

  test('a token that is refused only for the workers', async () => {
    const { url } = await startStandin({
      scenario: { models: MODELS, faults: [{ kind: 'unauthorized', route: 'workers' }] },
    });
    const verb = runVerbHere(models, url, []);
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toMatch(/^aitta-bot models: Aitta refuses the access token\..*\n$/);
  });

  test('an Aitta that nobody can reach', async () => {
    const standin = await startStandin();
    await standin.close();
    const verb = runVerbHere(models, standin.url, []);
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toMatch(/^aitta-bot models: Aitta is not answering properly.*\/model: ECONNREFUSED\)\n$/);
  });

  test.each([
    ['rate-limit', /request limit .* is used up.*429/],
    ['maintenance-503', /under maintenance.*503/],
    ['html-502', /is not answering properly.*502/],
    ['invalid-json', /is not answering properly/],
  ] as const)('a list that meets %s', async (kind, sentence) => {
    const { url } = await startStandin({ scenario: { models: MODELS, faults: [{ kind, route: 'models' }] } });
    const verb = runVerbHere(models, url, []);
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toMatch(sentence);
    expect(verb.err().trimEnd()).not.toContain('\n');
  });
});

describe('what is wrong on the command line is named, and 2', () => {
  test.each([
    [['--jsno'], "Unknown option '--jsno'."],
    [['all'], "Unexpected argument 'all'."],
    [['--json=yes'], "Option '--json' does not take an argument."],
  ])('%j', async (argv, message) => {
    const verb = runVerbHere(models, 'http://127.0.0.1:1', argv);
    expect(await verb.exit).toBe(2);
    expect(verb.err()).toBe(`aitta-bot models: ${message}\nSee aitta-bot models --help.\n`);
  });

  test('wrong settings are listed by name', async () => {
    const verb = new VerbProcess('ftp://x', ['models'], { env: { AITTA_CONCURRENCY: 'many' } });
    expect(await verb.exit).toBe(2);
    expect(verb.err).toMatch(/wrong settings:\n {2}AITTA_API_URL .*\n {2}AITTA_CONCURRENCY .*\n$/);
  });
});

test('--help tells how to use it', async () => {
  const verb = runVerbHere(models, 'http://127.0.0.1:1', ['--help']);
  expect(await verb.exit).toBe(0);
  expect(verb.out()).toMatch(/^Usage: aitta-bot models \[--json\]\n/);
});
