import { Agent, get } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { SqliteDatabase } from '../src/adapters/storage/sqlite/sqlite-database.ts';
import { Messages } from '../src/adapters/web/talk/messages.ts';
import { systemClock } from '../src/async/clock.ts';
import { textTable } from '../src/cli/text-table.ts';
import { openRecords } from '../test/doubles/open-records.ts';
import { inMs, medianOf, quantileOf } from './measure.ts';
import { MeasuredProcess } from './measured-process.ts';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'aitta-bot.js');
const DAY_MS = 24 * 60 * 60_000;
const RUNS = 15;
const FEW = 10;
const MANY = 10_000;
const TABS = 200;
/** The server ends the oldest of a person's above sixteen. */
const TABS_OF_PERSON = 10;
/** Two beats of each stream and the minute's own work are in it. */
const IDLE_MS = 60_000;
const LAST = 'the last of what was said';

/** How soon the page is there, what it weighs, and what tabs cost that nobody uses. */
export const measurePage = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
  const path = join(folder, 'page.sqlite');
  await fillRooms(path);
  const bot = await MeasuredProcess.start([PROGRAM, 'start'], { PORT: '0', STORE_URL: `sqlite:${path}` });
  const browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    const url = `http://127.0.0.1:${bot.port}/`;
    const seen = await inBrowser(browser, url);
    await browser.close();
    const rows = [...seen, ...(await idle(bot, url))].map((cells) => cells.map((text) => ({ text })));
    const columns = [
      { title: 'WHAT' },
      ...['MEDIAN', '95TH PERCENTILE', 'GOAL'].map((title) => ({ title, align: 'right' as const })),
    ];
    const load = loadavg()[0]?.toFixed(1) ?? '';
    return `The page on localhost, ${RUNS} times each; load of the machine at the end: ${load}\n${textTable(columns, rows, (text) => text)}`;
  } finally {
    await browser.close();
    await bot.end();
    rmSync(folder, { recursive: true });
  }
};

const fillRooms = async (path: string): Promise<void> => {
  const database = new SqliteDatabase(path);
  const messages = new Messages(openRecords(database, systemClock), 30 * DAY_MS);
  const rooms = { 'web/general': FEW, 'web/random': MANY };
  try {
    database.run('PRAGMA synchronous = OFF');
    for (const [room, count] of Object.entries(rooms)) {
      const begun = Date.now() - DAY_MS;
      for (let n = 1; n <= count; n += 1) {
        const text =
          n === count ? LAST : `Message ${n}. ${'Blue light is scattered far more than red light. '.repeat(n % 12)}`;
        const by = n % 2 === 0 ? { by: 'bot', who: 'Aitta' } : { by: `person-${n % 7}`, who: `Person ${n % 7}` };
        await messages.add({ id: `${room}-${n}`, room, at: begun + n, text, ...by });
      }
    }
  } finally {
    database.close();
  }
};

interface Visit {
  /** Of somebody who is here for the first time: until the frame is there, and until there is something to read. */
  paintMs: number;
  readableMs: number;
  /** Of who comes again: until there is something to read. */
  againMs: number;
  transferredBytes: number;
  openFewMs: number;
  openManyMs: number;
}

const inBrowser = async (browser: Browser, url: string): Promise<string[][]> => {
  await visit(browser, url); // compresses
  const visits: Visit[] = [];
  for (let run = 0; run < RUNS; run += 1) visits.push(await visit(browser, url));
  const times = (name: keyof Visit): string[] => spread(visits, name).map((ms) => `${inMs(ms)} ms`);
  const weight = spread(visits, 'transferredBytes').map((bytes) => `${(bytes / 1_000).toFixed(0)} kB`);
  return [
    ['first paint, nothing cached', ...times('paintMs'), '300 ms'],
    ['something to read, nothing cached', ...times('readableMs'), ''],
    ['something to read, come again', ...times('againMs'), ''],
    ['all that is transferred, nothing cached', ...weight, '250 kB'],
    [`a conversation of ${FEW} messages opens`, ...times('openFewMs'), ''],
    [`a conversation of ${MANY.toLocaleString('en')} messages opens`, ...times('openManyMs'), 'the same'],
  ];
};

