import { beforeEach, expect, test } from 'vitest';
import { openWhenFree } from '../../../src/adapters/storage/open-when-free.ts';
import { isLocked, StoreFailure } from '../../../src/adapters/storage/sqlite/store-trouble.ts';
import { BotError } from '../../../src/core/errors.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';

let clock: DrivenClock;
let tries: number;
beforeEach(() => {
  clock = new DrivenClock();
  tries = 0;
});

/** A store that cannot be opened until then. */
const opening = (untilMs: number, trouble: 'busy' | 'damaged' = 'busy', signal = new AbortController().signal) => {
  const freeAt = clock.monotonic() + untilMs;
  const open = async (): Promise<string> => {
    tries += 1;
    if (clock.monotonic() >= freeAt) return 'open';
    throw new BotError('settings', 'it cannot be opened', { cause: new StoreFailure(trouble, trouble) });
  };
  return openWhenFree(open, { clock, log: quietLog(), signal, mayPass: isLocked }).catch(
    (error: Error) => error.message,
  );
};

test('a store that is locked at the start is opened once it is free', async () => {
  const opened = opening(20_000);
  await clock.advance(25_000, 250);
  expect(await opened).toBe('open');
  expect(tries).toBeLessThan(20);
});

test('one that stays locked, and one that is damaged, are not waited for without end', async () => {
  const locked = opening(Number.POSITIVE_INFINITY);
  await clock.advance(70_000, 250);
  expect(await locked).toBe('it cannot be opened');
  tries = 0;
  expect([await opening(1_000, 'damaged'), tries]).toEqual(['it cannot be opened', 1]);
});

test('a bot that is to end waits no longer', async () => {
  const ending = new AbortController();
  const opened = opening(20_000, 'busy', ending.signal);
  await clock.advance(1_000, 250);
  ending.abort(new Error('told to stop'));
  expect(await opened).toBe('told to stop');
});
