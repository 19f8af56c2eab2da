import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ask } from '../../src/cli/ask.ts';
import type { ScenarioModel } from '../../src/standin/scenario-model.ts';
import { eventStream, passTime, sse, startWithRawAitta } from '../adapters/aitta/gateway-bench.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { startStandin } from '../standin/start-standin.ts';
import { runVerbHere } from './verb-io.ts';

const MODELS: ScenarioModel[] = [
  { id: 'acme/talks-small', window: 8_192 },
  { id: 'acme/talks-large', window: 131_072 },
  { id: 'acme/slow', window: 32_768, pace: { pieceMs: 60_000 } },
  { id: 'acme/cold', window: 32_768, workers: { state: 'offline', requestedMs: 30_000, startingMs: 60_000 } },
  { id: 'acme/embeds', kind: 'embeddings' },
];
const scenario = { models: MODELS };
const isChat = ({ route }: { route: string | undefined }): boolean => route === 'chat';

test('interrupted in mid-answer, what was written stays and its line is ended', async () => {
  const standin = await startStandin({ scenario });
  const verb = runVerbHere(ask, standin.url, ['--model', 'slow', 'repeat: one two three']);
  await standin.seen((request) => (request.chat?.tokensWritten ?? 0) > 0);
  await passTime(new DrivenClock(), () => verb.out() !== '');
  verb.interrupt();
  expect(await verb.exit).toBe(130);
  expect(verb.out()).toBe('one\n');
  await standin.seen((request) => isChat(request) && request.outcome === 'disconnected');
});

describe('while a model is cold', () => {
  const start = async (terminal?: number) => {
    const clock = new DrivenClock();
    const standin = await startStandin({ scenario, clock });
    const options = terminal === undefined ? { clock } : { clock, terminal };
    const verb = runVerbHere(ask, standin.url, ['--model', 'cold', 'repeat: at last'], options);
    await passTime(clock, verb.isOver, { stepMs: 1_000 });
    expect(await verb.exit).toBe(0);
    return verb;
  };

  test('each phase is a line of its own where no terminal is', async () => {
    const verb = await start();
    expect(verb.out()).toBe('at last\n');
    expect(verb.err()).toMatch(
      /^Starting acme\/cold …\nacme\/cold is waiting for GPUs on LUMI ….*\nacme\/cold is loading ….*\n$/,
    );
  });

  test('a terminal has one line, with the time, that is gone when the answer comes', async () => {
    const verb = await start(100);
    expect(verb.out()).toBe('at last\n');
    expect(verb.err()).not.toContain('\n');
    expect(verb.shown().at(-1)).toBe('');
    expect(verb.shown().some((text, at, all) => at > 0 && text === all[at - 1])).toBe(false);
    expect(verb.shown().join('\n')).toMatch(/acme\/cold is waiting for GPUs on LUMI … · 2\d s/);
    expect(verb.shown().join('\n')).toMatch(/acme\/cold is loading … · 1 min( \d+ s)?/);
  });

  test('a narrow terminal has one line all the same', async () => {
    const verb = await start(30);
    expect(Math.max(...verb.shown().map((text) => text.length))).toBe(29);
  });
});

