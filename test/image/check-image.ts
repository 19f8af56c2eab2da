/**
 * Builds the image and tries it as an operator would; exit code 1 when something is wrong. People and Slack are FakeSlack on this machine,
 * so the containers share its network; Aitta is the bot's own stand-in, inside.
 *
 * CONTAINER_ENGINE names the program (docker or podman, whichever works); CONTAINER_BUILD_ARGS and CONTAINER_RUN_ARGS are put into its
 * calls, for machines that need some.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotContainer } from './bot-container.ts';
import { Engine, NoEngine } from './engine.ts';

const IMAGE = 'localhost/aitta-bot:check';
const MAX_BYTES = 320e6;
const MAX_STOP_MS = 10_000;
const ARBITRARY_USER = '1000650000:0';
const HARDENED = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];

const words = (name: string): string[] => (process.env[name] ?? '').split(' ').filter((word) => word !== '');
const root = join(import.meta.dirname, '..', '..');
let failures = 0;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const expect = (what: string, isRight: boolean, seen: string): void => {
  if (!isRight) failures += 1;
  say(`  ${isRight ? 'ok    ' : 'FAILED'}  ${what}: ${seen}`);
};

/** @returns the command of the health check. */
const checkFacts = async (engine: Engine): Promise<string[]> => {
  const { bytes, user, command, healthcheck, labels } = await engine.inspect(IMAGE);
  expect('under 320 MB', bytes < MAX_BYTES, `${(bytes / 1e6).toFixed(0)} MB`);
  expect('user', user === '1000:0', user);
  expect('node is process 1', command[0] === 'node', command.join(' '));
  expect('a health check', healthcheck[0] === 'CMD', healthcheck.join(' '));
  const wanted = ['title', 'description', 'version', 'licenses'].map((name) => `org.opencontainers.image.${name}`);
  const missing = wanted.filter((name) => (labels[name] ?? '') === '');
  expect('labels', missing.length === 0, missing.length === 0 ? 'all' : `without ${missing.join(', ')}`);
  const list =
    "ls -d .env .git test deploy node_modules/vitest node_modules/typescript 2>/dev/null; find . -name '*.map'";
  const extra = await engine.once(IMAGE, ['--entrypoint', 'sh'], ['-c', `${list} | head; true`]);
  expect('only production files', extra === '', extra === '' ? 'nothing else' : extra.replaceAll('\n', ' '));
  return healthcheck.slice(1);
};

interface Talk {
  slack: FakeSlack;
  ask(text: string, threadTs?: string): Promise<{ threadTs: string; text: string }>;
}

/** One channel in which somebody asks and reads what comes. */
const openTalk = (slack: FakeSlack): Talk => {
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  return {
    slack,
    ask: async (text, threadTs) => {
      const asked = threadTs === undefined ? { channel, text } : { channel, text, threadTs };
      const ts = ada.post({ ...asked, text: `<@${slack.botUserId}> ${text}` });
      const answer = await slack.waitFor(() =>
        slack
          .messages(channel, threadTs ?? ts)
          .find((message) => message.byBot && message.ts > ts && message.text.includes('Ada')),
      );
      return { threadTs: threadTs ?? ts, text: answer.text };
    },
  };
};

interface Trial {
  engine: Engine;
  healthcheck: string[];
}

