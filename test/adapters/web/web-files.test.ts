import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { KeptMemory } from '../../doubles/kept-memory.ts';
import { FILES, WebWorld } from './web-world.ts';
import type { Tab } from './web-world.ts';

const GENERAL = 'web/general';
const errorOf = async (response: Response): Promise<unknown> => ((await response.json()) as { error?: string }).error;

const post = (world: WebWorld, tab: Tab, uploads: readonly string[], text = '@aitta why?'): Promise<Response> =>
  tab.send('POST', '/messages', { room: GENERAL, text, uploads, nonce: world.nonce() });

describe('files that people bring', () => {
  test('are their own until they are sent, and then everybody’s who reads the message', async () => {
    const world = await WebWorld.open();
    const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
    const id = await world.bring(kim, 'rows.csv', 'name,age\n');
    expect(await errorOf(await post(world, alex, [id]))).toBe('file-gone');
    expect((await world.left('web-uploads')).length).toBeGreaterThan(0);
    const { id: message } = (await (await post(world, kim, [id])).json()) as { id: string };
    const got = await alex.send('GET', `/uploads/${message}/0`);
    expect([got.status, await got.text()]).toEqual([200, 'name,age\n']);
    expect((await alex.send('GET', `/uploads/${message}/1`)).status).toBe(404);
  });

  test('are handed out as nothing but a file, whatever they are called and whatever is in them', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const id = await world.bring(kim, '../../etc/\u202Epasswd\r\n"x".html', '<script>alert(1)</script>');
    const { id: message } = (await (await post(world, kim, [id])).json()) as { id: string };
    const { headers } = await kim.send('GET', `/uploads/${message}/0`);
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''passwd%22x%22.html");
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });

  test.each([
    ['photo.jpg', 'image/jpeg'],
    ['screenshot.png', 'image/png'],
    ['moving.gif', 'image/gif'],
    ['see-through.webp', 'image/webp'],
  ])('are shown where they are pictures by what is in them: %s', async (file, type) => {
    const world = await WebWorld.open();
    const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
    const bytes = new Uint8Array(readFileSync(new URL(`../../files/corpus/${file}`, import.meta.url)));
    const id = await world.bring(kim, 'notes.html', bytes);
    expect((await alex.send('GET', `/pictures/${id}`)).status).toBe(404);
    const own = await kim.send('GET', `/pictures/${id}`);
    expect([own.status, own.headers.get('content-type')]).toEqual([200, type]);
    const { id: message } = (await (await post(world, kim, [id])).json()) as { id: string };
    expect(alex.see(GENERAL).at(-1)?.uploads).toEqual([{ id, name: 'notes.html', bytes: bytes.length, picture: type }]);
    const shown = await alex.send('GET', `/pictures/${message}/0`);
    expect(shown.headers.get('content-type')).toBe(type);
    expect(shown.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''notes.html");
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(bytes);
  });

  test.each([
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['page.png', '<!doctype html><script>alert(1)</script>'],
    ['empty.png', ' '],
  ])('are no picture where they only say so, and never a drawing: %s', async (name, content) => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const id = await world.bring(kim, name, content);
    expect((await kim.send('GET', `/pictures/${id}`)).status).toBe(404);
    const { id: message } = (await (await post(world, kim, [id])).json()) as { id: string };
    expect((await kim.send('GET', `/pictures/${message}/0`)).status).toBe(404);
    expect(kim.see(GENERAL).at(-1)?.uploads).toEqual([{ id, name, bytes: content.length }]);
  });

  test.each([
    ['C:\\Users\\kim\\report.pdf', 'report.pdf'],
    ['/etc/passwd', 'passwd'],
    ['..', 'file'],
    ['', 'file'],
    [`${'x'.repeat(400)}.tar.gz`, `${'x'.repeat(147)}.gz`],
  ])('have a name and no path: %s', async (called, name) => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const response = await world.send('POST', '/uploads', 'x', { ...world.fileHeaders(called), 'x-person': kim.id });
    expect(((await response.json()) as { name: string }).name).toBe(name);
  });

  test('of a gigabyte are refused by what they say of themselves, and what lies about itself while it comes', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const headers = { ...world.fileHeaders('big.iso'), 'x-person': kim.id, 'x-aitta-bot': '1' };
    const bring = (length: number | undefined, sends: number): Promise<number> =>
      new Promise((resolve, reject) => {
        const more = length === undefined ? {} : { 'content-length': length };
        const sent = request(`${world.url}/chat/uploads`, { method: 'POST', headers: { ...headers, ...more } });
        sent.on('response', (response) => {
          resolve(response.statusCode ?? 0);
          sent.destroy();
        });
        sent.on('error', reject);
        sent.flushHeaders();
        if (sends > 0) sent.write(Buffer.alloc(sends));
      });
    expect(await bring(1_000_000_000, 0)).toBe(413); // not a byte of it was sent
    expect(await bring(undefined, FILES.maxBytes + 1)).toBe(413);
    expect(await world.left('web-uploads')).toEqual([]);
  });

  test('go with their message, with who brought them, and after a day where they were never sent', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const sent = await world.bring(kim, 'a.txt', 'x'.repeat(1_000_000));
    const { id } = (await (await post(world, kim, [sent])).json()) as { id: string };
    await world.bring(kim, 'b.txt', 'not sent');
    await world.clock.advance(25 * 60 * 60_000);
    const kept = async (): Promise<unknown[]> => {
      const keys = await world.left('web-uploads');
      return (await world.openStore('web-uploads').getMany(keys)).filter((value) => value !== undefined);
    };
    expect(await kept()).toHaveLength(8); // three pieces and what they are, each with a note of its message
    await kim.send('DELETE', `/messages/${id}`);
    expect(await kept()).toEqual([]);
  });

  test('never sent, are no more than twenty', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const ids: string[] = [];
    for (let count = 0; count < 22; count += 1) ids.push(await world.bring(kim, `${count}.txt`, 'x'));
    expect(await errorOf(await post(world, kim, ids.slice(0, 1)))).toBe('file-gone');
    expect((await post(world, kim, ids.slice(-8))).status).toBe(200);
  });

  test('are no part of a command that nobody else sees', async () => {
    const world = await WebWorld.open();
    const kim = await world.join('Kim');
    const id = await world.bring(kim, 'a.txt', 'x');
    expect(await errorOf(await post(world, kim, [id], '/models'))).toBe('files-with-command');
    const arrival = await world.next(() => post(world, kim, [id], '/aitta ask why?'));
    const { files } = await world.platform.at(arrival.address, new KeptMemory(arrival.id)).read(0);
    expect(files.map(({ name }) => name)).toEqual(['a.txt']);
  });
});
