import { describe, expect, test } from 'vitest';
import { KeyedLine } from '../../src/async/keyed-line.ts';

describe('a keyed line', () => {
  test('does work with one key one after the other, and other work beside it', async () => {
    const line = new KeyedLine();
    const seen: string[] = [];
    const gate = Promise.withResolvers<void>();
    const work = (name: string, before?: Promise<void>) => async (): Promise<string> => {
      seen.push(`${name} begins`);
      await before;
      seen.push(`${name} ends`);
      return name;
    };
    const first = line.run('a', work('first', gate.promise));
    const second = line.run('a', work('second'));
    expect(await line.run('b', work('other'))).toBe('other');
    expect(seen).toEqual(['first begins', 'other begins', 'other ends']);
    gate.resolve();
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
    expect(seen.slice(3)).toEqual(['first ends', 'second begins', 'second ends']);
  });

  test('goes on after work that failed, whose failure is only its own', async () => {
    const line = new KeyedLine();
    const failure = new Error('failed');
    const first = line.run('a', () => Promise.reject(failure));
    const second = line.run('a', async () => 'done');
    await expect(first).rejects.toBe(failure);
    expect(await second).toBe('done');
    expect(await line.run('a', async () => 'again')).toBe('again');
  });
});