/** Each of `runs` is one container on the same volume, one after the other; a single one is stopped and started again. */
const checkRun = async ({ engine, healthcheck }: Trial, label: string, runs: readonly string[][]): Promise<void> => {
  say(`\n${label}`);
  const slack = await FakeSlack.start();
  const talk = openTalk(slack);
  const port = await freePort();
  const volume = `aitta-bot-check-${process.pid}-${label.replaceAll(/\W+/g, '-')}`;
  const containers = runs.map(
    (args, index) =>
      new BotContainer(engine, `${volume}-${index}`, {
        image: IMAGE,
        args: [...args, '--network', 'host', '--volume', `${volume}:/data`, ...environment(slack, port)],
      }),
  );
  const [first] = containers;
  try {
    let threadTs: string | undefined;
    for (const container of containers.length === 1 && first ? [first, first] : containers) {
      threadTs = await checkTalk(container, talk, threadTs);
      const well = await container.exec(healthcheck).then(
        () => 'healthy',
        (error: unknown) => String(error),
      );
      expect('its health check', well === 'healthy', well);
      await checkDoctor(container);
      const { code, tookMs } = await container.stop();
      expect('stops', code === 0 && tookMs < MAX_STOP_MS, `exit ${code} after ${(tookMs / 1_000).toFixed(1)} s`);
    }
  } finally {
    for (const container of containers) await container.remove();
    await engine.call(['volume', 'rm', '--force', volume]);
    await slack.close();
  }
};

/** Inside, beside the running bot: only the stand-in is worth a warning. */
const checkDoctor = async (container: BotContainer): Promise<void> => {
  const said = await container.exec(['sh', '-c', 'aitta-bot doctor || test $? -eq 1']).catch(String);
  expect('its doctor', /\n0 failed, 1 warning, /.test(said), said.trim().split('\n').at(-1) ?? '');
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
};

const environment = (slack: FakeSlack, port: number): string[] =>
  Object.entries({
    AITTA_API_URL: 'standin:',
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    HOST: '127.0.0.1',
    PORT: String(port),
  }).flatMap(([name, value]) => ['--env', `${name}=${value}`]);

/** Starts, asks and reads; with a thread: is what was said there before the restart still known? @returns the thread. */
const checkTalk = async (container: BotContainer, talk: Talk, threadTs: string | undefined): Promise<string> => {
  const began = performance.now();
  await container.start();
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  expect('starts', true, `${seconds} s, as ${await container.exec(['id'])}`);
  const mode = await container.exec(['stat', '--format', '%a', '/data/aitta-bot.sqlite']);
  expect('its group may write the store', mode === '660', mode);
  const question = threadTs === undefined ? 'my name is Ada' : 'what is my name?';
  const answer = await talk.ask(question, threadTs);
  const isRight = threadTs === undefined || answer.text.includes('Your name is Ada');
  expect(threadTs === undefined ? 'answers' : 'remembers', isRight, answer.text.split('\n')[0] ?? '');
  return answer.threadTs;
};

/** What the engine itself said when a call of it failed. */
const lastWordsOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error && 'stderr' in error && typeof error.stderr === 'string')) return undefined;
  const last = error.stderr.trim().split('\n').at(-1) ?? '';
  return `The container engine failed: ${last}\nCONTAINER_RUN_ARGS and CONTAINER_BUILD_ARGS are for what this machine needs.`;
};

const main = async (): Promise<void> => {
  const engine = await Engine.find(process.env['CONTAINER_ENGINE'], words('CONTAINER_RUN_ARGS'));
  const began = performance.now();
  await engine.build(root, IMAGE, words('CONTAINER_BUILD_ARGS'));
  say(`The image, built with ${engine.name} in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  const trial = { engine, healthcheck: await checkFacts(engine) };
  await checkRun(trial, 'as the user of the image', [[]]);
  await checkRun(trial, `as ${ARBITRARY_USER}`, [['--user', ARBITRARY_USER]]);
  await checkRun(trial, 'read-only root, no capabilities', [HARDENED]);
  const again = [...HARDENED, '--user', ARBITRARY_USER];
  await checkRun(trial, 'another user id on the same volume', [HARDENED, again]);
  say(failures === 0 ? '\nAll is well.' : `\n${failures} failed.`);
  process.exitCode = failures === 0 ? 0 : 1;
};

try {
  await main();
} catch (error) {
  const reason = error instanceof NoEngine ? error.message : lastWordsOf(error);
  if (reason === undefined) throw error;
  say(reason);
  process.exitCode = 2;
}
