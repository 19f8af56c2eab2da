import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { PATIENT, answers, drafts, hasChromium, usePageWorld, write } from './page-world.ts';

const world = usePageWorld();

const MAX_TABS = 60;

const hasFocus = async (page: Page, target: Locator): Promise<boolean> =>
  (await target.and(page.locator(':focus')).count()) === 1;

/** Goes on with Tab, as somebody without a mouse does, until something has the focus. */
const tabTo = async (page: Page, target: Locator): Promise<void> => {
  for (let count = 0; count < MAX_TABS; count += 1) {
    if (await hasFocus(page, target)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('it is not reached by Tab');
};

describe.runIf(hasChromium)('who has', () => {
  test('no mouse asks, completes a command, opens the thread, stops, edits and changes the room', async () => {
    const { aitta, env } = await world.aitta([{ id: 'acme/slow', window: 32_768, pace: { pieceMs: 1_000 } }]);
    const { url } = await world.start(env);
    const { page, wrong } = await world.visit(url, 'Kim');
    const keys = page.keyboard;
    await keys.type('@ai');
    await keys.press('Tab'); // completes the name
    await keys.type('count to 30');
    await keys.press('Enter');
    const thread = page.getByRole('link', { name: /1 reply/ });
    await thread.waitFor(PATIENT);
    await tabTo(page, thread);
    await keys.press('Enter');
    const reply = page.getByRole('textbox', { name: /^Reply/ });
    await expect.poll(() => hasFocus(page, reply), PATIENT).toBe(true);
    await aitta.until(async () => (await drafts(page).textContent())?.includes('1 2 3') === true);
    const stop = page.getByRole('button', { name: 'Stop' });
    await tabTo(page, stop);
    await keys.press('Enter');
    await expect.poll(() => answers(page).textContent(), PATIENT).toMatch(/1 2 3[\s\S]*Stopped/);
    const edit = page.getByRole('button', { name: 'Edit' }).first();
    await tabTo(page, edit);
    expect(await page.evaluate('getComputedStyle(document.activeElement.parentElement).opacity')).toBe('1');
    await keys.press('Enter');
    await keys.press('Escape');
    await tabTo(page, page.getByRole('link', { name: '# random' }));
    await keys.press('Enter');
    await page.getByRole('textbox', { name: 'Message #random' }).waitFor();
    expect(wrong).toEqual([]);
  });

  test('a telephone goes from room to room, to a thread and back', async () => {
    const { url } = await world.start();
    const { page, wrong } = await world.visit(url, 'Kim', {
      viewport: { width: 375, height: 720 },
      hasTouch: true,
      isMobile: true,
    });
    await page.getByRole('button', { name: 'Menu' }).tap();
    await page.getByRole('link', { name: '# random' }).tap();
    const field = page.getByRole('textbox', { name: 'Message #random' });
    await field.tap();
    await write(page, '@Aitta my name is Ada');
    await page.getByRole('link', { name: /1 reply/ }).tap();
    await expect.poll(() => answers(page).textContent(), PATIENT).toContain('your name is Ada');
    await write(page, 'what is my name?', 'Reply');
    await expect.poll(() => answers(page).count(), PATIENT).toBe(2);
    await page.getByRole('link', { name: 'Close' }).tap();
    await field.waitFor();
    await page.getByRole('link', { name: /3 replies/ }).waitFor();
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(375);
    expect(wrong).toEqual([]);
  });

  test('a liking for the dark keeps it through a reload, whatever the system says', async () => {
    const { url } = await world.start();
    const { page } = await world.visit(url, 'Kim', { colorScheme: 'light' });
    const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.getByRole('button', { name: 'Light or dark' }).click();
    const dark = await ground();
    await page.reload();
    await page.getByRole('log').waitFor();
    expect([dark === light, await ground()]).toEqual([false, dark]);
  });
});
