import { describe, expect, test } from 'vitest';
import { late, within } from '../../src/async/within.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';

const failure = new Error('the work failed');

/** What a promise has come to so far. */
const watched = <T>(promise: Promise<T>): { outcome?: T; error?: unknown } => {
  const seen: { outcome?: T; error?: unknown } = {};
  promise.then(
    (outcome) => (seen.outcome = outcome),
    (error: unknown) => (seen.error = error),
  );
  return seen;
};

describe('within', () => {
  test('gives what the work gives, and leaves no sleeper behind', async () => {
    const clock = new DrivenClock();
    expect(await within({ clock, timeoutMs: 1_000 }, Promise.resolve('done'))).toBe('done');
    expect(await within({ clock, timeoutMs: 1_000 }, async () => 'done')).toBe('done');
    expect(clock.sleeping).toBe(0);
  });

  test('rejects as the work does, also when that throws at once', async () => {
    const clock = new DrivenClock();
    await expect(within({ clock, timeoutMs: 1_000 }, Promise.reject(failure))).rejects.toBe(failure);
    const thrower = (): Promise<never> => {
      throw failure;
    };
    await expect(within({ clock, timeoutMs: 1_000 }, thrower)).rejects.toBe(failure);
    expect(clock.sleeping).toBe(0);
  });

  test('gives `late` when the time is over, not before', async () => {
    const clock = new DrivenClock();
    const work = Promise.withResolvers<string>();
    const seen = watched(within({ clock, timeoutMs: 1_000 }, work.promise));
    await clock.advance(999);
    expect(seen).toEqual({});
    await clock.advance(1);
    expect(seen).toEqual({ outcome: late });
    work.reject(failure); // nobody hears of it, and it is no unhandled rejection
  });

  test('tells work that is given a signal that it is late, and only then', async () => {
    const clock = new DrivenClock();
    let late_: AbortSignal | undefined;
    const slow = watched(
      within({ clock, timeoutMs: 1_000 }, (unwanted) => {
        late_ = unwanted;
        return new Promise(() => undefined);
      }),
    );
    let timely: AbortSignal | undefined;
    await within({ clock, timeoutMs: 1_000 }, async (unwanted) => {
      timely = unwanted;
    });
    await clock.advance(999);
    expect(late_?.aborted).toBe(false);
    await clock.advance(1);
    expect(slow).toEqual({ outcome: late });
    expect(late_?.aborted).toBe(true);
    expect(timely?.aborted).toBe(false);
  });

  test('rejects with the reason of its signal, and tells the work', async () => {
    const clock = new DrivenClock();
    const stop = new AbortController();
    let told: AbortSignal | undefined;
    const seen = watched(
      within({ clock, timeoutMs: 1_000, signal: stop.signal }, (unwanted) => {
        told = unwanted;
        return new Promise(() => undefined);
      }),
    );
    const enough = new Error('enough');
    stop.abort(enough);
    await until(() => seen.error !== undefined);
    expect(seen.error).toBe(enough);
    expect(told?.reason).toBe(enough);
    expect(clock.sleeping).toBe(0);
  });

  test('begins nothing once its signal is aborted, and swallows what begun work comes to', async () => {
    const clock = new DrivenClock();
    const enough = new Error('enough');
    const limit = { clock, timeoutMs: 1_000, signal: AbortSignal.abort(enough) };
    let begun = false;
    const begin = async (): Promise<void> => {
      begun = true;
    };
    await expect(within(limit, begin)).rejects.toBe(enough);
    expect(begun).toBe(false);
    await expect(within(limit, Promise.reject(failure))).rejects.toBe(enough);
    expect(clock.sleeping).toBe(0);
  });

  test('waits for ever where there is no limit', async () => {
    const clock = new DrivenClock();
    const seen = watched(within({ clock, timeoutMs: Number.POSITIVE_INFINITY }, new Promise(() => undefined)));
    await clock.advance(365 * 24 * 3_600_000);
    expect(seen).toEqual({});
  });

  test('follows a deadline that moves, in either direction', async () => {
    const clock = new DrivenClock();
    const start = clock.monotonic();
    let at = start + 20_000;
    const seen = watched(within({ clock, deadline: () => at }, new Promise(() => undefined)));
    await clock.advance(19_000);
    at = start + 60_000;
    await clock.advance(30_000);
    expect(seen).toEqual({});
    at = start + 50_000;
    await clock.advance(10_000);
    expect(seen).toEqual({ outcome: late });
  });

  test('takes a result that had come before an overdue timer was seen, as after a freeze', async () => {
    const clock = new DrivenClock();
    const work = Promise.withResolvers<string>();
    const seen = watched(within({ clock, timeoutMs: 1_000 }, work.promise));
    // The timer goes off first; what lay in the socket is read in the next round of the event loop.
    const advanced = clock.advance(5_000);
    setImmediate(() => work.resolve('had come'));
    await advanced;
    expect(seen).toEqual({ outcome: 'had come' });
  });

  test('does not hide a clock that fails', async () => {
    const broken = { now: () => 0, monotonic: () => 0, sleep: () => Promise.reject(failure) };
    await expect(within({ clock: broken, timeoutMs: 1_000 }, new Promise(() => undefined))).rejects.toBe(failure);
  });
});
