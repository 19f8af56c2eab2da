import { describe, expect, test } from 'vitest';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteTurnTable } from '../../../../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import type { TurnTable } from '../../../../src/adapters/storage/turns/turn-table.ts';
import type { Arrival } from '../../../../src/core/ports/arrival.ts';
import type { Instruction, Turn, TurnQueue } from '../../../../src/core/ports/turns.ts';
import { Shuffler } from '../../../driven/shuffler.ts';
import { lateTable } from '../../../driven/late-table.ts';
import { queueWorld } from './queue-world.ts';

const SEEDS = Array.from({ length: 24 }, (_, n) => n + 1);
const HALF = { questions: [{ personId: 'ada', who: 'Ada', text: 'q' }], texts: ['half'], model: 'm' };

const arrival = (id: string, conversation: string): Arrival => ({
  id,
  platform: 'test',
  workspace: 'w',
  channel: 'c',
  conversation,
  personId: 'ada',
  input: `question ${id}`,
  address: null,
  at: 1,
});

/** Some processes on one late table; `log` is what people would see. */
const open = (seed: number, owners: readonly string[] = ['a'], { failing = false } = {}) => {
  const shuffler = new Shuffler(seed);
  const state = { isFailing: failing };
  const sqlite = new SqliteTurnTable(new SqliteDatabase(':memory:'));
  const table: TurnTable = lateTable(sqlite, shuffler, () => (state.isFailing ? 12 : 0));
  const world = queueWorld(() => table, shuffler);
  const queues = owners.map((owner) => world.open(owner));
  const accept = async (queue: TurnQueue, id: string, conversation = 'c1'): Promise<void> => {
    await queue.accept({ id, kind: 'question', arrival: arrival(id, conversation) });
  };
  const stop = async (): Promise<void> => {
    state.isFailing = false;
    const stopped = Promise.all(queues.map((queue) => queue.stop(0)));
    await world.clock.advance(12_000, 1_000);
    await stopped;
  };
  const [first] = queues;
  if (!first) throw new Error('no process');
  return { ...world, settle: () => shuffler.settle(), shuffler, state, queues, queue: first, accept, stop };
};

/** What was said, and whoever came out of turn: past the line of a conversation there is one question at a time. */
class Street {
  readonly said: string[] = [];
  readonly crossings: string[] = [];
  readonly #inside = new Map<string, string>();

