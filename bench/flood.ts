import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { textTable } from '../src/cli/text-table.ts';
import { createStandin, STANDIN_TOKEN } from '../src/standin/standin.ts';
import type { Standin } from '../src/standin/standin.ts';
import { FakeDiscord } from '../test/fakes/discord/fake-discord.ts';
import { FakeSlack } from '../test/fakes/slack/fake-slack.ts';
import { MeasuredProcess } from './measured-process.ts';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'aitta-bot.js');
const MODEL = 'acme/talks';
const QUESTIONS = 300;
const PEOPLE = 30;
const ANSWER = 'Blue light is scattered far more than red light.';
const LOOK_MS = 250;
const MAX_LOOKS = 1_200;
/** What the platforms wait for, milliseconds. */
const IN_TIME_MS = 3_000;

/** Where many ask at once. */
interface Crowd {
  env: Record<string, string>;
  /** The bot listens there. */
  ready(port: number): void;
  /** Everybody asks, in this order, within one turn of the event loop. */
  askAll(questions: readonly string[], where: Where): void;
  /** How long each delivery took to be acknowledged, milliseconds; undefined for one that was not. Empty where nothing is acknowledged. */
  acknowledgements(): (number | undefined)[];
  /** All that the bot has said. */
  said(): string[];
  close(): Promise<void>;
}
type Where = 'one thread' | 'many threads';

const openSlackCrowd = async (way: 'sockets' | 'http'): Promise<Crowd> => {
  const slack = await FakeSlack.start();
  const people = Array.from({ length: PEOPLE }, (_, n) => slack.addUser({ name: `person ${n}` }));
  const channel = slack.addChannel({ name: 'physics', members: people.map(({ id }) => id) }).id;
  const root = people[0]?.post({ channel, text: 'A thread.' });
  const { botToken: SLACK_BOT_TOKEN, appToken: SLACK_APP_TOKEN, signingSecret: SLACK_SIGNING_SECRET } = slack;
  const common = { SLACK_BOT_TOKEN, SLACK_API_URL: slack.apiUrl };
  let first = 0;
  return {
    env: way === 'sockets' ? { ...common, SLACK_APP_TOKEN } : { ...common, SLACK_SIGNING_SECRET },
    ready: (port) => {
      if (way === 'http') slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
    },
    askAll: (questions, where) => {
      first = slack.deliveries.length;
      const threadTs = where === 'one thread' && root !== undefined ? { threadTs: root } : {};
      for (const [n, question] of questions.entries())
        people[n % PEOPLE]?.post({ channel, text: `<@${slack.botUserId}> ${question}`, ...threadTs });
    },
    acknowledgements: () =>
      slack.deliveries.slice(first).map(({ ended }) => (ended?.state === 'acknowledged' ? ended.afterMs : undefined)),
    said: () => slack.everythingSaid().flatMap(({ text, deleted }) => (deleted ? [] : [text])),
    close: () => slack.close(),
  };
};

const openDiscordCrowd = async (): Promise<Crowd> => {
  const discord = await FakeDiscord.start({ messageContentGranted: true, validate: false });
  const guild = discord.addGuild();
  const channel = discord.addChannel({ guild, name: 'physics' });
  const people = Array.from({ length: PEOPLE }, (_, n) => discord.addMember({ guild, name: `person ${n}` }));
  const [host] = people;
  const places: { id: string }[] = [channel];
  return {
    env: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    ready: () => undefined,
    askAll: (questions, where) => {
      const thread = where === 'one thread' && host ? host.openThread({ channel, name: 'A thread.' }) : undefined;
      if (thread) places.push(thread);
      for (const [n, question] of questions.entries()) {
        const asked = people[n % PEOPLE]?.post({
          channel: thread ?? channel,
          content: `${discord.mention} ${question}`,
        });
        if (asked && !thread) places.push(asked);
      }
    },
    acknowledgements: () => [],
    said: () => places.flatMap((place) => discord.messages(place).flatMap(({ byBot, text }) => (byBot ? [text] : []))),
    close: () => discord.close(),
  };
};

interface Flood {
  name: string;
  where: Where;
  open: () => Promise<Crowd>;
}
const CROWDS = [
  { name: 'Slack, sockets', open: () => openSlackCrowd('sockets') },
  { name: 'Slack, HTTP', open: () => openSlackCrowd('http') },
  { name: 'Discord', open: openDiscordCrowd },
];
const PLACES: readonly Where[] = ['one thread', 'many threads'];

