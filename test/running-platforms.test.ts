import { describe, expect, test } from 'vitest';
import { BotError, StandingBy } from '../src/core/errors.ts';
import type { Inbox } from '../src/core/ports/arrival.ts';
import { RunningPlatforms } from '../src/running-platforms.ts';
import { quietLog } from './doubles/quiet-log.ts';
import { RecordingInbox } from './doubles/recording-inbox.ts';
import { RecordingPlatform } from './doubles/recording-platform.ts';
import { DrivenClock } from './driven/driven-clock.ts';

/** Fails its first starts, one after the other, with these errors. */
class FailingPlatform extends RecordingPlatform {
  readonly #failures: Error[];
  constructor(...failures: Error[]) {
    super();
    this.#failures = failures;
  }
  override async start(inbox: Inbox): Promise<void> {
    const failure = this.#failures.shift();
    if (failure) throw failure;
    await super.start(inbox);
  }
}

const down = new BotError('platform-failed', 'no answer');
const wrongToken = new BotError('settings', 'wrong token');
const run = (platform: FailingPlatform) => {
  const clock = new DrivenClock();
  return { clock, platforms: new RunningPlatforms({ platforms: [platform], clock, log: quietLog() }) };
};

test('a platform for which another process is there is not failing, and starts within seconds after that one is gone', async () => {
  const platform = new FailingPlatform(...Array.from({ length: 300 }, () => new StandingBy('standing by')));
  const { clock, platforms } = run(platform);
  await platforms.start(new RecordingInbox());
  await clock.advance(299_000, 1_000);
  expect([platform.inbox, platforms.failures.size]).toEqual([undefined, 0]);
  await clock.advance(3_000, 1_000);
  expect(platform.inbox).toBeDefined();
});

describe('the only platform', () => {
  test('that is down at the start is tried again, and is not ready until then', async () => {
    const platform = new FailingPlatform(down, down, down);
    const { clock, platforms } = run(platform);
    await platforms.start(new RecordingInbox());
    expect([platforms.running, platforms.failures.get('test')]).toEqual([[], 'no answer']);
    await clock.advance(10_000, 500);
    expect([platforms.running, platforms.failures.size]).toEqual([['test'], 0]);
    expect(platform.inbox).toBeDefined();
  });

  test('whose settings are wrong ends the start', async () => {
    const { platforms } = run(new FailingPlatform(wrongToken));
    await expect(platforms.start(new RecordingInbox())).rejects.toThrow('no configured platform can start');
  });

  test('is not tried again once its settings turn out to be wrong, nor after a stop', async () => {
    const platform = new FailingPlatform(down, wrongToken);
    const { clock, platforms } = run(platform);
    await platforms.start(new RecordingInbox());
    await clock.advance(60_000, 1_000);
    expect([platform.inbox, platforms.failures.get('test')]).toEqual([undefined, 'wrong token']);
    const other = run(new FailingPlatform(down));
    await other.platforms.start(new RecordingInbox());
    await other.platforms.stop();
    await other.clock.advance(60_000, 1_000);
    expect(other.platforms.running).toEqual([]);
    await other.platforms.close();
  });
});