test('the stand-in in this very process is asked without the proxy of the settings', async () => {
  const env = { AITTA_ACCESS_TOKEN: '', NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:1' };
  const verb = runVerbHere(ask, 'standin:', ['repeat: hei'], { env });
  expect(await verb.exit).toBe(0);
  expect(verb.out()).toBe('hei\n');
});

describe('the question', () => {
  const asked = async (argv: string[], stdin: string): Promise<unknown> => {
    const standin = await startStandin({ scenario });
    const verb = runVerbHere(ask, standin.url, argv, { stdin });
    expect(await verb.exit).toBe(0);
    return standin.requests.find(isChat)?.chat?.messages;
  };

  test('may be words without quotes', async () => {
    expect(await asked(['why', 'is', 'the', 'sky', 'blue?'], 'not read')).toEqual([
      { role: 'user', content: 'why is the sky blue?' },
    ]);
  });

  test('may have what is piped in behind it', async () => {
    expect(await asked(['Review this:', '-'], '+ a\n- b\n')).toEqual([
      { role: 'user', content: 'Review this:\n\n+ a\n- b' },
    ]);
  });

  test('may begin with a minus behind --', async () => {
    expect(await asked(['--', '-1', '-', '2?'], '')).toEqual([{ role: 'user', content: '-1 - 2?' }]);
  });

  test('has SYSTEM_PROMPT in front, where that is set', async () => {
    const standin = await startStandin({ scenario });
    const verb = runVerbHere(ask, standin.url, ['hello'], { env: { SYSTEM_PROMPT: 'Be brief.' } });
    expect(await verb.exit).toBe(0);
    expect(standin.requests.find(isChat)?.chat?.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'hello' },
    ]);
  });

  test.each([
    ['nothing is piped in', [], { stdin: '' }],
    ['only blanks are', ['-'], { stdin: ' \n\n' }],
    ['nobody pipes anything into a terminal', [], { stdinIsTerminal: true }],
    ['it is empty', [''], { stdinIsTerminal: true }],
  ] as const)('is missing where %s', async (_, argv, options) => {
    const verb = runVerbHere(ask, 'http://127.0.0.1:1', argv, options);
    expect(await verb.exit).toBe(2);
    expect(verb.err()).toBe('aitta-bot ask: there is no question.\nSee aitta-bot ask --help.\n');
  });

  test('that never ends, ends', async () => {
    const endless = new Readable({ read: () => endless.push('x'.repeat(65_536)) });
    const verb = runVerbHere(ask, 'http://127.0.0.1:1', ['-'], { stdin: endless });
    expect(await verb.exit).toBe(2);
    expect(verb.err()).toMatch(/^aitta-bot ask: the question is longer than 16 MB\.\n/);
  });

  test('that cannot be read is a failure', async () => {
    const broken = new Readable({ read: () => broken.destroy(new Error('EIO: i/o error, read')) });
    const verb = runVerbHere(ask, 'http://127.0.0.1:1', ['-'], { stdin: broken });
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toBe('aitta-bot ask: the question cannot be read: EIO: i/o error, read.\n');
  });

  test('can be interrupted while it is read', async () => {
    const verb = runVerbHere(ask, 'http://127.0.0.1:1', ['-'], { stdin: new Readable({ read: () => undefined }) });
    verb.interrupt();
    expect(await verb.exit).toBe(130);
    expect(verb.err()).toBe('');
  });
});

describe('the model', () => {
  test('is the one of AITTA_MODEL, if nothing else is said', async () => {
    const standin = await startStandin({ scenario });
    const verb = runVerbHere(ask, standin.url, ['hello'], { env: { AITTA_MODEL: 'acme/talks-small' } });
    expect(await verb.exit).toBe(0);
    expect(standin.requests.find(isChat)?.chat?.model).toBe('acme/talks-small');
    expect(verb.err()).toBe('');
  });

  test.each([
    [['--model', 'nobody'], 'no model matches “nobody”; `aitta-bot models` lists them.'],
    [['--model', 'talks'], 'several models match “talks”: acme/talks-small, acme/talks-large.'],
    [['--model', 'embeds'], 'acme/embeds is not a chat model.'],
  ])('%j is a failure that says why', async (argv, message) => {
    const standin = await startStandin({ scenario });
    const verb = runVerbHere(ask, standin.url, [...argv, 'hello']);
    expect(await verb.exit).toBe(1);
    expect([verb.out(), verb.err()]).toEqual(['', `aitta-bot ask: ${message}\n`]);
    expect(standin.requests.some(isChat)).toBe(false);
  });

  test('of AITTA_MODEL that is gone is a failure: it is not replaced by another one', async () => {
    const { url } = await startStandin({ scenario });
    const verb = runVerbHere(ask, url, ['hello'], { env: { AITTA_MODEL: 'acme/gone' } });
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toBe(
      'aitta-bot ask: AITTA_MODEL names acme/gone, which Aitta does not offer; `aitta-bot models` lists what it has.\n',
    );
  });

  test('is missing where Aitta has only others', async () => {
    const { url } = await startStandin({ scenario: { models: [{ id: 'acme/embeds', kind: 'embeddings' }] } });
    const verb = runVerbHere(ask, url, ['hello']);
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toBe('aitta-bot ask: Aitta offers no chat model at the moment.\n');
  });

  test('is named from the list also when a hundred fit, but not all of them', async () => {
    const many = Array.from({ length: 100 }, (_, n) => ({ id: `acme/talks-${n}` }));
    const { url } = await startStandin({ scenario: { models: many } });
    const verb = runVerbHere(ask, url, ['--model', 'talks', 'hello']);
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toMatch(/(acme\/talks-\d+, ){9}acme\/talks-\d+ and 90 more\.\n$/);
  });
});

