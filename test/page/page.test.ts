import { describe, expect, test } from 'vitest';
import { PATIENT, SCREENSHOT, answers, hasChromium, usePageWorld, write } from './page-world.ts';
import { violations } from './violations.ts';

const world = usePageWorld();

describe.runIf(hasChromium)('the page in a browser', () => {
  test('a question is answered in a thread, which goes on without a mention, and is there after kill -9 and a restart', async () => {
    const store = world.store();
    const { bot, port, url } = await world.start(store);
    const { page, wrong } = await world.visit(url, 'Kim');
    await write(page, '@Aitta my name is Ada');
    await page.getByRole('link', { name: /1 reply/ }).click();
    await write(page, 'what is my name?', 'Reply');
    await expect.poll(() => answers(page).allTextContents(), PATIENT).toContainEqual(expect.stringContaining('Ada'));
    await expect.poll(() => answers(page).count(), PATIENT).toBe(2);
    await bot.kill();
    await world.start({ ...store, PORT: String(port) });
    await page.reload();
    await expect.poll(() => answers(page).count(), PATIENT).toBe(2);
    expect(wrong).toEqual([]);
  });

  test('what was written while the bot was away is sent once it is back, once', async () => {
    const store = world.store();
    const { bot, port, url } = await world.start(store);
    const { page } = await world.visit(url, 'Kim');
    await page.goto(`${url}#/direct`);
    await page.getByRole('log', { name: 'Aitta' }).waitFor();
    await bot.kill();
    await write(page, 'count to 3');
    await page
      .getByText(/Sending|Not connected/)
      .first()
      .waitFor();
    await world.start({ ...store, PORT: String(port) });
    await expect.poll(() => page.getByText('count to 3', { exact: true }).count(), PATIENT).toBe(1);
    await expect.poll(() => answers(page).count(), PATIENT).toBe(1);
  });

  test('what something in between refuses, or answers in half, is sent again and stands once', async () => {
    const { url } = await world.start();
    const { page } = await world.visit(url, 'Kim');
    const between = [
      { status: 429, contentType: 'text/html', body: '<html>slow down</html>' },
      { status: 408, contentType: 'text/html', body: '<html>too slow</html>' },
      { status: 200, contentType: 'application/json', body: '{"id": "' },
    ];
    await page.route('**/chat/messages', async (route) => {
      const answer = between.shift();
      if (answer?.status === 200) await route.fetch(); // the bot has it
      await (answer ? route.fulfill(answer) : route.continue());
    });
    await page.goto(`${url}#/direct`);
    await page.getByRole('log', { name: 'Aitta' }).waitFor();
    await write(page, 'count to 3');
    await expect.poll(() => answers(page).count(), PATIENT).toBe(1);
    await expect.poll(() => page.locator('.is-unsent').count(), PATIENT).toBe(0);
    expect(between).toEqual([]);
    expect(await page.getByText('count to 3', { exact: true }).count()).toBe(1);
  });

  test('two people see the same channel; a command is completed by keyboard, and its private answer is for one of them', async () => {
    const { url } = await world.start();
    const [kim, alex] = [await world.visit(url, 'Kim'), await world.visit(url, 'Alex')];
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

  test.each([
    ['light', { width: 1280, height: 800 }],
    ['dark', { width: 1280, height: 800 }],
    ['light', { width: 375, height: 720 }],
  ] as const)('it is accessible, and nothing sticks out: %s, %o', async (colorScheme, viewport) => {
    const { url } = await world.start();
    const { page } = await world.visit(url, 'Kim', { colorScheme, viewport, bypassCSP: true });
    await page.locator('input[type="file"]').setInputFiles(SCREENSHOT);
    await page.getByRole('img', { name: 'Picture: screenshot.png' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await write(page, '@Aitta 2000 characters');
    await page.getByRole('log').getByRole('img', { name: 'Picture: screenshot.png' }).first().waitFor();
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
    const { url } = await world.start();
    const { page, wrong } = await world.visit(url, 'Kim');
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
    const { url } = await world.start();
    const { page, wrong } = await world.visit(url, 'Kim');
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
    const { url } = await world.start({ WEB: 'status', AITTA_API_URL: 'standin:' });
    const { page } = await world.visitUnnamed(url);
    await page.getByRole('heading', { name: 'starts-cold' }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect((await fetch(`${url}chat/start`)).status).toBe(404);
  });
});
