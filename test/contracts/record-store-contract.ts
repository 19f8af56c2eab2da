import { describe, expect, test } from 'vitest';
import type { RecordStore } from '../../src/core/ports/records.ts';
import type { DrivenClock } from '../driven/driven-clock.ts';

/** One store, as one process sees it, and as another one does that opened it by itself. */
export interface RecordWorld {
  clock: DrivenClock;
  open(namespace: string): RecordStore;
  openElsewhere(namespace: string): RecordStore;
  /** As it is written where it is kept. */
  written(): Promise<string>;
  sweep(limit: number): Promise<number>;
  /** Whatever is asked from now on fails. */
  die(): Promise<void>;
}

const MINUTE = 60_000;

/** What the core relies on, whichever the engine. */
export const recordStoreContract = (
  name: string,
  createWorld: (options?: { isEncrypted: boolean }) => Promise<RecordWorld>,
): void => {
  describe(`RecordStore: ${name}`, () => {
    test('values come back elsewhere too, and namespaces do not see each other', async () => {
      const world = await createWorld();
      const [one, other] = [world.open('one'), world.open('other')];
      await one.set('key', { list: [1, 'ä'], none: null });
      expect(await other.get('key')).toBeUndefined();
      const elsewhere = world.openElsewhere('one');
      expect(await elsewhere.get('key')).toEqual({ list: [1, 'ä'], none: null });
      expect(await elsewhere.get(['nothing', 'key'])).toEqual([undefined, { list: [1, 'ä'], none: null }]);
      expect([await elsewhere.delete('key'), await elsewhere.delete('key')]).toEqual([true, false]);
      expect([await one.has('key'), await one.get('key')]).toEqual([false, undefined]);
    });

    // What two processes hear of each other: test/adapters/storage/changes.
    test('to tell of a change does no harm where nobody listens, and whoever tells does not hear himself', async () => {
      const store = (await createWorld()).open('one');
      const heard: unknown[] = [];
      const end = store.watch((key) => heard.push(key));
      await store.set('key', 1);
      store.tell('key');
      end();
      expect(heard).toEqual([]);
    });

    test('many are written, read and deleted as one each', async () => {
      const store = (await createWorld()).open('one');
      await store.setMany(['a', 'b', 'c'].map((key) => ({ key, value: key.toUpperCase() })));
      expect(await store.get(['c', 'x', 'a'])).toEqual(['C', undefined, 'A']);
      await store.delete(['a', 'c', 'x']);
      expect(await store.get(['a', 'b', 'c'])).toEqual([undefined, 'B', undefined]);
      expect(await store.get([])).toEqual([]);
    });

    test('all records of a namespace are walked through, also more than are read at once, and cleared', async () => {
      const world = await createWorld();
      const [store, other] = [world.open('one'), world.open('other')];
      const keys = Array.from({ length: 1_203 }, (_, n) => `key ${String(n).padStart(4, '0')}`);
      await store.setMany(keys.map((key, value) => ({ key, value })));
      await other.set('key', 'stays');
      const seen: unknown[] = [];
      for await (const [key] of store.iterator?.() ?? []) seen.push(key);
      expect(seen).toEqual(keys);
      await store.clear();
      expect([await store.get('key 0000'), await other.get('key')]).toEqual([undefined, 'stays']);
    });

    test('what has expired is not there, and sweeping takes it away', async () => {
      const world = await createWorld();
      const store = world.open('one');
      await store.set('short', 1, MINUTE);
      await store.set('long', 1);
      await store.update('short too', () => 1, MINUTE);
      await world.clock.advance(MINUTE - 1);
      expect(await store.get(['short', 'short too', 'long'])).toEqual([1, 1, 1]);
      await world.clock.advance(2);
      expect(await store.get(['short', 'short too', 'long'])).toEqual([undefined, undefined, 1]);
      expect([await store.has('short'), await store.keys('')]).toEqual([false, ['long']]);
      const walked: unknown[] = [];
      for await (const [key] of store.iterator?.() ?? []) walked.push(key);
      expect(walked).toEqual(['long']);
      expect([await world.sweep(1), await world.sweep(5), await world.sweep(5)]).toEqual([1, 1, 0]);
      expect(await store.get('long')).toBe(1);
    });

    test('keys are found by their beginning, exactly, whatever characters they have', async () => {
      const world = await createWorld();
      const store = world.open('one');
      const keys = ['a', 'a/', 'a/1', 'a/2', 'a/ä', 'a/😀', 'a0', 'A/1', 'b', 'a%1', 'a_1', "a'1", 'a/\u{FFFD}x'];
      await store.setMany(keys.map((key) => ({ key, value: key })));
      await world.open('other').set('a/9', 1);
      for (const prefix of ['a/', 'a', '', 'a%', 'a_', "a'", 'a/😀', 'c', 'a/1']) {
        const found = await store.keys(prefix);
        expect(found.toSorted()).toEqual(keys.filter((key) => key.startsWith(prefix)).toSorted());
      }
    });
  });

  describe(`RecordStore.update: ${name}`, () => {
    test('makes the next value out of the present one, and deletes where there is none', async () => {
      const store = (await createWorld()).open('one');
      const add = (list: number[] = []): number[] => [...list, list.length];
      expect(await store.update('key', add)).toEqual([0]);
      expect(await store.update('key', add)).toEqual([0, 1]);
      expect(await store.get('key')).toEqual([0, 1]);
      expect(await store.update('key', () => undefined)).toBeUndefined();
      expect(await store.has('key')).toBe(false);
      expect(await store.update('key', () => undefined)).toBeUndefined();
    });

    test('leaves all as it is, also its end, where the value stays the very same', async () => {
      const world = await createWorld();
      const store = world.open('one');
      await store.set('key', { n: 1 }, MINUTE);
      expect(await store.update<{ n: number }>('key', (now) => now, 10 * MINUTE)).toEqual({ n: 1 });
      await world.clock.advance(MINUTE + 1);
      expect(await store.get('key')).toBeUndefined();
    });

    test('takes what has expired for nothing, and keeps the next value as long as it says', async () => {
      const world = await createWorld();
      const store = world.open('one');
      await store.set('key', 'old', MINUTE);
      await world.clock.advance(MINUTE + 1);
      const seen: unknown[] = [];
      const change = (now: string | undefined): string => {
        seen.push(now);
        return 'new';
      };
      expect(await store.update('key', change, MINUTE)).toBe('new');
      expect(seen).toEqual([undefined]);
      await world.clock.advance(MINUTE + 1);
      expect(await store.get('key')).toBeUndefined();
    });

    test('loses nothing of what two processes write at once, each with many at once', async () => {
      const world = await createWorld();
      const stores = [world.open('one'), world.openElsewhere('one')];
      const names = stores.flatMap((_, process) => Array.from({ length: 100 }, (__, n) => `${process}-${n}`));
      await Promise.all(
        stores.map(async (store, process) => {
          const added = names.filter((each) => each.startsWith(`${process}-`));
          await Promise.all(added.map((one) => store.update<string[]>('key', (list = []) => [...list, one])));
        }),
      );
      expect((await stores[0]?.get<string[]>('key'))?.toSorted()).toEqual(names.toSorted());
    });

    test('lets one of two win that both saw nothing, or both delete the same', async () => {
      const world = await createWorld();
      const stores = [world.open('one'), world.openElsewhere('one')];
      const taken = await Promise.all(stores.map((store, n) => store.update<number>('place', (now) => now ?? n)));
      expect(new Set(taken).size).toBe(1);
      let removed = 0;
      await Promise.all(
        stores.map(async (store) => {
          let found = false;
          await store.update<number>('place', (now) => {
            found = now !== undefined;
            return undefined;
          });
          if (found) removed += 1;
        }),
      );
      expect([removed, await stores[0]?.has('place')]).toEqual([1, false]);
    });

    test('rejects with what the change throws, and goes on with the next one', async () => {
      const store = (await createWorld()).open('one');
      await store.set('key', 1);
      const failing = store.update('key', () => {
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await store.update<number>('key', (now = 0) => now + 1)).toBe(2);
    });
  });

  describe(`RecordStore, failing and encrypted: ${name}`, () => {
    test('a dead store rejects everything: it is never a missing key', async () => {
      const world = await createWorld();
      const store = world.open('one');
      await store.set('a', 1);
      await world.die();
      const walk = async (): Promise<void> => {
        for await (const _entry of store.iterator?.() ?? []);
      };
      const operations = [
        store.get('a'),
        store.get(['a', 'b']),
        store.set('a', 2),
        store.setMany([{ key: 'a', value: 2 }]),
        store.delete('a'),
        store.delete(['a', 'b']),
        store.has('a'),
        store.clear(),
        store.keys(''),
        store.update('a', () => 2),
        walk(),
      ];
      const outcomes = await Promise.allSettled(operations);
      expect(outcomes.map(({ status }) => status)).toEqual(operations.map(() => 'rejected'));
    });

    test('with a key nothing of a value is written in the clear, however it is written', async () => {
      const world = await createWorld({ isEncrypted: true });
      const store = world.open('one');
      await store.set('set', 'MARKER 1');
      await store.setMany([{ key: 'set many', value: 'MARKER 2' }]);
      await store.update('update', () => ({ text: 'MARKER 3' }));
      await store.update<{ text: string }>('update', (now) => ({ text: `${now?.text}, MARKER 4` }));
      expect(await world.written()).not.toContain('MARKER');
      const elsewhere = world.openElsewhere('one');
      expect(await elsewhere.get(['set', 'set many', 'update'])).toEqual([
        'MARKER 1',
        'MARKER 2',
        { text: 'MARKER 3, MARKER 4' },
      ]);
    });
  });
};
