import { expect, test } from 'vitest';
import { RemoteTime } from '../../src/async/remote-time.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

const HOUR = 60 * 60_000;

test('is this machine’s time until the service has answered, then the service’s, which goes on', async () => {
  const clock = new DrivenClock();
  const time = new RemoteTime(clock);
  expect(time.now()).toBe(clock.now());
  const theirs = Date.parse('Sun, 06 Nov 1994 08:49:37 GMT');
  time.note('Sun, 06 Nov 1994 08:49:37 GMT');
  await clock.advance(HOUR);
  expect(time.now()).toBe(theirs + HOUR);
  expect(time.toOwn(theirs)).toBe(clock.now() - HOUR);
});

test('does not change with an answer that says nothing of the time', () => {
  const clock = new DrivenClock();
  const time = new RemoteTime(clock);
  for (const date of [null, '', 'soon']) time.note(date);
  expect(time.now()).toBe(clock.now());
});

test('is whole milliseconds, whatever this machine’s clocks count', () => {
  let monotonic = 0.1;
  const time = new RemoteTime({ now: () => 1_000, monotonic: () => monotonic });
  time.note('Sun, 06 Nov 1994 08:49:37 GMT');
  monotonic = 1_000.7;
  expect(time.now()).toBe(Date.parse('Sun, 06 Nov 1994 08:49:38 GMT') + 1);
});