  enter({ id, arrival: { conversation } }: Turn): void {
    const other = this.#inside.get(conversation);
    if (other !== undefined) this.crossings.push(`${id} came while ${other} was there`);
    this.#inside.set(conversation, id);
  }
  leave({ id, arrival: { conversation } }: Turn): void {
    if (this.#inside.get(conversation) === id) this.#inside.delete(conversation);
  }
}

/** Says something once, as a place does: the intent first, then the message, then its id. */
const answer =
  (street: Street) =>
  async (turn: Turn): Promise<void> => {
    const told: number[] = [];
    await turn.inLine((ahead) => told.push(ahead));
    if (told.some((ahead, n) => ahead >= (told[n - 1] ?? Number.POSITIVE_INFINITY)))
      street.crossings.push(`${turn.id} was told of ${told.join(', ')} ahead`);
    street.enter(turn);
    try {
      if (turn.memory.value === 'said') return;
      await turn.memory.save('saying');
      turn.memory.signal.throwIfAborted();
      if (!street.said.includes(turn.id)) street.said.push(turn.id);
      await turn.memory.save('said');
    } finally {
      street.leave(turn);
    }
  };

describe.each(SEEDS)('whatever the order of calls and answers (seed %i)', (seed) => {
  test('questions are answered once, each conversation in its order, one at a time, in one process or two', async () => {
    const { queues, accept, clock, settle, stop, shuffler } = open(seed, ['a', 'b']);
    const street = new Street();
    for (const queue of queues) queue.work(answer(street));
    const ids = Array.from({ length: 24 }, (_, n) => n);
    const conversationOf = (n: number): string => `c${n % 3}`;
    for (const n of ids) {
      const queue = queues[shuffler.next(queues.length)];
      if (queue) await accept(queue, `q${n}`, conversationOf(n));
    }
    await settle();
    await clock.advance(20_000, 500);
    expect(street.crossings).toEqual([]);
    for (const start of [0, 1, 2]) {
      const mine = ids.filter((n) => n % 3 === start).map((n) => `q${n}`);
      expect(street.said.filter((id) => mine.includes(id))).toEqual(mine);
    }
    await stop();
  });

  test('with a store that fails now and then, before or after it has done what was asked, nothing is lost and nothing twice', async () => {
    const { queues, clock, settle, stop, state, shuffler } = open(seed, ['a', 'b'], { failing: true });
    const street = new Street();
    for (const queue of queues) queue.work(answer(street));
    const accepted: string[] = [];
    for (let n = 0; n < 12; n++) {
      const queue = queues[shuffler.next(queues.length)];
      const turn = { id: `q${n}`, kind: 'question' as const, arrival: arrival(`q${n}`, 'c') };
      const isNew = await queue?.accept(turn).then(
        () => true,
        () => false, // the platform was told so
      );
      if (isNew) accepted.push(turn.id);
    }
    await settle();
    await clock.advance(30_000, 500);
    state.isFailing = false;
    await clock.advance(130_000, 1_000);
    expect(street.crossings).toEqual([]);
    expect(street.said.filter((id) => accepted.includes(id))).toEqual(accepted);
    expect(new Set(street.said).size).toBe(street.said.length);
    expect(await queues[0]?.open('c')).toEqual([]);
    await stop();
  });

  test('an instruction that was told of is obeyed, however often and whenever it comes', async () => {
    const { queues, accept, clock, settle, stop, shuffler } = open(seed, ['a', 'b']);
    const instructions: Instruction[] = ['one', 'two', 'three'].map((model) => ({ to: 'switch', model }));
    const runs = new Map<string, (Instruction | undefined)[]>();
    const finish = Promise.withResolvers<void>();
    for (const queue of queues) {
      queue.work(async (turn) => {
        runs.set(turn.id, [...(runs.get(turn.id) ?? []), turn.instruction]);
        await Promise.race([
          finish.promise,
          new Promise((_, reject) => {
            const fail = (): void => reject(turn.signal.reason as Error);
            if (turn.signal.aborted) fail();
            else turn.signal.addEventListener('abort', fail);
          }),
        ]);
      });
    }
    const ids = ['x', 'y', 'z'];
    const [a, b] = queues;
    if (!a || !b) throw new Error('no processes');
    await Promise.all(ids.map((id) => accept(a, id, id)));
    for (const instruction of instructions) {
      if (shuffler.next(2) === 0) await settle();
      await Promise.all(ids.map((id) => (shuffler.next(2) === 0 ? a : b).steer(id, instruction)));
    }
    await clock.advance(1_000, 500);
    await settle();
    for (const id of ids) expect(runs.get(id)?.at(-1)).toEqual(instructions.at(-1));
    finish.resolve();
    await stop();
  });

  test('a run is not taken for lost because a look at the table began before it, nor is anything run twice', async () => {
    const { queue, accept, settle, clock, stop } = open(seed);
    const runs: string[] = [];
    const finish = Promise.withResolvers<void>();
    const lost: string[] = [];
    queue.work(async (turn) => {
      runs.push(turn.id);
      turn.signal.addEventListener('abort', () => lost.push(turn.id));
      await finish.promise;
      await turn.keep({ answer: { text: 'done' } });
    });
    const ids = Array.from({ length: 10 }, (_, n) => `q${n}`);
    for (const id of ids) {
      const accepting = accept(queue, id, id);
      await clock.advance(500); // a look in the middle of it
      await accepting;
    }
    await settle();
    finish.resolve();
    await settle();
    await clock.advance(2_000, 500);
    expect([runs.toSorted(), lost]).toEqual([ids.toSorted(), []]);
    await stop();
  });

  test('what a run writes lands in the order in which it was asked for, and never on what a later run wrote', async () => {
    const { queue, accept, settle, stop } = open(seed);
    const seen: unknown[] = [];
    let runs = 0;
    queue.work(async (turn) => {
      seen.push([turn.kept, turn.memory.value]);
      runs += 1;
      const late = [1, 2, 3].map((n) => turn.memory.save(`run ${runs}, save ${n}`));
      const kept = [turn.keep({ partial: HALF }), turn.keep({ stopped: true })];
      for (const write of [...late, ...kept]) write.catch(() => undefined); // a run that is over may not write
      if (runs === 2) await late[0];
      else await Promise.all([...late, ...kept]);
      if (runs < 4) throw new Error('the next run, please');
    });
    await accept(queue, '1');
    await settle();
    for (let n = 0; n < 3; n++) {
      await queue.steer('1', { to: 'stop' });
      await settle();
    }
    const kept = { partial: HALF, stopped: true };
    expect(seen.slice(0, 2)).toEqual([
      [{}, null],
      [kept, 'run 1, save 3'],
    ]);
    expect(seen[2]).toEqual([kept, expect.stringMatching(/^run 2, save [123]$/)]);
    expect(seen[3]).toEqual([kept, 'run 3, save 3']);
    await stop();
  });

  test('what is accepted while the process ends is there for the next one', async () => {
    const { queues, accept, clock, settle, stop } = open(seed, ['a', 'b']);
    const [a, b] = queues;
    if (!a || !b) throw new Error('no processes');
    const deaths: Record<string, number> = {};
    a.work(async () => undefined);
    await settle();
    const accepting = ['1', '2', '3'].map((id) => accept(a, id, id).then(() => id));
    const stopping = a.stop(0);
    await clock.advance(12_000, 1_000);
    await stopping;
    const accepted = (await Promise.allSettled(accepting)).flatMap((each) =>
      each.status === 'fulfilled' ? [each.value] : [],
    );
    b.work(async (turn) => void (deaths[turn.id] = turn.deaths));
    await clock.advance(1_000, 500);
    expect(deaths).toEqual(Object.fromEntries(accepted.map((id) => [id, 0])));
    await stop();
  });

  test('what is accepted first of all, while another process looks for orphans, is none', async () => {
    const { queues, accept, clock, stop } = open(seed, ['a', 'b']);
    const [a, b] = queues;
    if (!a || !b) throw new Error('no processes');
    const runs: string[] = [];
    a.work(async (turn) => void runs.push(`a ${turn.deaths}`));
    b.work(async (turn) => void runs.push(`b ${turn.deaths}`));
    const accepting = ['1', '2', '3'].map((id) => accept(a, id, id));
    await clock.advance(1_000, 500);
    await Promise.all(accepting);
    expect(runs).toEqual(['a 0', 'a 0', 'a 0']);
    await stop();
  });
});
