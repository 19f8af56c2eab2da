import { describe, expect, test } from 'vitest';
import { AsyncCache } from '../../src/async/async-cache.ts';
import { BoundedMap } from '../../src/async/bounded-map.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

describe('a bounded map', () => {
  test('keeps the newest entries, where setting again makes new', () => {
    const map = new BoundedMap<string, number>({ max: 2 });
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    expect(map.set('c', 4)).toBe('b');
    expect([...map.entries()]).toEqual([
      ['a', 3],
      ['c', 4],
    ]);
    expect([map.get('a'), map.get('b'), map.has('b'), map.size]).toEqual([3, undefined, false, 2]);
  });

  test('deletes, and says whether something was there', () => {
    const map = new BoundedMap<string, number>({ max: 2 });
    map.set('a', 1);
    expect([map.delete('a'), map.delete('a'), map.size]).toEqual([true, false, 0]);
  });

  test('keeps a value that is undefined', () => {
    const map = new BoundedMap<string, undefined>({ max: 2 });
    map.set('a', undefined);
    expect(map.has('a')).toBe(true);
  });

  test('forgets entries at the end of their lifetime, which begins anew when they are set', async () => {
    const clock = new DrivenClock();
    const map = new BoundedMap<string, number>({ max: 10, lifetime: { clock, ms: 1_000 } });
    map.set('a', 1);
    map.set('b', 1);
    await clock.advance(600);
    map.set('a', 2);
    await clock.advance(399);
    expect(map.size).toBe(2);
    await clock.advance(1);
    expect([map.get('a'), map.get('b'), map.has('b'), map.delete('b'), map.size]).toEqual([
      2,
      undefined,
      false,
      false,
      1,
    ]);
    await clock.advance(600);
    expect([...map.entries()]).toEqual([]);
  });
});

describe('a cache of answers', () => {
  test('asks once for all who want the same, and again when the answer is old', async () => {
    const clock = new DrivenClock();
    const cache = new AsyncCache<string>({ max: 10, lifetime: { clock, ms: 1_000 } });
    const asked: string[] = [];
    const ask = (name: string) => async (): Promise<string> => {
      asked.push(name);
      return `${name}, asked ${asked.length} times`;
    };
    const both = [cache.get('a', ask('a')), cache.get('a', ask('a')), cache.get('b', ask('b'))];
    expect(await Promise.all(both)).toEqual(['a, asked 1 times', 'a, asked 1 times', 'b, asked 2 times']);
    await clock.advance(1_000);
    expect(await cache.get('a', ask('a'))).toBe('a, asked 3 times');
  });

  test('does not remember failures', async () => {
    const cache = new AsyncCache<string>({ max: 10 });
    const failure = new Error('failed');
    await expect(cache.get('a', () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await cache.get('a', async () => 'done')).toBe('done');
  });

  test('leaves a newer answer alone when an older one fails', async () => {
    const cache = new AsyncCache<string>({ max: 1 });
    const older = Promise.withResolvers<string>();
    const first = cache.get('a', () => older.promise);
    await cache.get('b', async () => 'pushes it out');
    await cache.get('a', async () => 'newer');
    older.reject(new Error('failed'));
    await expect(first).rejects.toThrow('failed');
    expect(await cache.get('a', async () => 'asked again')).toBe('newer');
  });
});
