import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteTurnTable } from '../../../../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import { StoredTurnQueue } from '../../../../src/adapters/storage/turns/stored-turn-queue.ts';
import { BotError, isBotError } from '../../../../src/core/errors.ts';
import type { Turn } from '../../../../src/core/ports/turns.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import type { LogLine } from '../../../doubles/quiet-log.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { HeldTurnTable } from './held-turn-table.ts';

let clock: DrivenClock;
let sqlite: SqliteTurnTable;
let held: HeldTurnTable;
let queue: StoredTurnQueue;
let log: LogLine[];
beforeEach(() => {
  clock = new DrivenClock();
  sqlite = new SqliteTurnTable(new SqliteDatabase(':memory:'));
  held = new HeldTurnTable(sqlite);
  log = [];
  queue = new StoredTurnQueue({ table: held.table, owner: 'a', clock, log: quietLog(log) });
});
afterEach(async () => {
  const stopped = queue.stop(0);
  await clock.advance(12_000, 1_000);
  await stopped;
});

const accept = (id: string): Promise<'new' | 'duplicate'> =>
  queue.accept({
    id,
    kind: 'question',
    arrival: {
      id,
      platform: 'test',
      workspace: 'w',
      channel: 'c',
      conversation: 'c1',
      personId: 'ada',
      input: id,
      address: null,
      at: 1,
    },
  });
const settle = async (): Promise<void> => {
  for (let round = 0; round < 20; round++) await new Promise((resolve) => setImmediate(resolve));
};
const untilAborted = ({ signal }: Turn): Promise<never> =>
  new Promise((_, reject) => {
    const fail = (): void => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail);
  });

describe('the line', () => {
  test('a line that was empty before two questions came lets neither of them pass the other', async () => {
    const begun: string[] = [];
    const finish = new Map<string, () => void>();
    queue.work(async (turn) => {
      await turn.inLine(() => undefined);
      begun.push(turn.id);
      await new Promise<void>((resolve) => finish.set(turn.id, resolve));
    });
    const end = async (id: string): Promise<void> => {
      finish.get(id)?.();
      await settle();
    };
    await accept('0');
    await accept('1');
    await settle();
    const [asked, answered] = [held.hold('before', 'line'), held.hold('after', 'line')];
    await clock.advance(500); // a look asks for 1, which waits
    await asked.reached;
    const other = held.hold('after', 'line'); // of the end of 0, the first to be answered
    finish.get('0')?.();
    await answered.reached;
    answered.release();
    await settle();
    await end('1');
    asked.release(); // nobody is there
    await other.reached;
    await accept('2');
    await accept('3');
    await settle();
    expect(begun).toEqual(['0', '1', '2']);
    other.release();
    await settle();
    expect(begun).toEqual(['0', '1', '2']);
    await end('2');
    expect(begun).toEqual(['0', '1', '2', '3']);
    await end('3');
  });

  test('an older line that arrives after a newer one tells nobody that more is ahead', async () => {
    const told: number[] = [];
    const finish: (() => void)[] = [];
    queue.work(async (turn) => {
      await turn.inLine((ahead) => turn.id === '3' && told.push(ahead));
      await new Promise<void>((resolve) => finish.push(resolve));
    });
    for (const id of ['1', '2', '3']) await accept(id);
    await settle();
    const older = held.hold('after', 'line');
    await clock.advance(500); // a look
    await older.reached;
    finish[0]?.();
    await settle();
    expect(told).toEqual([2, 1]);
    older.release();
    await settle();
    expect(told).toEqual([2, 1]);
    finish[1]?.();
    await settle();
    finish[2]?.();
  });

  test('an end between a question to the line and its answer is not missed', async () => {
    const begun: string[] = [];
    const first = Promise.withResolvers<void>();
    queue.work(async (turn) => {
      await turn.inLine(() => undefined);
      begun.push(turn.id);
      if (turn.id === '1') await first.promise;
    });
    await accept('1');
    await settle();
    const line = held.hold('after', 'line');
    await accept('2');
    await line.reached; // 1 is ahead, it says
    first.resolve();
    await settle();
    line.release();
    await settle();
    expect(begun).toEqual(['1', '2']);
  });
});

