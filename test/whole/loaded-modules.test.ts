import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { freshStore, hasPostgres } from '../postgres/shared-server.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
const bots: BotProcess[] = [];
const slack = await FakeSlack.start();
const discord = await FakeDiscord.start();
const aitta = createStandin();
await aitta.listen();
afterAll(async () => {
  await Promise.all(bots.map((bot) => bot.kill()));
  await Promise.all([slack.close(), discord.close(), aitta.close()]);
  folder.remove();
});

const recorder = pathToFileURL(join(import.meta.dirname, 'record-modules.ts')).href;
const SERVICE = { AITTA_API_URL: aitta.url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN };
const SLACK = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
const DISCORD = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl };

/** What is only needed when something is switched on, each by modules that belong to nothing else. */
const PARTS: Readonly<Record<string, RegExp>> = {
  'the stand-in': /\/src\/standin\//,
  'the SDK of Slack': /\/node_modules\/@slack\//,
  'the rooms of Slack': /\/adapters\/slack\/(?:link|api|arrive|answer|draw)\//,
  'the SDK of Discord': /\/node_modules\/discord\.js\//,
  'the rooms of Discord': /\/adapters\/discord\/(?:link|api|arrive|answer|draw)\//,
  'the console': /\/adapters\/console\/console-platform\.ts/,
  'the driver of PostgreSQL': /\/node_modules\/pg\//,
  OpenTelemetry: /\/node_modules\/@opentelemetry\/(?!api\/)/, // prom-client loads its interfaces
  'other verbs': /\/cli\/(?:ask|doctor|models|task|manifest)\.ts|\/src\/doctor\//,
};

/** The parts of which modules were loaded by a bot that started and was stopped. */
const partsLoaded = async (env: Record<string, string>): Promise<string[]> => {
  const file = join(folder.path, `modules-${bots.length}`);
  const recording = { NODE_OPTIONS: `--import=${recorder}`, RECORD_MODULES: file };
  const bot = new BotProcess({ STORE_URL: 'memory:', ...recording, ...env }, ['start'], folder.path);
  bots.push(bot);
  await bot.started();
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
  const modules = readFileSync(file, 'utf8').split('\n');
  expect(modules.filter((url) => url.endsWith('/src/app.ts'))).toHaveLength(1);
  return Object.keys(PARTS).filter((part) => modules.some((url) => PARTS[part]?.test(url)));
};

const STORE: Record<string, string> = hasPostgres ? { STORE_URL: await freshStore() } : {};

test.each<[string, Record<string, string>, string[]]>([
  ['nothing but the service', SERVICE, []],
  ['nothing at all', {}, ['the stand-in']],
  ['traces', { ...SERVICE, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, ['OpenTelemetry']],
  ['PostgreSQL', { ...SERVICE, ...STORE }, hasPostgres ? ['the driver of PostgreSQL'] : []],
  ['Slack', { ...SERVICE, ...SLACK }, ['the SDK of Slack', 'the rooms of Slack']],
  ['Discord', { ...SERVICE, ...DISCORD }, ['the SDK of Discord', 'the rooms of Discord']],
])('with %s switched on, the bot loads what that needs and no more', async (_what, env, parts) => {
  expect(await partsLoaded(env)).toEqual(parts);
});
