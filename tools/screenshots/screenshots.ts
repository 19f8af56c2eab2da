/** The pictures of README and docs, from the page of a real bot with the stand-in: `npm run screenshots`. Look at each before you commit it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Status } from '../../src/adapters/web/status/status.ts';
import { BotProcess, createFolder } from '../../test/whole/bot-process.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const WIDE = { width: 1280, height: 800 };
const START_MS = 60_000;
const LOOK_MS = 500;
const STARTS = 3;
/** What is known of workers is no older. */
const FRESH_MS = 16_000;
const PATIENT = { timeout: 60_000 };

const visit = async (browser: Browser, url: string, look: BrowserContextOptions = {}, name = 'Kim'): Promise<Page> => {
  const context = await browser.newContext({ viewport: WIDE, locale: 'en', deviceScaleFactor: 1, ...look });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('textbox').first().fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('log').first().waitFor();
  return page;
};

const write = async (page: Page, text: string, isReply = false): Promise<void> => {
  const field = page.locator('.composer textarea').nth(isReply ? 1 : 0);
  await field.fill(text);
  await field.press('Enter');
};

const rehearse = (page: Page, act: string): Promise<void> => page.getByRole('button', { name: act }).click();

const answered = async (page: Page, count: number): Promise<void> => {
  await page
    .locator('[data-by="bot"]:not([aria-busy])')
    .nth(count - 1)
    .waitFor(PATIENT);
};

const save = async (page: Page, name: string): Promise<void> => {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(DOCS, `${name}.png`) });
  process.stdout.write(`docs/${name}.png\n`);
};

const drawChat = async (browser: Browser, url: string): Promise<void> => {
  const page = await visit(browser, url);
  await write(page, '@Aitta my name is Ada');
  await page.getByRole('link', { name: /1 reply/ }).click();
  await answered(page, 1);
  await write(page, '1500 characters', true);
  await answered(page, 2);
  await save(page, 'page-chat');
};

const drawWait = async (browser: Browser, url: string): Promise<void> => {
  const page = await visit(browser, url);
  await page.getByText('Rehearse').click();
  await rehearse(page, 'Make the models cold');
  await page.goto(`${url}#/random`);
  await write(page, '@Aitta why is the sky blue?');
  await page.getByRole('link', { name: /1 reply/ }).click();
  await page.getByRole('button', { name: 'Tell me when ready' }).waitFor(PATIENT);
  await page.getByText('10 s').first().waitFor(PATIENT);
  await save(page, 'page-wait');
  await rehearse(page, 'Back to normal');
  await answered(page, 1);
};

/** What somebody asks who wants to see tables, code, formulas and lists. */
const RICH = [
  'repeat: ## Tuloksia',
  'Mallin **tarkkuus** on `0,93`, kun $n = 2^{16}$.',
  '| Malli | Muisti | Aika |\n| :-- | --: | --: |\n| Poro-34B | 68 GB | 4 min |\n| Viking-7B | 14 GB | 50 s |',
  '```python\ndef laske(x: float) -> float:\n    return x ** 2  # neliö\n```',
  '$$ \\int_0^1 x^2 \\, dx = \\frac{1}{3} $$',
  '- [x] luettu\n- [ ] tarkistettu',
].join('\n\n');
const NARROW = { viewport: { width: 375, height: 720 }, isMobile: true, hasTouch: true };

/** The same page as others have it: in the dark, in Finnish, on a telephone. */
const drawOthers = async (browser: Browser, url: string): Promise<void> => {
  const looks: [string, BrowserContextOptions][] = [
    ['page-dark', { colorScheme: 'dark' }],
    ['page-finnish', { locale: 'fi' }],
    ['page-narrow', { ...NARROW, locale: 'fi' }],
  ];
  for (const [index, [name, look]] of looks.entries()) {
    const page = await visit(browser, url, look, 'Maija-Liisa Virtanen-Korhonen');
    await page.goto(`${url}#/direct`);
    await page.locator('.composer').waitFor();
    await write(page, RICH);
    await page
      .locator('.composer input[type=file]')
      .setInputFiles({ name: 'mittaukset-2026.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
    await page.locator('.attached .file:not([aria-busy])').waitFor();
    await answered(page, index + 1); // the same person each time
    await page.locator('.message:last-child math').nth(1).waitFor(PATIENT);
    await save(page, name);
    if (name === 'page-narrow') {
      await page.locator('.room-head button').first().click();
      await save(page, 'page-narrow-menu');
    }
  }
};

/** @param starts of the model that is asked, so many */
const seen = async (page: Page, url: string, starts: number): Promise<void> => {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    const { models } = (await (await page.request.get(`${url}status`)).json()) as Status;
    if ((models.find(({ id }) => id.endsWith('starts-cold'))?.starts.length ?? 0) >= starts) return;
    await page.waitForTimeout(LOOK_MS);
  }
  throw new Error('no start was seen');
};

/** Starts have to have been seen before there is anything to draw. */
const drawStatus = async (browser: Browser, url: string): Promise<void> => {
  const page = await visit(browser, url);
  await page.getByText('Rehearse').click();
  for (let start = 0; start < STARTS; start += 1) {
    await page.goto(`${url}#/random`);
    await rehearse(page, 'Make starts quick');
    await rehearse(page, 'Make the models cold');
    await page.waitForTimeout(FRESH_MS);
    await write(page, '/aitta ask --model starts-cold how are you?');
    await seen(page, url, start + 1);
  }
  await rehearse(page, 'Back to normal');
  await page.goto(`${url}#/status`);
  await page.getByRole('heading', { name: 'starts-cold' }).scrollIntoViewIfNeeded();
  await page.getByRole('img', { name: /starts in 30 days/ }).waitFor(PATIENT);
  await save(page, 'page-status');
};

const folder = createFolder();
const bot = new BotProcess({ STORE_URL: 'memory:' }, ['start'], folder.path);
const browser = await chromium.launch({
  executablePath: await sparticuz.executablePath(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const url = `http://127.0.0.1:${await bot.started()}/`;
  for (const draw of [drawChat, drawOthers, drawWait, drawStatus]) await draw(browser, url);
} finally {
  await browser.close();
  await bot.kill();
  rmSync(folder.path, { recursive: true, force: true });
}
