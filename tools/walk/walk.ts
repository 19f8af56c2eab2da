import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openSlack } from '../../bench/playing-field.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { BotProcess, createFolder } from '../../test/whole/bot-process.ts';

/**
 * What one mention at Slack goes through: the real bot on a fake Slack and a stand-in for Aitta, every call of a function of ours
 * in the order of time. `--calls` prints each of them. A second mention is walked, so that everything is compiled.
 */
interface Call {
  /** A path from src. */
  file: string;
  name: string;
}

/** Turns end, and connections rest, in this time, milliseconds. */
const REST_MS = 2_000;
const LOOK_MS = 50;
const MAX_MS = 60_000;

const walk = async (): Promise<Call[]> => {
  const folder = createFolder();
  const over = { signal: AbortSignal.timeout(MAX_MS) };
  const slack = await openSlack();
  const aitta = createStandin({ scenario: { models: [{ id: 'acme/talks', window: 32_768 }] } });
  await aitta.listen();
  const result = join(folder.path, 'calls.json');
  const bot = new BotProcess({
    ...slack.env,
    AITTA_API_URL: aitta.url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    STORE_URL: `sqlite:${join(folder.path, 'store.sqlite')}`,
    NODE_OPTIONS: `--import ${join(import.meta.dirname, 'tracer.ts')}`,
    WALK_FILE: result,
  });
  try {
    await bot.started();
    await slack.ask('why is the sky blue?', 0, /acme\/talks/);
    await setTimeout(REST_MS);
    bot.signal('SIGUSR2');
    while (!bot.stderr.includes('watching')) await setTimeout(LOOK_MS, undefined, over);
    await slack.ask('why is the grass green?', 0, /acme\/talks/);
    await setTimeout(REST_MS);
    bot.signal('SIGUSR2');
    while (!existsSync(result)) await setTimeout(LOOK_MS, undefined, over);
    return (JSON.parse(readFileSync(result, 'utf8')) as string[]).map((call) => {
      const [file = '', name = ''] = call.split(' ');
      return { file, name };
    });
  } finally {
    await bot.kill();
    await Promise.all([slack.close(), aitta.close()]);
    folder.remove();
  }
};

/** From what Slack delivers to the last call of the core: neither the beats of the queue before nor those after it. */
const ofMention = (calls: readonly Call[]): Call[] => {
  const first = calls.findIndex(({ file }) => /slack-(?:app|delivery)\.ts$/.test(file));
  const last = calls.findLastIndex(({ file }) => file.startsWith('core/'));
  return calls.slice(first, last + 1);
};

/** A room of the house: one adapter, or one folder of src. */
const roomOf = ({ file }: Call): string =>
  file
    .split('/')
    .slice(0, file.startsWith('adapters/') ? 2 : 1)
    .join('/');
const changes = (calls: readonly Call[], placeOf: (call: Call) => string): number =>
  calls.filter((call, index) => index > 0 && placeOf(call) !== placeOf(calls[index - 1] ?? call)).length;
const count = (calls: readonly Call[], placeOf: (call: Call) => string): number => new Set(calls.map(placeOf)).size;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({ options: { calls: { type: 'boolean', default: false } } });
const calls = ofMention(await walk());
if (values.calls) for (const { file, name } of calls) print(`${file} ${name}`);
for (const folder of new Set(calls.map(({ file }) => dirname(file)))) {
  const here = calls.filter(({ file }) => dirname(file) === folder);
  const files = [...new Set(here.map(({ file }) => basename(file, '.ts')))];
  print(`${(folder === '.' ? 'src' : folder).padEnd(26)} ${String(here.length).padStart(5)} calls  ${files.join(' ')}`);
}
for (const [what, placeOf] of [
  ['rooms', roomOf],
  ['folders', ({ file }: Call) => dirname(file)],
  ['files', ({ file }: Call) => file],
] as const)
  print(`${String(count(calls, placeOf)).padStart(4)} ${what}, changed ${changes(calls, placeOf)} times`);
print(`${String(calls.length).padStart(4)} calls`);
