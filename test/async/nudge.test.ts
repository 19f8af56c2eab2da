import { expect, test } from 'vitest';
import { Nudge } from '../../src/async/nudge.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

test('a wait ends with its time, at a nudge, at one that came just before, or at the end', async () => {
  const clock = new DrivenClock();
  const end = new AbortController();
  const nudge = new Nudge();
  const ended: string[] = [];
  const wait = async (name: string): Promise<void> => {
    ended.push(`${name} ${await nudge.wait(clock, 1_000, end.signal)} at ${clock.now() - start}`);
  };
  const start = clock.now();
  const first = wait('time');
  await clock.advance(1_000, 100);
  await first;
  const second = wait('nudged');
  await clock.advance(300, 100);
  nudge.now();
  await second;
  nudge.now();
  await wait('at once');
  const last = wait('over');
  end.abort(new Error('over'));
  await last;
  expect(ended).toEqual(['time true at 1000', 'nudged true at 1300', 'at once true at 1300', 'over false at 1300']);
});