describe('instructions', () => {
  test('an older count that arrives after a newer one steers nobody', async () => {
    const runs: unknown[] = [];
    queue.work(async (turn) => {
      runs.push(turn.instruction);
      await untilAborted(turn);
    });
    await accept('1');
    await settle();
    const look = held.hold('after', 'own');
    await clock.advance(500);
    await look.reached; // not steered yet, it says
    await queue.steer('1', { to: 'stop' });
    await settle();
    look.release();
    await settle();
    expect(runs).toEqual([undefined, { to: 'stop' }]);
  });

  test('a run does not begin with less than what was told', async () => {
    const runs: unknown[] = [];
    queue.work(async (turn) => {
      runs.push(turn.instruction);
      await untilAborted(turn);
    });
    const begin = held.hold('after', 'begin');
    await accept('1');
    await begin.reached; // without an instruction
    expect(await queue.steer('1', { to: 'stop' })).toBe('told');
    begin.release();
    await settle();
    expect(runs).toEqual([{ to: 'stop' }]);
  });

  test('one that comes while a death is written down does not wait for the next try', async () => {
    const runs: unknown[] = [];
    queue.work(async (turn) => {
      runs.push(turn.instruction);
      if (!turn.instruction) throw new Error('platform down');
    });
    const death = held.hold('after', 'countDeath');
    await accept('1');
    await death.reached;
    await queue.steer('1', { to: 'stop' });
    death.release();
    await settle();
    expect(runs).toEqual([undefined, { to: 'stop' }]);
  });
});

describe('ownership', () => {
  /** Another process takes over what this one has, as if its heart stood still. */
  const takeOver = async (): Promise<void> => {
    await sqlite.beat('b', clock.now() + 60_000);
    await sqlite.claim('b', { from: clock.now() + 30_000, to: clock.now() + 40_000 });
  };

  test('a run whose turn was taken over is told so by the next look, though it writes nothing', async () => {
    let running: Turn | undefined;
    queue.work(async (turn) => {
      running = turn;
      await untilAborted(turn);
    });
    await accept('1');
    await settle();
    await takeOver();
    expect(running?.signal.aborted).toBe(false);
    await clock.advance(500);
    expect(isBotError(running?.signal.reason, 'turn-lost')).toBe(true);
    expect(running?.memory.signal.aborted).toBe(true);
  });

  test('a save that lands before the turn is lost and is answered after it rejects: nothing may be sent on its word', async () => {
    let saving: Promise<unknown> | undefined;
    queue.work(async (turn) => {
      saving = turn.memory.save('about to send').catch((error: unknown) => error);
      await untilAborted(turn);
    });
    const save = held.hold('after', 'saveMemory');
    await accept('1');
    await save.reached;
    await settle();
    await takeOver();
    await clock.advance(500);
    save.release();
    expect(isBotError(await saving, 'turn-lost')).toBe(true);
  });

  test('what a run still had under way when it ended does not land on what the next one writes', async () => {
    const kept: unknown[] = [];
    queue.work(async (turn) => {
      kept.push(turn.memory.value);
      const saving = turn.memory.save(`run ${kept.length}`);
      if (kept.length === 1) {
        saving.catch(() => undefined);
        throw new Error('the next run, please');
      }
      await saving;
      await untilAborted(turn);
    });
    const late = held.hold('before', 'saveMemory');
    await accept('1');
    await late.reached;
    await settle();
    await queue.steer('1', { to: 'stop' });
    await settle();
    late.release();
    await settle();
    await queue.steer('1', { to: 'stop' });
    await settle();
    expect(kept).toEqual([null, null, 'run 2']);
  });

  test('a process that was frozen, and whose turns nobody took, goes on with them', async () => {
    const lost: unknown[] = [];
    const deaths: number[] = [];
    queue.work(async (turn) => {
      deaths.push(turn.deaths);
      turn.signal.addEventListener('abort', () => lost.push(turn.signal.reason));
      await untilAborted(turn);
    });
    await accept('1');
    await settle();
    const beat = held.hold('before', 'beat');
    await clock.advance(60_000); // in one step: nothing of it was lived
    await settle();
    beat.release();
    await settle();
    expect([deaths, lost]).toEqual([[0], []]);
  });
});

test('a store that fails under a turn is asked again once a second, told of once, and the turn goes on when it heals', async () => {
  const runs: number[] = [];
  queue.work(async (turn) => void runs.push(turn.deaths));
  await settle();
  const begin = sqlite.begin.bind(sqlite);
  let asked = 0;
  sqlite.begin = async () => {
    asked += 1;
    throw new BotError('store-failed', 'the disk is full');
  };
  await accept('1');
  await clock.advance(20_000, 500);
  expect(asked).toBeGreaterThan(10);
  expect(asked).toBeLessThan(25);
  expect(log.filter(({ level }) => level === 'error')).toHaveLength(1);
  sqlite.begin = begin;
  await clock.advance(1_000, 500);
  expect(runs).toEqual([0]);
});

test('a store that is slow is not taken for a clock that was set', async () => {
  const wasSet = (): boolean => log.some(({ message }) => message.includes('clock of this machine was set'));
  queue.work(async () => undefined);
  await clock.advance(3_000, 100);
  const { reached, release } = held.hold('before', 'beat');
  await Promise.all([reached, clock.advance(2_000, 100)]);
  await clock.advance(3_000, 100);
  release();
  await settle();
  await clock.advance(2_000, 100);
  expect(wasSet()).toBe(false);
  clock.set(60_000);
  await clock.advance(2_000, 100);
  expect(wasSet()).toBe(true);
});
