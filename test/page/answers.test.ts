import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { PATIENT, answers, drafts, hasChromium, openBeside, usePageWorld, write } from './page-world.ts';
import type { ScenarioModel, SeenRequest, WorkerState } from '../../src/standin/standin.ts';

const world = usePageWorld();

/** A word in a second of Aitta's time. */
const SLOW: ScenarioModel = { id: 'acme/slow', window: 32_768, pace: { firstTokenMs: 1_000, pieceMs: 1_000 } };
const COLD: ScenarioModel = {
  id: 'acme/cold',
  window: 32_768,
  workers: { state: 'offline', requestedMs: 20_000, startingMs: 40_000 },
};
const WARM: ScenarioModel = { id: 'acme/warm', window: 16_384 };

const isAnswered = ({ chat, outcome }: SeenRequest): boolean => chat !== undefined && outcome === 'answered';

const says =
  (where: Locator, words: RegExp): (() => Promise<boolean>) =>
  async () =>
    words.test((await where.allTextContents()).join('\n'));
const textOf = async (where: Locator): Promise<string> => (await where.allTextContents()).join('\n');

const openDirect = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Aitta' }).click();
  await page.getByRole('log', { name: 'Aitta' }).waitFor();
};

/** Kim has asked a model that writes slowly, and reads the first numbers. */
const inMidAnswer = async () => {
  const { aitta, env: access } = await world.aitta([SLOW]);
  const env = { ...access, ...world.store() };
  const { bot, port, url } = await world.start(env);
  const tab = await world.visit(url, 'Kim');
  await openDirect(tab.page);
  await write(tab.page, 'count to 30');
  await aitta.until(says(drafts(tab.page), /1 2 3/));
  return { aitta, bot, env: { ...env, PORT: String(port) }, url, ...tab };
};
const WHOLE = Array.from({ length: 30 }, (_, n) => n + 1).join(' ');

describe.runIf(hasChromium)('an answer in the browser', () => {
  test('that is being written is there after a reload and in a second tab, grows in both, and stands once', async () => {
    const tab = await inMidAnswer();
    const { aitta, page } = tab;
    await page.reload();
    await expect.poll(() => textOf(drafts(page)), PATIENT).toMatch(/1 2 3/);
    const other = await openBeside(tab);
    await expect.poll(() => textOf(drafts(other.page)), PATIENT).toMatch(/1 2 3/);
    await aitta.until(says(drafts(other.page), /8 9 10/));
    await aitta.until(says(answers(page), /29 30/));
    await expect.poll(() => textOf(answers(other.page)), PATIENT).toContain(WHOLE);
    expect([await answers(page).count(), await answers(other.page).count()]).toEqual([1, 1]);
    expect([...tab.wrong, ...other.wrong]).toEqual([]);
  });

  test('that the bot was killed in the middle of comes whole and once from the next process, without a reload', async () => {
    const { aitta, bot, env, page } = await inMidAnswer();
    await bot.kill();
    await page.getByText('Not connected').waitFor();
    await world.start(env);
    await aitta.until(says(answers(page), /29 30/));
    expect(await textOf(answers(page))).toContain(WHOLE);
    expect([await answers(page).count(), await drafts(page).count()]).toEqual([1, 0]);
    await expect.poll(() => page.getByText('Not connected').count(), PATIENT).toBe(0);
  });

  test('that grows while this browser is offline is whole once it is back', async () => {
    const { aitta, page, wrong } = await inMidAnswer();
    await page.context().setOffline(true);
    await write(page, 'and what did I say?');
    await page.getByText('Not connected').waitFor();
    await aitta.until(async () => aitta.standin.requests.some(isAnswered));
    await page.context().setOffline(false);
    await aitta.until(says(answers(page), /You said/));
    expect(await textOf(answers(page))).toContain(WHOLE);
    expect(await answers(page).count()).toBe(2);
    expect(wrong).toEqual([]);
  });

  test('that is stopped keeps what was written, says so, and can be asked for again', async () => {
    const { aitta, page, wrong } = await inMidAnswer();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => textOf(answers(page)), PATIENT).toMatch(/1 2 3[\s\S]*Stopped/);
    await page.locator('[data-by="bot"]').hover();
    await page.getByRole('button', { name: 'Answer again' }).click();
    await aitta.until(says(answers(page), /29 30/));
    expect(wrong).toEqual([]);
  });
});

/** Kim has asked a model that has no worker, and is told what can be done meanwhile. */
const inColdStart = async (state: WorkerState = 'requested') => {
  const { aitta, env } = await world.aitta([COLD, WARM]);
  aitta.standin.setWorker(COLD.id, state, { hold: true });
  const { url } = await world.start(env);
  const tab = await world.visit(url, 'Kim');
  await write(tab.page, '@Aitta my name is Ada');
  await tab.page.getByRole('link', { name: /1 reply/ }).click();
  const thread = tab.page.getByRole('log', { name: 'Thread' });
  await thread.getByRole('button', { name: 'Tell me when ready' }).waitFor(PATIENT);
  return { aitta, thread, url, ...tab };
};

describe.runIf(hasChromium)('a cold start in the browser', () => {
  test('is told as it goes on, with a bar, until the answer is there', async () => {
    const { aitta, thread, wrong } = await inColdStart('starting');
    expect(await textOf(drafts(thread.page()))).toMatch(/is loading/);
    expect(await thread.getByRole('progressbar').count()).toBe(1);
    aitta.standin.setWorker(COLD.id, 'running');
    await aitta.until(says(thread, /your name is Ada/));
    expect(await thread.getByRole('progressbar').count()).toBe(0);
    expect(wrong).toEqual([]);
  });

  test('is left for a model that runs, at a click', async () => {
    const { thread, wrong } = await inColdStart();
    await thread.getByRole('button', { name: 'Use warm now' }).click();
    await expect.poll(() => textOf(thread), PATIENT).toContain('your name is Ada');
    expect(wrong).toEqual([]);
  });

  test('is waited for elsewhere: the answer comes in a new message for its asker, and the channel counts it', async () => {
    const { aitta, thread, page, wrong } = await inColdStart();
    expect(await textOf(drafts(page))).toMatch(/GPUs/);
    await thread.getByRole('button', { name: 'Tell me when ready' }).click();
    await expect.poll(() => textOf(thread), PATIENT).toContain('mention you');
    await page.getByRole('link', { name: '# random' }).click();
    const badge = page.getByRole('link', { name: /general/ }).getByLabel(/unread/);
    aitta.standin.setWorker(COLD.id, 'running');
    await aitta.until(async () => (await badge.count()) === 1);
    expect(await page.title()).toBe('(1) Aitta');
    await page.goBack();
    await expect.poll(() => textOf(thread), PATIENT).toMatch(/This is for you[\s\S]*your name is Ada/);
    expect([await badge.count(), await page.title()]).toEqual([0, 'Aitta']);
    expect(wrong).toEqual([]);
  });
});
