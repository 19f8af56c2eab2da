import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { ScenarioModel, Standin } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { BotProcess, createFolder } from '../whole/bot-process.ts';

/** @sparticuz/chromium is built for this alone. */
export const hasChromium = process.platform === 'linux' && process.arch === 'x64';
if (!hasChromium)
  process.stderr.write('there is no Chromium from npm for this machine: the page is not tried in a browser\n');

/** A picture that somebody brings. */
export const SCREENSHOT = fileURLToPath(new URL('../files/corpus/screenshot.png', import.meta.url));

/** A machine that is busy takes its time. */
export const PATIENT = { timeout: 30_000 };

/** The network is away on purpose, and what DOMPurify takes out is blocked besides, while it is parsed. */
const HARMLESS =
  /ERR_CONNECTION|ERR_INTERNET_DISCONNECTED|Failed to load resource|Applying inline style|requires 'TrustedScript'|HTMLScriptElement was directly modified/;

/** Of the stand-in's time with each look at the page: what a test waits for there costs it nothing. */
const STEP_MS = 1_000;
const MAX_STEPS = 600;

/** A running bot, and where its page is. */
export interface Started {
  bot: BotProcess;
  port: number;
  url: string;
}

/** Somebody's tab, with all that went wrong in it. */
export interface Tab {
  page: Page;
  wrong: string[];
}

/** Bots and tabs of a test file, which end with each test. */
export class PageWorld {
  readonly #folder = createFolder();
  readonly #bots: BotProcess[] = [];
  readonly #closers: (() => Promise<void>)[] = [];
  #stores = 0;
  #browser: Browser | undefined;

  async open(): Promise<void> {
    this.#browser = await chromium.launch({
      executablePath: await sparticuz.executablePath(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
  }

  async clear(): Promise<void> {
    await Promise.all((this.#browser?.contexts() ?? []).map((context) => context.close()));
    await Promise.all(this.#bots.splice(0).map((bot) => bot.kill()));
    for (const close of this.#closers.splice(0)) await close();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    rmSync(this.#folder.path, { recursive: true, force: true });
  }

  get browser(): Browser {
    if (!this.#browser) throw new Error('there is no browser');
    return this.#browser;
  }

  /** A store that a next process finds again. */
  store(): Record<string, string> {
    this.#stores += 1;
    return { STORE_URL: `sqlite:${join(this.#folder.path, `page-${this.#stores}.sqlite`)}` };
  }

  async start(env: Record<string, string> = {}): Promise<Started> {
    const bot = new BotProcess({ STORE_URL: 'memory:', ...env }, ['start'], this.#folder.path);
    this.#bots.push(bot);
    const port = await bot.started();
    return { bot, port, url: `http://127.0.0.1:${port}/` };
  }

  /** An Aitta whose time the test moves. @returns it, and the settings of a bot that has a chat with it */
  async aitta(models: readonly ScenarioModel[]): Promise<{ aitta: DrivenAitta; env: Record<string, string> }> {
    const clock = new DrivenClock(Date.now());
    const standin = createStandin({ clock, scenario: { models: [...models] } });
    const { url } = await standin.listen();
    this.#closers.push(() => standin.close());
    const env = { AITTA_API_URL: url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN, AITTA_MODEL: models[0]?.id ?? '' };
    return { aitta: new DrivenAitta(standin, clock), env: { ...env, WEB: 'chat' } };
  }

  /** A tab of a browser of its own, in which nobody has said who they are. */
  async visitUnnamed(url: string, look: BrowserContextOptions = {}): Promise<Tab> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, ...look });
    return openTab(await context.newPage(), url);
  }

  async visit(url: string, name: string, look: BrowserContextOptions = {}): Promise<Tab> {
    const tab = await this.visitUnnamed(url, look);
    await tab.page.getByRole('textbox').fill(name);
    await tab.page.keyboard.press('Enter');
    await tab.page.getByRole('log').first().waitFor();
    return tab;
  }
}

/** Another tab of the same browser. */
export const openBeside = async (tab: Tab): Promise<Tab> => {
  const beside = await openTab(await tab.page.context().newPage(), tab.page.url());
  await beside.page.getByRole('log').first().waitFor();
  return beside;
};

const openTab = async (page: Page, url: string): Promise<Tab> => {
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !HARMLESS.test(message.text())) wrong.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== '127.0.0.1') wrong.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  return { page, wrong };
};

/** The stand-in, and its time. */
export class DrivenAitta {
  readonly standin: Standin;
  readonly #clock: DrivenClock;

  constructor(standin: Standin, clock: DrivenClock) {
    this.standin = standin;
    this.#clock = clock;
  }

  /** Lets its time pass, while nothing is on the page that the test waits for. */
  async until(isThere: () => Promise<boolean>): Promise<void> {
    for (let step = 0; step < MAX_STEPS; step += 1) {
      if (await isThere()) return;
      await this.#clock.advance(STEP_MS);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Error('it never came');
  }
}

/** Of real time, for the bot and the browser to see what Aitta did, milliseconds. */
const LOOK_MS = 50;

/** The world of a test file. */
export const usePageWorld = (): PageWorld => {
  const world = new PageWorld();
  beforeAll(() => (hasChromium ? world.open() : undefined));
  afterEach(() => world.clear());
  afterAll(() => world.close());
  return world;
};

export const write = async (page: Page, text: string, where: 'Message' | 'Reply' = 'Message'): Promise<void> => {
  const field = page.getByRole('textbox', { name: new RegExp(`^${where}`) });
  await field.fill(text);
  await field.press('Enter');
};

/** What the bot has said to its end. */
export const answers = (page: Page): Locator => page.locator('[data-by="bot"]:not([aria-busy])');
/** What it is saying. */
export const drafts = (page: Page): Locator => page.locator('[data-by="bot"][aria-busy]');
