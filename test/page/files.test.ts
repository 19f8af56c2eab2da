import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { PATIENT, SCREENSHOT, answers, hasChromium, usePageWorld } from './page-world.ts';

const world = usePageWorld();

const DRAWING = fileURLToPath(new URL('../files/corpus/drawing.svg', import.meta.url));
const widthOf = (image: unknown): number => (image as { naturalWidth: number }).naturalWidth;

/** Somebody lets go of a file above the room. */
const drop = (page: Page, name: string, content: string, event: 'drop' | 'paste' = 'drop'): Promise<unknown> =>
  page.evaluate(`{
    const held = new DataTransfer();
    held.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}));
    const field = document.querySelector('.composer textarea');
    const bubbles = { bubbles: true, cancelable: true };
    field.dispatchEvent(${
      event === 'drop'
        ? "new DragEvent('drop', { ...bubbles, dataTransfer: held })"
        : "new ClipboardEvent('paste', { ...bubbles, clipboardData: held })"
    });
  }`);

describe.runIf(hasChromium)('files on the page', () => {
  test('that are dropped and pasted are read for the answer, and are there to download after a reload', async () => {
    const { url } = await world.start(world.store());
    const { page, wrong } = await world.visit(url, 'Kim');
    await page.goto(`${url}#/direct`);
    await page.getByRole('log', { name: 'Aitta' }).waitFor();
    await drop(page, 'one.csv', 'name,age\nada,36\n');
    await drop(page, 'two.txt', 'my cat is Tulip', 'paste');
    await page.getByRole('button', { name: 'Remove one.csv' }).waitFor();
    await page.getByRole('button', { name: 'Remove two.txt' }).waitFor();
    await drop(page, 'three.txt', 'not this one');
    await page.getByRole('button', { name: 'Remove three.txt' }).click();
    await expect.poll(() => page.locator('.attached [aria-busy]').count(), PATIENT).toBe(0);
    await page.getByRole('textbox').fill('what did I say?');
    await page.reload(); // neither words nor files are lost
    await page.getByRole('button', { name: 'Remove two.txt' }).waitFor();
    expect(await page.locator('.attached .file').count()).toBe(2);
    expect(await page.getByRole('textbox').inputValue()).toBe('what did I say?');
    await page.getByRole('textbox').press('Enter');
    await expect.poll(() => answers(page).count(), PATIENT).toBe(1);
    await page.reload();
    const downloads = page.waitForEvent('download');
    await page.getByRole('link', { name: 'one.csv' }).click();
    const download = await downloads;
    expect(download.suggestedFilename()).toBe('one.csv');
    expect(await page.getByRole('link', { name: /three/ }).count()).toBe(0);
    expect(wrong).toEqual([]);
  });

  test('that are pictures are seen before they are sent and with their message, by people who do not see them as well', async () => {
    const { url } = await world.start(world.store());
    const { page, wrong } = await world.visit(url, 'Kim', { viewport: { width: 375, height: 720 } });
    await page.goto(`${url}#/direct`);
    await page.getByRole('log', { name: 'Aitta' }).waitFor();
    const chooser = page.locator('input[type="file"]');
    const torn = { name: 'torn.png', mimeType: 'image/png', buffer: readFileSync(SCREENSHOT).subarray(0, 40) };
    await chooser.setInputFiles([SCREENSHOT, DRAWING]);
    await chooser.setInputFiles(torn);
    const preview = page.locator('.attached').getByRole('img', { name: 'Picture: screenshot.png' });
    await expect.poll(() => preview.evaluate(widthOf), PATIENT).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.attached [aria-busy]').count(), PATIENT).toBe(0);
    await expect.poll(() => page.locator('.attached img').count(), PATIENT).toBe(1); // neither the drawing nor what is torn
    await page.reload();
    await expect.poll(() => preview.evaluate(widthOf), PATIENT).toBeGreaterThan(0);
    await page.getByRole('textbox').press('Enter');
    await expect.poll(() => answers(page).count(), PATIENT).toBe(1);
    const shown = page.getByRole('log').getByRole('img', { name: /^Picture/ });
    await expect.poll(() => shown.count(), PATIENT).toBe(1);
    await shown.scrollIntoViewIfNeeded();
    await expect.poll(() => shown.evaluate(widthOf), PATIENT).toBeGreaterThan(0);
    expect(await page.getByRole('link', { name: 'torn.png' }).count()).toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    await page.getByRole('link', { name: 'Picture: screenshot.png' }).focus();
    const whole = page.context().waitForEvent('page');
    await page.keyboard.press('Enter');
    expect(await (await whole).evaluate('document.images.length')).toBe(1);
    expect(wrong).toEqual([]);
  });

  test('that are too large are refused in a sentence, and not a byte of them is sent', async () => {
    const { url } = await world.start({ FILE_MEGABYTES: '1' });
    const { page } = await world.visit(url, 'Kim');
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await drop(page, 'big.iso', 'x'.repeat(1_000_001));
    await page.getByText('big.iso is too large: at most 1 MB are possible.').waitFor();
    expect(sent.filter((each) => each.includes('uploads'))).toEqual([]);
    expect(await page.locator('.attached .file').count()).toBe(0);
  });
});
