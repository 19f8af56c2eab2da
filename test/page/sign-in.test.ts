import { describe, expect, test } from 'vitest';
import { PATIENT, hasChromium, usePageWorld } from './page-world.ts';
import { violations } from './violations.ts';

const world = usePageWorld();
const TOKEN = 'a-token-of-this-test-that-is-long-enough';
/** Far above what is allowed: on a slow machine some more become free meanwhile. */
const MAX_GUESSES = 60;

describe.runIf(hasChromium)('signing in', () => {
  test('a wrong token is told so, guessing ends in a sentence, and none of it opens the page', async () => {
    const { url } = await world.start({ WEB_TOKEN: TOKEN });
    const { page, wrong } = await world.visitUnnamed(url, { bypassCSP: true });
    const alert = page.getByRole('alert');
    const sign = async (token: string): Promise<unknown> => {
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByLabel('Token').fill(token);
      await page.keyboard.press('Enter');
      return (await answered).status();
    };
    expect(await sign('not-the-token')).toBe(403);
    await expect.poll(() => alert.textContent(), PATIENT).toBe('That is not the token.');
    expect(await violations(page)).toEqual([]);
    const statuses: unknown[] = [];
    while (!statuses.includes(429) && statuses.length < MAX_GUESSES)
      statuses.push(await sign(`guess-${statuses.length}`));
    expect(statuses).toContain(429);
    await expect.poll(() => alert.textContent(), PATIENT).toBe('Too many attempts. Please wait a minute.');
    await page.reload();
    await page.getByLabel('Token').waitFor();
    expect(wrong).toEqual([]);
  });

  test('the token opens the page, also after a reload', async () => {
    const { url } = await world.start({ WEB_TOKEN: TOKEN });
    const { page, wrong } = await world.visitUnnamed(url);
    await page.getByLabel('Token').fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: /name/i }).waitFor(PATIENT);
    await page.reload();
    await page.getByRole('textbox', { name: /name/i }).waitFor(PATIENT);
    expect(await page.getByLabel('Token').count()).toBe(0);
    expect(wrong).toEqual([]);
  });
});