describe('the answer', () => {
  const answered = async (deltas: object[], finish: string | null = 'stop') => {
    const { server } = await startWithRawAitta({ chat: () => eventStream(sse(deltas, finish)) });
    const verb = runVerbHere(ask, server.url, ['hello']);
    const code = await verb.exit;
    return { code, out: verb.out(), err: verb.err().replace('Asking acme/chat.\n', '') };
  };

  test('cannot command the terminal, however it is cut into pieces', async () => {
    const hostile = ['\n\nso \u001b', ']52;c;aGFjaw==', '\u0007', 'far\u001b[3', '1m so\u009b2J', ' good\u202e'];
    expect(await answered(hostile.map((content) => ({ content })))).toEqual({
      code: 0,
      out: 'so far so good\n',
      err: '',
    });
  });

  test('has no second line end, and none of its thoughts', async () => {
    expect(await answered([{ reasoning_content: 'hm' }, { content: 'a\nb\n' }])).toEqual({
      code: 0,
      out: 'a\nb\n',
      err: '',
    });
  });

  test('that reached its limit is a success, and that is said', async () => {
    expect(await answered([{ content: 'half' }], 'length')).toEqual({
      code: 0,
      out: 'half\n',
      err: 'aitta-bot ask: The answer ends here because the model reached its limit.\n',
    });
  });

  test('that was cut off is a failure, and what came stays', async () => {
    expect(await answered([{ content: 'half' }], null)).toEqual({
      code: 1,
      out: 'half\n',
      err: 'aitta-bot ask: The answer was cut off here.\n',
    });
  });
});

describe('what fails is one line, and 1', () => {
  test('a refused token, with the page for a new one', async () => {
    const { url } = await startStandin({ scenario });
    const verb = runVerbHere(ask, url, ['hello'], { env: { AITTA_ACCESS_TOKEN: 'not-a-token' } });
    expect(await verb.exit).toBe(1);
    expect(verb.err().replace(/^Asking .*\n/, '')).toMatch(
      /^aitta-bot ask: Aitta refuses the access token\. Get a new one at https:\/\/aitta-auth\.csc\.fi\/myToken \(.*401.*\)\n$/,
    );
    expect(verb.err()).not.toContain('not-a-token');
  });

  test('a question that is longer than the model reads', async () => {
    const { url } = await startStandin({ scenario: { models: [{ id: 'acme/tiny', window: 100 }] } });
    const verb = runVerbHere(ask, url, ['--model', 'tiny', 'word '.repeat(200)]);
    expect(await verb.exit).toBe(1);
    expect(verb.err()).toMatch(
      /^aitta-bot ask: That is more text than acme\/tiny can read at once \(100 tokens\)\. Please ask with less text\. .*\n$/,
    );
  });

  test('a model that answers with nothing', async () => {
    const { url } = await startStandin({ scenario });
    const verb = runVerbHere(ask, url, ['--model', 'small', 'say nothing']);
    expect(await verb.exit).toBe(1);
    expect([verb.out(), verb.err()]).toEqual([
      '',
      expect.stringMatching(/^aitta-bot ask: The model gave an empty answer twice\. Try rephrasing\..*\n$/),
    ]);
  });
});

test.each([
  [['--modle', 'x', 'hello'], "Unknown option '--modle'."],
  [['hello', '--model'], "Option '--model <value>' argument missing."],
])('%j is named, and 2', async (argv, message) => {
  const verb = runVerbHere(ask, 'http://127.0.0.1:1', argv);
  expect(await verb.exit).toBe(2);
  expect(verb.err()).toBe(`aitta-bot ask: ${message}\nSee aitta-bot ask --help.\n`);
});

test('--help tells how to use it', async () => {
  const verb = runVerbHere(ask, 'http://127.0.0.1:1', ['--help']);
  expect(await verb.exit).toBe(0);
  expect(verb.out()).toMatch(/^Usage: aitta-bot ask \[--model ID\] QUESTION\n/);
});
