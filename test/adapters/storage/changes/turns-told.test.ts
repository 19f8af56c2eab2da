import { afterEach, describe, expect, test } from 'vitest';
import { openPostgres } from '../../../../src/adapters/storage/postgres/open-postgres.ts';
import type { StorageEngine } from '../../../../src/adapters/storage/storage-engine.ts';
import { plainCipher } from '../../../../src/adapters/storage/store-cipher.ts';
import { StoredTurnQueue } from '../../../../src/adapters/storage/turns/stored-turn-queue.ts';
import { systemClock } from '../../../../src/async/clock.ts';
import type { Arrival } from '../../../../src/core/ports/arrival.ts';
import type { Turn } from '../../../../src/core/ports/turns.ts';
import { untilAborted } from '../../../../src/async/until-aborted.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { freshStore, hasPostgres } from '../../../postgres/shared-server.ts';

const open: { engine: StorageEngine; queue: StoredTurnQueue }[] = [];
afterEach(async () => {
  for (const { engine, queue } of open.splice(0)) {
    await queue.stop(0);
    await engine.close();
  }
});

const question = (id: string) => {
  const arrival: Arrival = {
    id,
    platform: 'test',
    workspace: 'w',
    channel: 'c',
    conversation: 'c1',
    personId: 'ada',
    input: `question ${id}`,
    address: null,
    at: 1,
  };
  return { id, kind: 'question' as const, arrival };
};

/** A run that is aborted leaves the turn to the next one. */
const untilTold = async ({ signal }: Turn): Promise<never> => {
  await untilAborted(signal);
  throw signal.reason;
};

/** What happens, as it happens; resolves once this has. */
class Diary {
  readonly #happened = new Set<string>();
  readonly #waiting = new Map<string, () => void>();

  note(what: string): void {
    this.#happened.add(what);
    this.#waiting.get(what)?.();
  }

  until(what: string): Promise<void> {
    return new Promise((resolve) => (this.#happened.has(what) ? resolve() : this.#waiting.set(what, resolve)));
  }
}

/** For the queues time stands still: whatever they find out, somebody has told them. */
const processes = async () => {
  const url = await freshStore();
  const clock = new DrivenClock();
  const start = async (owner: string, work: (turn: Turn) => Promise<void>): Promise<StoredTurnQueue> => {
    const engine = await openPostgres({ url, clock: systemClock, log: quietLog(), maxConnections: 3 }, plainCipher);
    const queue = new StoredTurnQueue({
      table: engine.turns,
      changes: engine.turnChanges,
      owner,
      clock,
      log: quietLog(),
    });
    open.push({ engine, queue });
    queue.work(work);
    await untilPrompt(engine);
    return queue;
  };
  return { start };
};

const untilPrompt = async (engine: StorageEngine): Promise<void> => {
  while (!engine.changes.isPrompt) await new Promise((resolve) => setImmediate(resolve));
};

describe.skipIf(!hasPostgres)('two processes on PostgreSQL, without waiting for a look', () => {
  test('an instruction reaches the turn where it runs', async () => {
    const { start } = await processes();
    const diary = new Diary();
    const work = (who: string) => async (turn: Turn) => {
      diary.note(`${who} runs ${turn.id} to ${turn.instruction?.to ?? 'answer it'}`);
      if (turn.instruction === undefined) await untilTold(turn);
    };
    const one = await start('one', work('one'));
    const other = await start('other', work('other'));
    await one.accept(question('1'));
    await diary.until('one runs 1 to answer it');
    expect(await other.steer('1', { to: 'stop' })).toBe('told');
    await diary.until('one runs 1 to stop');
  });

  test('what waits in a line goes on when what is ahead has ended, or is parked, elsewhere', async () => {
    const { start } = await processes();
    const diary = new Diary();
    const gate = Promise.withResolvers<void>();
    const work = async (turn: Turn): Promise<void> => {
      diary.note(`${turn.id} begins`);
      if (turn.kind === 'parked') await untilTold(turn);
      await turn.inLine((ahead) => diary.note(`${turn.id} waits for ${ahead}`));
      diary.note(`${turn.id} is answered`);
      if (turn.id === '1') await gate.promise;
      if (turn.id === '2') await untilTold(turn);
    };
    const [one, other] = [await start('one', work), await start('other', work)];
    await one.accept(question('1'));
    await diary.until('1 is answered');
    await other.accept(question('2'));
    await diary.until('2 waits for 1');
    gate.resolve();
    await diary.until('2 is answered');
    await one.accept(question('3'));
    await diary.until('3 waits for 1');
    expect(await one.steer('2', { to: 'park' })).toBe('told');
    await diary.until('3 is answered');
  });

  test('what an ending process lets go is taken at once', async () => {
    const { start } = await processes();
    const diary = new Diary();
    const work = (who: string) => async (turn: Turn) => {
      diary.note(`${who} runs ${turn.id}`);
      if (who === 'one') await untilTold(turn);
    };
    const one = await start('one', work('one'));
    await start('other', work('other'));
    await one.accept(question('1'));
    await diary.until('one runs 1');
    await one.stop(0);
    await expect(diary.until('other runs 1')).resolves.toBeUndefined();
  });
});
