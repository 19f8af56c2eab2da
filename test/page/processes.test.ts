import { describe, expect, test } from 'vitest';
import { freshStore, hasPostgres } from '../postgres/shared-server.ts';
import { PATIENT, hasChromium, usePageWorld, write } from './page-world.ts';

const world = usePageWorld();
/** Two processes start, and a browser. */
const LONG = { timeout: 180_000 };

const stores = [
  { name: 'one SQLite file', isHere: true, open: async () => world.store() },
  { name: 'PostgreSQL', isHere: hasPostgres, open: async () => ({ STORE_URL: await freshStore() }) },
];

describe.runIf(hasChromium).each(stores.filter(({ isHere }) => isHere))('two processes on $name', ({ open }) => {
  test('a tab at one shows what is said at the other, without a reload, but for what is private', LONG, async () => {
    const store = await open();
    const [here, there] = [await world.start(store), await world.start(store)];
    const [kim, alex] = [await world.visit(here.url, 'Kim'), await world.visit(there.url, 'Alex')];
    await write(kim.page, '/models');
    await kim.page.getByText('Only you can see this').waitFor();
    await write(kim.page, '/aitta ask my name is Ada');
    await alex.page.getByText('/aitta ask my name is Ada').waitFor();
    await alex.page.getByRole('link', { name: /1 reply/ }).click();
    const thread = alex.page.getByRole('log', { name: 'Thread' });
    await expect.poll(() => thread.textContent(), PATIENT).toContain('your name is Ada');
    await write(alex.page, 'count to 3', 'Reply');
    await expect.poll(() => kim.page.getByRole('link', { name: /3 replies/ }).count(), PATIENT).toBe(1);
    expect(await alex.page.getByText('Only you can see this').count()).toBe(0);
    expect([...kim.wrong, ...alex.wrong]).toEqual([]);
  });
});
