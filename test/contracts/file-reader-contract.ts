import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fetched, FileReader } from '../../src/core/ports/files.ts';

const wanted = new AbortController().signal;

/** What the core relies on of whoever reads files. */
export const fileReaderContract = (name: string, open: () => FileReader): void => {
  const read = (fetched: Fetched) => open().read('ada', async () => fetched, wanted);
  const bytesOf = (text: string): Fetched => ({ type: 'bytes', bytes: new TextEncoder().encode(text) });

  describe(`FileReader: ${name}`, () => {
    test('a text is its words; so many files are read for one question', async () => {
      expect(open().maxFiles).toBeGreaterThan(0);
      expect(await read(bytesOf('a,b\r\n1,2'))).toEqual({ type: 'text', text: 'a,b\n1,2' });
    });

    test('a page of the platform’s own is what it says; any other HTML is a text as it is written', async () => {
      const bytes = new TextEncoder().encode('<p>Meet at <b>nine</b></p>');
      const page = (isPage?: true): Fetched => ({ type: 'bytes', bytes, ...(isPage ? { isPage } : {}) });
      expect(await read(page(true))).toEqual({ type: 'text', text: 'Meet at nine' });
      expect(await read(page())).toEqual({ type: 'text', text: '<p>Meet at <b>nine</b></p>' });
    });

    test('of a text that is longer than anybody reads there is the beginning', async () => {
      const content = await read(bytesOf('word '.repeat(200_000)));
      expect(content).toMatchObject({ type: 'text', isCut: true });
    });

    test('a picture is scaled', async () => {
      const bytes = readFileSync(join(import.meta.dirname, '../files/corpus/screenshot.png'));
      const content = await read({ type: 'bytes', bytes });
      expect(content).toMatchObject({ type: 'picture', mediaType: 'image/jpeg', width: 400, height: 225 });
      expect(
        Buffer.from(content.type === 'picture' ? content.data : '', 'base64')
          .subarray(0, 2)
          .toString('hex'),
      ).toBe('ffd8');
    });

    test('what cannot be read has a reason, its own or that of the place', async () => {
      expect(await read(bytesOf(' \n '))).toEqual({ type: 'unread', why: 'empty' });
      expect(await read({ type: 'unread', why: 'forbidden' })).toEqual({ type: 'unread', why: 'forbidden' });
    });

    test('who does not want it any more waits no longer', async () => {
      const gone = new AbortController();
      const reading = open().read('ada', async () => bytesOf('hi'), gone.signal);
      gone.abort(new Error('stopped'));
      await expect(reading).rejects.toThrow('stopped');
    });
  });
};