/** 300 questions at once: what is acknowledged in time, what is answered, and how often the rest is refused. */
export const measureFlood = async (): Promise<string> => {
  const aitta = createStandin({ scenario: { models: [{ id: MODEL, window: 131_072 }] } });
  await aitta.listen();
  try {
    const rows = [];
    for (const { name, open } of CROWDS)
      for (const where of PLACES) rows.push(await measure({ name, where, open }, aitta));
    const columns = [
      { title: 'WHERE' },
      ...[
        'ACKNOWLEDGED IN 3 S',
        'SLOWEST, MS',
        'BY ITS OWN CLOCK, S',
        'ANSWERED',
        'ELSE SAID',
        'SECONDS',
        'CPU MS/QUESTION',
      ].map((title) => ({
        title,
        align: 'right' as const,
      })),
    ];
    const cells = rows.map((row) => row.map((text) => ({ text })));
    return `${QUESTIONS} questions of ${PEOPLE} people at once\n${textTable(columns, cells, (text) => text)}`;
  } finally {
    await aitta.close();
  }
};

const measure = async ({ name, where, open }: Flood, aitta: Standin): Promise<string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
  const crowd = await open();
  const bot = await MeasuredProcess.start([PROGRAM, 'start'], {
    AITTA_API_URL: aitta.url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    AITTA_MODEL: MODEL,
    AITTA_REQUESTS_PER_MINUTE: '100000',
    AITTA_CONCURRENCY: '64',
    STORE_URL: `sqlite:${join(folder, 'bench.sqlite')}`,
    PORT: '0',
    ...crowd.env,
  });
  try {
    crowd.ready(bot.port);
    const { cpuMs } = await bot.usage();
    const startedAt = performance.now();
    crowd.askAll(
      Array.from({ length: QUESTIONS }, (_, n) => `repeat: ${ANSWER} mark-${n}-`),
      where,
    );
    const metrics = await metricsAtTheEnd(bot.port);
    const seconds = (performance.now() - startedAt) / 1_000;
    const used = (await bot.usage()).cpuMs - cpuMs;
    await pause(4 * LOOK_MS); // what was said last is on its way
    const times = crowd.acknowledgements();
    const inTime = times.filter((ms) => ms !== undefined && ms <= IN_TIME_MS).length;
    const said = crowd.said();
    const answered = new Set(said.flatMap((text) => (text.includes(MODEL) ? (/mark-\d+-/.exec(text) ?? []) : [])));
    return [
      `${name}, ${where}`,
      times.length === 0 ? '-' : `${inTime} of ${times.length}`,
      times.length === 0 ? '-' : Math.max(...times.map((ms) => ms ?? Number.POSITIVE_INFINITY)).toFixed(0),
      times.length === 0 ? '-' : slowestOwn(metrics),
      String(answered.size),
      String(said.filter((text) => !/mark-\d+-/.test(text)).length),
      seconds.toFixed(1),
      (used / QUESTIONS).toFixed(1),
    ];
  } finally {
    await bot.end();
    await crowd.close();
    rmSync(folder, { recursive: true });
  }
};

/** Each question was answered or refused, and that stands. */
const metricsAtTheEnd = async (port: number): Promise<string> => {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const ended = [...metrics.matchAll(/^aitta_bot_(?:answers|denials)_total\{.*\} (\d+)$/gm)];
    const isDecided = ended.reduce((sum, [, count]) => sum + Number(count), 0) >= QUESTIONS;
    if (isDecided && /^aitta_bot_open_turns 0$/m.test(metrics)) return metrics;
    await pause(LOOK_MS);
  }
  throw new Error('the questions do not end');
};

/** The smallest bucket that holds all acknowledgements, as the bot itself has measured them, seconds. */
const slowestOwn = (metrics: string): string => {
  const buckets = [...metrics.matchAll(/^aitta_bot_acknowledgement_seconds_bucket\{le="([^"]+)".*\} (\d+)$/gm)];
  const all = buckets.at(-1)?.[2];
  return `<= ${buckets.find(([, , count]) => count === all)?.[1] ?? '-'}`;
};
