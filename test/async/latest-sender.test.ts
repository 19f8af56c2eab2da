import { describe, expect, test } from 'vitest';
import { LatestSender } from '../../src/async/latest-sender.ts';
import type { LatestSenderOptions } from '../../src/async/latest-sender.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

/** Lets what was begun take its first steps before time moves. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const setUp = (options: Partial<LatestSenderOptions<string>> = {}) => {
  const clock = new DrivenClock();
  const sent: string[] = [];
  const errors: unknown[] = [];
  let answer: () => Promise<void> = async () => undefined;
  const send = (value: string): Promise<void> => {
    sent.push(value);
    return answer();
  };
  const onError = (error: unknown): void => void errors.push(error);
  const sender = new LatestSender<string>(send, { clock, intervalMs: 1_000, onError, ...options });
  return { clock, sent, errors, sender, answerWith: (next: () => Promise<void>) => (answer = next) };
};

describe('a sender of the latest', () => {
  test('sends the first at once, then the newest only, an interval after the last', async () => {
    const { clock, sent, sender } = setUp();
    sender.show('1');
    await settle();
    await clock.advance(500);
    for (const value of ['2', '3', '4']) sender.show(value);
    await clock.advance(499);
    expect(sent).toEqual(['1']);
    await clock.advance(1);
    expect(sent).toEqual(['1', '4']);
    await clock.advance(10_000);
    expect(sent).toEqual(['1', '4']);
    expect(clock.sleeping).toBe(0);
  });

  test('has one send in flight, and begins the interval when that is over', async () => {
    const { clock, sent, sender, answerWith } = setUp();
    const gate = Promise.withResolvers<void>();
    answerWith(() => gate.promise);
    sender.show('1');
    sender.show('2');
    await clock.advance(5_000);
    expect(sent).toEqual(['1']);
    gate.resolve();
    await settle();
    await clock.advance(999);
    expect(sent).toEqual(['1']);
    await clock.advance(1);
    expect(sent).toEqual(['1', '2']);
  });

  test('reports a send that failed, and goes on', async () => {
    const { clock, sent, errors, sender, answerWith } = setUp();
    const failure = new Error('failed');
    answerWith(() => Promise.reject(failure));
    sender.show('1');
    await clock.advance(1_000);
    sender.show('2');
    await clock.advance(1_000);
    expect(sent).toEqual(['1', '2']);
    expect(errors).toEqual([failure, failure]);
  });

  test('insists on the newest value, later and later, until it is sent, and says when', async () => {
    const { clock, sent, sender, answerWith } = setUp({ insists: () => true });
    let isSent = false;
    void sender.stood.then(() => (isSent = true));
    answerWith(() => Promise.reject(new Error('failed')));
    sender.show('1');
    await settle();
    await clock.advance(5_000, 1_000);
    expect(sent).toEqual(['1', '1']);
    sender.show('2');
    await clock.advance(1_000);
    expect(sent).toEqual(['1', '1', '2']);
    expect(isSent).toBe(false);
    answerWith(async () => undefined);
    await clock.advance(8_000, 1_000);
    expect(sent).toEqual(['1', '1', '2', '2']);
    expect(isSent).toBe(true);
    await clock.advance(60_000, 1_000);
    expect(sent).toHaveLength(4);
  });

  test('knows of nothing sent where it was finished before, and waits for nothing where that failed', async () => {
    const finished = setUp({ insists: () => true });
    finished.answerWith(() => Promise.reject(new Error('failed')));
    let isSent = false;
    void finished.sender.stood.then(() => (isSent = true));
    finished.sender.show('1');
    await settle();
    await finished.sender.finish();
    await settle();
    expect(isSent).toBe(false);
    const late = setUp();
    const gate = Promise.withResolvers<void>();
    late.answerWith(() => gate.promise);
    void late.sender.stood.then(() => (isSent = true));
    late.sender.show('1');
    const over = late.sender.finish();
    gate.resolve();
    await over;
    await settle();
    expect(isSent).toBe(false);
    const failed = setUp();
    failed.answerWith(() => Promise.reject(new Error('failed')));
    failed.sender.show('1');
    await expect(failed.sender.stood).resolves.toBeUndefined();
  });

  test('finishes when the send in flight is over, and sends nothing afterwards', async () => {
    const { clock, sent, sender, answerWith } = setUp();
    const gate = Promise.withResolvers<void>();
    answerWith(() => gate.promise);
    sender.show('1');
    sender.show('2');
    let isFinished = false;
    const finished = sender.finish().then(() => (isFinished = true));
    await clock.advance(1);
    expect(isFinished).toBe(false);
    gate.resolve();
    await finished;
    sender.show('3');
    await clock.advance(10_000);
    expect(sent).toEqual(['1']);
    expect(clock.sleeping).toBe(0);
  });

  test('skips what is not allowed, and tells who allows that it has become unwanted', async () => {
    const asked: AbortSignal[] = [];
    const answers = [Promise.resolve(false), new Promise<boolean>(() => undefined)];
    const allow = (unwanted: AbortSignal): Promise<boolean> => {
      asked.push(unwanted);
      return answers[asked.length - 1] ?? Promise.resolve(true);
    };
    const { clock, sent, sender } = setUp({ allow });
    sender.show('1');
    await clock.advance(1_000);
    sender.show('2');
    await clock.advance(1_000);
    expect(sent).toEqual([]);
    expect(asked.map(({ aborted }) => aborted)).toEqual([false, false]);
    await sender.finish();
    expect(asked[1]?.aborted).toBe(true);
  });

  test('tells when its first value was sent, refused or skipped, and at once where there is none', async () => {
    const waiting = setUp();
    await waiting.sender.first();
    const gate = Promise.withResolvers<void>();
    waiting.answerWith(() => gate.promise);
    waiting.sender.show('1');
    let isOver = false;
    const first = waiting.sender.first().then(() => (isOver = true));
    await settle();
    expect(isOver).toBe(false);
    gate.reject(new Error('refused'));
    await first;
    const skipped = setUp({ allow: async () => false });
    skipped.sender.show('1');
    await skipped.sender.first();
    expect([waiting.errors.length, skipped.sent]).toEqual([1, []]);
  });

  test('what was news goes on being that until it is sent, whatever is shown in its place', async () => {
    const asked: boolean[] = [];
    const { clock, sent, sender, answerWith } = setUp({
      isNews: (value) => value.endsWith('!'),
      allow: async (_, { isNews }) => asked.push(isNews()) > 0,
    });
    sender.show('1');
    await settle();
    sender.show('2!');
    sender.show('3');
    answerWith(() => Promise.reject(new Error('failed')));
    await clock.advance(1_000);
    sender.show('4');
    answerWith(async () => undefined);
    await clock.advance(1_000);
    sender.show('5');
    await clock.advance(1_000);
    expect(sent).toEqual(['1', '3', '4', '5']);
    expect(asked).toEqual([false, true, true, false]);
  });
});
