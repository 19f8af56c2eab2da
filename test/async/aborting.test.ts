import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/async/clock.ts';
import { pause } from '../../src/async/pause.ts';
import { unlessAborted } from '../../src/async/unless-aborted.ts';
import { untilAborted } from '../../src/async/until-aborted.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

const enough = new Error('enough');

describe('pause', () => {
  test('is true once the time has passed', async () => {
    const clock = new DrivenClock();
    const paused = pause(clock, 1_000, new AbortController().signal);
    await clock.advance(1_000);
    expect(await paused).toBe(true);
  });

  test('is false as soon as the signal aborts, and at once where it has', async () => {
    const clock = new DrivenClock();
    const stop = new AbortController();
    const paused = pause(clock, 1_000, stop.signal);
    stop.abort(enough);
    expect(await paused).toBe(false);
    expect(await pause(clock, 1_000, stop.signal)).toBe(false);
    expect(clock.sleeping).toBe(0);
  });

  test('does not hide a clock that fails', async () => {
    const broken = { now: () => 0, monotonic: () => 0, sleep: () => Promise.reject(enough) };
    await expect(pause(broken, 1_000, new AbortController().signal)).rejects.toBe(enough);
  });

  test('repeats work until the signal aborts', async () => {
    const clock = new DrivenClock();
    const stop = new AbortController();
    let looks = 0;
    const looking = (async (): Promise<void> => {
      while (await pause(clock, 1_000, stop.signal)) looks++;
    })();
    await clock.advance(3_000, 1_000);
    stop.abort(enough);
    await looking;
    expect(looks).toBe(3);
  });
});

describe('unlessAborted', () => {
  test('is the promise itself where nothing can abort', async () => {
    const work = Promise.resolve('done');
    expect(unlessAborted(work, undefined)).toBe(work);
    expect(await unlessAborted(work, new AbortController().signal)).toBe('done');
  });

  test('rejects as the work does, or with the reason of the signal', async () => {
    const { signal } = new AbortController();
    await expect(unlessAborted(Promise.reject(enough), signal)).rejects.toBe(enough);
    const stop = new AbortController();
    const waiting = unlessAborted(new Promise(() => undefined), stop.signal);
    stop.abort(enough);
    await expect(waiting).rejects.toBe(enough);
    await expect(unlessAborted(Promise.resolve('done'), stop.signal)).rejects.toBe(enough);
  });

  test('makes an error of a reason that is none', async () => {
    await expect(unlessAborted(Promise.resolve('done'), AbortSignal.abort('enough'))).rejects.toMatchObject({
      message: 'aborted',
      cause: 'enough',
    });
  });
});

test('untilAborted resolves when the signal aborts, also before it was asked', async () => {
  const stop = new AbortController();
  let isOver = false;
  const ended = untilAborted(stop.signal).then(() => (isOver = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  stop.abort(enough);
  expect(await ended).toBe(true);
  expect(await untilAborted(stop.signal)).toBeUndefined();
});

describe('the clock of the system', () => {
  test('sleeps, and rejects with the reason of an abort', async () => {
    await systemClock.sleep(0);
    await expect(systemClock.sleep(0, AbortSignal.abort(enough))).rejects.toBe(enough);
  });

  test.each([2 ** 31, 2 ** 40, Number.POSITIVE_INFINITY])('does not wake early from %d ms', async (ms) => {
    const stop = new AbortController();
    const slept = systemClock.sleep(ms, stop.signal).then(
      () => 'slept',
      (error: unknown) => error,
    );
    // A delay that overflows a timer fires after 1 ms: this sleep begins later and ends before.
    await systemClock.sleep(2);
    stop.abort(enough);
    expect(await slept).toBe(enough);
  });
});
