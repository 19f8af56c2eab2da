import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../src/core/ports/arrival.ts';
import type { Attachment, Fetched } from '../../src/core/ports/files.ts';
import type { EarlierMessage, Place } from '../../src/core/ports/platform.ts';
import { KeptMemory } from '../doubles/kept-memory.ts';
import type { FileWorld, PlatformTraits } from './platform-world.ts';

const ROWS = 'name,age\nada,36\n';
const MAX_BYTES = 1_000;
const wanted = new AbortController().signal;

const shown = (fetched: Fetched): string =>
  fetched.type === 'bytes' ? new TextDecoder().decode(fetched.bytes) : fetched.why;

/** What the core relies on where people may attach files. */
export const fileContract = (name: string, { hasThreads }: PlatformTraits, open: () => Promise<FileWorld>): void => {
  const placeOf = (world: FileWorld, { address, id }: Arrival): Place => world.platform.at(address, new KeptMemory(id));
  const fetch = async (place: Place, file: Attachment | undefined, maxBytes = MAX_BYTES): Promise<string> =>
    file ? shown(await place.fetch(file, maxBytes, wanted)) : 'no file';

  describe(`files: ${name}`, () => {
    test('come with their names and can be fetched, in the next process too, under the same id', async () => {
      const world = await open();
      const arrival = await world.askWith('how old is she?', [{ name: 'rows.csv', content: ROWS }]);
      const place = placeOf(world, arrival);
      const [file] = (await place.read(0)).files;
      expect(file).toMatchObject({ name: 'rows.csv' });
      expect(await fetch(place, file)).toBe(ROWS);
      expect(JSON.parse(JSON.stringify(file?.source))).toEqual(file?.source);
      const next = (await world.restart()).at(arrival.address, new KeptMemory(arrival.id));
      const [again] = (await next.read(0)).files;
      expect([again?.id, await fetch(next, again)]).toEqual([file?.id, ROWS]);
    });

    test('a file that is too big, or is not there any more, is told as that', async () => {
      const world = await open();
      const arrival = await world.askWith('how old?', [{ name: 'rows.csv', content: ROWS }]);
      const place = placeOf(world, arrival);
      const [file] = (await place.read(0)).files;
      expect(await fetch(place, file, ROWS.length - 1)).toBe('too-big');
      world.dropFiles(arrival);
      expect(await fetch(place, file)).toBe('gone');
    });

    test.runIf(hasThreads)('what was attached earlier in a thread is there as well', async () => {
      const world = await open();
      const first = await world.askWith('look', [{ name: 'rows.csv', content: ROWS }]);
      const place = placeOf(world, await world.ask('how old?', first));
      const { files, earlier } = await place.read(10);
      const [{ files: [file] = [] } = { files: [] }] = earlier as EarlierMessage[];
      expect(file?.sharedBy).toBeUndefined(); // who wrote the message is said beside it
      expect([files, file?.name, await fetch(place, file)]).toEqual([[], 'rows.csv', ROWS]);
    });
  });
};
