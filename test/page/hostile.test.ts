import { describe, expect, test } from 'vitest';
import { PATIENT, answers, hasChromium, usePageWorld, write } from './page-world.ts';

const world = usePageWorld();

describe.runIf(hasChromium)('the page and a hostile model', () => {
  test('what a model writes runs nothing, loads nothing and looks like nothing of ours', async () => {
    const { url } = await world.start();
    const { page, wrong } = await world.visit(url, 'Kim');
    await page.goto(`${url}#/direct`);
    const hostile = [
      '<script>document.title = "taken"</script><img src=x onerror="document.title = \'taken\'">',
      '<style>body { display: none }</style><form action="https://evil.example"><input name="token"><button class="main-button">Sign in</button></form>',
      '[link](javascript:alert(1)) [data](data:text/html,<script>alert(1)</script>) ![pixel](https://evil.example/pixel.png)',
      '<a href="https://evil.example" onclick="alert(1)" id="app" style="position:fixed">there</a> [bank.example](https://evil.example)<iframe src="https://evil.example"></iframe>',
    ].join('\n\n');
    await write(page, `repeat: ${hostile}`);
    await expect.poll(() => answers(page).getByRole('link', { name: 'there' }).count(), PATIENT).toBe(1);
    const answer = answers(page).locator('.markdown').first();
    expect(await answer.textContent()).toContain('bank.example (evil.example)');
    expect(
      await answer.locator('script, style, form, iframe, img, button, [onclick], [onerror], [style], [id]').count(),
    ).toBe(0);
    expect(
      await answer.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).not.toContainEqual(expect.stringMatching(/^(javascript|data):/));
    expect(await page.title()).toBe('Aitta');
    expect(wrong).toEqual([]);
  });

  test('what it may write is drawn: formulas, tables with their alignment, code in colours, lists that begin anywhere', async () => {
    const { url } = await world.start();
    const { page, wrong } = await world.visit(url, 'Kim');
    await page.goto(`${url}#/direct`);
    const rich = [
      'with $n = 2^{16}$ as well',
      '$$ \\frac{1}{3} $$',
      '| a | b |\n| :- | -: |\n| 1 | 2 |',
      '```ts\nconst a = 1;\n```',
      '7. seven',
    ].join('\n\n');
    await write(page, `repeat: ${rich}`);
    const answer = answers(page).locator('.markdown').first();
    await expect.poll(() => answer.locator('math').count(), PATIENT).toBe(2);
    await expect.poll(() => answer.locator('.hljs-keyword').count(), PATIENT).toBe(1);
    expect(await answer.locator('td[align="right"]').count()).toBe(1);
    expect(await answer.locator('ol').getAttribute('start')).toBe('7');
    expect(wrong).toEqual([]);
  });

  test('an answer without an end is shown bit by bit, and nothing stands still meanwhile', async () => {
    const { aitta, env } = await world.aitta([{ id: 'acme/chat', window: 32_768 }]);
    const { url } = await world.start(env);
    const { page, wrong } = await world.visit(url, 'Kim');
    await page.goto(`${url}#/direct`);
    aitta.standin.addFault({ kind: 'endless-answer', route: 'chat', count: 1 });
    await write(page, 'tell me everything');
    const more = answers(page).getByRole('button', { name: /Show more/ });
    await more.waitFor(PATIENT);
    const drawn = async (): Promise<number> => (await answers(page).textContent())?.length ?? 0;
    const before = await drawn();
    expect(before).toBeLessThan(30_000);
    for (let step = 0; step < 3; step += 1) await more.click();
    await expect.poll(drawn, PATIENT).toBeGreaterThan(before * 4);
    await write(page, 'count to 3');
    await expect.poll(() => answers(page).last().textContent(), PATIENT).toContain('1 2 3');
    expect(wrong).toEqual([]);
  });

  test('quotes in quotes, endless emphasis, wide tables and thousands of formulas leave the page as usable as before', async () => {
    const { url } = await world.start();
    const { page, wrong } = await world.visit(url, 'Kim');
    await page.goto(`${url}#/direct`);
    const hostile = [
      '>'.repeat(20_000),
      '_a'.repeat(10_000),
      `|${' a |'.repeat(3_000)}\n|${' - |'.repeat(3_000)}\n|${' b |'.repeat(3_000)}`,
      '$x$\n'.repeat(1_000),
      `$${'\\frac{'.repeat(150)}$`,
      '<div>'.repeat(4_000),
      '\u{202E}'.repeat(1_000),
      'x'.repeat(20_000),
    ];
    for (const [index, text] of hostile.entries()) {
      await write(page, `repeat: ${text}`);
      await expect.poll(() => answers(page).count(), PATIENT).toBe(index + 1);
    }
    await page.reload();
    await expect.poll(() => answers(page).count(), PATIENT).toBe(hostile.length);
    await write(page, 'count to 3');
    await expect.poll(() => answers(page).last().textContent(), PATIENT).toContain('1 2 3');
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(1280);
    expect(wrong).toEqual([]);
  });
});

describe.runIf(hasChromium)('the page and a person who pastes too much', () => {
  test('a message of a megabyte is not sent, says how much too long it is, stays to be shortened, and is answered then', async () => {
    const { url } = await world.start();
    const { page, wrong } = await world.visit(url, 'Kim');
    const field = page.getByRole('textbox', { name: /^Message/ });
    await write(page, `@Aitta my name is Ada${' x'.repeat(2 ** 19)}`);
    await page.getByText('That is 948,597 characters too long. Please shorten it.').waitFor(PATIENT);
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    expect((await field.inputValue()).length).toBe(948_597 + 100_000);
    await write(page, '@Aitta my name is Ada');
    await page.getByRole('link', { name: /1 reply/ }).waitFor(PATIENT);
    expect(await page.getByRole('alert').filter({ hasText: 'too long' }).count()).toBe(0);
    expect(wrong).toEqual([]);
  });
});