const spread = (visits: readonly Visit[], name: keyof Visit): number[] => {
  const values = visits.map((each) => each[name]);
  return [medianOf(values), quantileOf(values, 0.95)];
};

const visit = async (browser: Browser, url: string): Promise<Visit> => {
  const context = await browser.newContext({ locale: 'en' });
  const page = await context.newPage();
  const transferredBytes = await weigh(page, () => page.goto(`${url}#/direct`));
  const paintMs = await paintOf(page, 'first-paint');
  const readableMs = await paintOf(page, 'first-contentful-paint');
  await page.getByRole('textbox').fill('Kim');
  await page.keyboard.press('Enter');
  const openFewMs = await openRoom(page, 'general');
  await page.goto(`${url}#/direct`);
  const openManyMs = await openRoom(page, 'random');
  const againMs = await paintOf(page, 'first-contentful-paint');
  await context.close();
  return { paintMs, readableMs, againMs, transferredBytes, openFewMs, openManyMs };
};

/** As it went over the wire: compressed, with its headers. */
const weigh = async (page: Page, load: () => Promise<unknown>): Promise<number> => {
  const devtools = await page.context().newCDPSession(page);
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await devtools.send('Network.enable');
  await load();
  await page.getByRole('textbox').waitFor();
  await page.waitForLoadState('networkidle');
  return bytes;
};

/** From the navigation on, milliseconds. @param name `first-paint`, of the frame, or `first-contentful-paint`, of something to read */
const paintOf = (page: Page, name: string): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [paint] = list.getEntriesByName('${name}');
      if (paint) resolve(paint.startTime);
    }).observe({ type: 'paint', buffered: true });
  })`);

/** From the click to the frame in which its last message is seen, in a tab that has not read it yet, milliseconds. */
const openRoom = async (page: Page, room: string): Promise<number> => {
  await page.getByRole('log').waitFor();
  await page.reload();
  await page.getByRole('log').waitFor();
  return page.evaluate<number>(`new Promise((resolve) => {
    const begun = performance.now();
    location.hash = '#/${room}';
    const look = () =>
      document.body.textContent.includes('${LAST}') ? resolve(performance.now() - begun) : requestAnimationFrame(look);
    requestAnimationFrame(look);
  })`);
};

const idle = async (bot: MeasuredProcess, url: string): Promise<string[][]> => {
  const alone = await shareOfCore(bot);
  const agent = new Agent({ maxSockets: Infinity });
  for (let count = 0; count < TABS / TABS_OF_PERSON; count += 1) {
    const person = await joinAs(url, `Person ${count}`);
    await Promise.all(
      Array.from({ length: TABS_OF_PERSON }, () => openTab(agent, `${url}chat/events?person=${person}`)),
    );
  }
  const withTabs = await shareOfCore(bot);
  agent.destroy();
  return [
    ['a core while idle, no tab open', alone, '', ''],
    [`a core while idle, ${TABS} tabs open`, withTabs, '', '5 %'],
  ];
};

const shareOfCore = async (bot: MeasuredProcess): Promise<string> => {
  const before = await bot.usage();
  const begun = performance.now();
  await pause(IDLE_MS);
  const after = await bot.usage();
  return `${((100 * (after.cpuMs - before.cpuMs)) / (performance.now() - begun)).toFixed(2)} %`;
};

const joinAs = async (url: string, name: string): Promise<string> => {
  const response = await fetch(`${url}chat/people`, {
    method: 'POST',
    headers: { 'x-aitta-bot': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  return ((await response.json()) as { id: string }).id;
};

/** Resolves when it has been greeted; what it hears afterwards is read and forgotten. */
const openTab = (agent: Agent, url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a tab was answered ${response.statusCode}`));
      response.on('error', () => undefined); // the tabs are closed together
      response.on('data', () => resolve());
    });
    request.on('error', reject);
  });
