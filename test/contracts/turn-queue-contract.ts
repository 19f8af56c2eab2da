import { afterEach, describe, expect, test } from 'vitest';
import type { Arrival } from '../../src/core/ports/arrival.ts';
import type { Turn, TurnQueue } from '../../src/core/ports/turns.ts';
import { isBotError } from '../../src/core/errors.ts';
import type { DrivenClock } from '../driven/driven-clock.ts';

export interface QueueWorld {
  clock: DrivenClock;
  /** A queue on the world's one store, as another process would open it. */
  open(owner: string): TurnQueue;
  /** kill -9 as the others see it: nothing of this queue reaches the store any more, and its heart stands still. */
  kill(queue: TurnQueue): void;
  /** Lets everything happen that can happen without time. */
  settle?: () => Promise<void>;
}

const ASKED = { personId: 'ada', who: 'Ada', text: 'q' };
const HALF = { questions: [ASKED], texts: ['half'], model: 'm' };
const arrival = (id: string, conversation = 'c1'): Arrival => ({
  id,
  platform: 'test',
  workspace: 'w',
  channel: 'c',
  conversation,
  personId: 'ada',
  input: `question ${id}`,
  address: { secret: 'address' },
  at: 1,
});
const question = (id: string, conversation?: string) => ({
  id,
  kind: 'question' as const,
  arrival: arrival(id, conversation),
});
const untilAborted = (turn: Turn): Promise<never> =>
  new Promise((_, reject) => {
    const fail = (): void => reject(turn.signal.reason as Error);
    if (turn.signal.aborted) fail();
    else turn.signal.addEventListener('abort', fail);
  });
const someRounds = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

export const turnQueueContract = (name: string, createWorld: () => QueueWorld | Promise<QueueWorld>): void => {
  describe(`TurnQueue: ${name}`, () => {
    let open: TurnQueue[] = [];
    let clock: DrivenClock | undefined;
    let settle = someRounds;
    const start = async (): Promise<QueueWorld> => {
      const world = await createWorld();
      clock = world.clock;
      settle = world.settle ?? someRounds;
      return {
        ...world,
        open: (owner) => {
          const queue = world.open(owner);
          open.push(queue);
          return queue;
        },
        kill: (queue) => {
          open = open.filter((other) => other !== queue);
          world.kill(queue);
        },
      };
    };
    afterEach(async () => {
      const queues = open;
      open = [];
      const stopped = Promise.all(queues.map((queue) => queue.stop(0)));
      await clock?.advance(10_000, 1_000);
      await stopped;
    });

    test('an accepted turn runs once, and its id is known afterwards', async () => {
      const world = await start();
      const queue = world.open('a');
      const runs: string[] = [];
      queue.work(async (turn) => void runs.push(turn.id));
      expect(await queue.accept(question('1'))).toBe('new');
      expect(await queue.accept(question('1'))).toBe('duplicate');
      await settle();
      expect(await queue.accept(question('1'))).toBe('duplicate');
      expect(runs).toEqual(['1']);
      expect(await queue.open('c1')).toEqual([]);
      expect([await queue.seen('c1'), await queue.seen('c2')]).toEqual([true, false]);
    });

    test('what is kept comes back whole, and so does the memory, which knows its turn', async () => {
      const world = await start();
      const queue = world.open('a');
      const files = [{ key: 'c1/1/f', name: 'rows.csv', sharedBy: 'Bo', isPicture: true as const }];
      const usage = { tokensIn: 1, tokensOut: 2, estimated: true, waitMs: 3, writeMs: 4 };
      const kept = {
        answer: { text: 'half', note: 'm' },
        exchange: {
          ...HALF,
          questions: [{ ...ASKED, files }],
          trimTold: true,
          noticed: true,
          showsThinking: true as const,
          goesOn: 'before',
          usage,
        },
        stopped: true,
      };
      const runs: unknown[] = [];
      queue.work(async (turn) => {
        runs.push([turn.kept, turn.memory.turnId]);
        if (turn.deaths > 0) return;
        await turn.keep(kept);
        throw new Error('dies');
      });
      await queue.accept(question('1'));
      await settle();
      await world.clock.advance(2_000, 100);
      await settle();
      expect(runs).toEqual([
        [{}, '1'],
        [kept, '1'],
      ]);
    });

    test('one person’s open turns of a channel are found in all its conversations, and nobody else’s', async () => {
      const world = await start();
      const queue = world.open('a');
      queue.work(untilAborted);
      await queue.accept(question('1', 'c1'));
      await queue.accept(question('2', 'c2'));
      const bo = question('3', 'c1');
      await queue.accept({ ...bo, arrival: { ...bo.arrival, personId: 'bo' } });
      await settle();
      const own = await queue.openOf({ platform: 'test', channel: 'c', personId: 'ada' });
      expect(own.map(({ id }) => id)).toEqual(['1', '2']);
      expect(await queue.openOf({ platform: 'test', channel: 'another', personId: 'ada' })).toEqual([]);
    });

    test('an id is forgotten after 48 hours', async () => {
      const world = await start();
      const queue = world.open('a');
      queue.work(async () => undefined);
      await queue.accept(question('1'));
      await settle();
      await world.clock.advance(50 * 60 * 60_000, 60 * 60_000);
      expect(await queue.accept(question('1'))).toBe('new');
    });

    test('what was accepted before the work began is done when it begins', async () => {
      const world = await start();
      const queue = world.open('a');
      await queue.accept(question('1'));
      const runs: string[] = [];
      queue.work(async (turn) => void runs.push(turn.id));
      await settle();
      expect(runs).toEqual(['1']);
    });

    test('a flood is accepted before most of it begins, and one person’s many do not delay another’s only one', async () => {
      const world = await start();
      const queue = world.open('a');
      const begun: string[] = [];
      queue.work(async (turn) => {
        begun.push(turn.personId);
        await untilAborted(turn);
      });
      const flood = Array.from({ length: 50 }, (_, n) => queue.accept(question(`flood ${n}`, `c${n}`)));
      const ben = { ...question('ben', 'c of ben'), arrival: { ...arrival('ben', 'c of ben'), personId: 'ben' } };
      expect(new Set(await Promise.all([...flood, queue.accept(ben)]))).toEqual(new Set(['new']));
      await settle();
      expect(begun.length).toBeLessThan(10);
      await world.clock.advance(500, 50);
      expect(begun).toContain('ben');
      expect(begun.length).toBeLessThan(40);
      await world.clock.advance(5_000, 250);
      expect(begun).toHaveLength(51);
    });

    test('questions of one conversation go in line, others beside them, and who waits is told how many are ahead', async () => {
      const world = await start();
      const queue = world.open('a');
      const log: string[] = [];
      const gates = new Map<string, () => void>();
      queue.work(async (turn) => {
        await turn.inLine((ahead) => log.push(`${turn.id} waits for ${ahead}`));
        log.push(`${turn.id} begins`);
        await new Promise<void>((resolve) => gates.set(turn.id, resolve));
        log.push(`${turn.id} ends`);
      });
      for (const id of ['1', '2', '3']) await queue.accept(question(id));
      await queue.accept(question('other', 'c2'));
      await settle();
      expect(log.toSorted()).toEqual(['1 begins', '2 waits for 1', '3 waits for 2', 'other begins']);
      gates.get('1')?.();
      await settle();
      expect(log.slice(4).toSorted()).toEqual(['1 ends', '2 begins', '3 waits for 1']);
      expect((await queue.open('c1')).map((turn) => turn.id)).toEqual(['2', '3']);
      gates.get('2')?.();
      await settle();
      gates.get('3')?.();
      gates.get('other')?.();
      await settle();
      expect(log.at(-2)).toBe('3 ends');
    });

    test('a question shows itself once all earlier ones of its conversation stand or are over', async () => {
      const world = await start();
      const queue = world.open('a');
      const shown: string[] = [];
      const stand = new Map<string, () => void>();
      let refuse: (() => void) | undefined;
      queue.work(async (turn) => {
        if (turn.id === 'refused') return new Promise<void>((resolve) => (refuse = resolve));
        await turn.showInOrder(() => {
          shown.push(turn.id);
          return new Promise((resolve) => stand.set(turn.id, resolve));
        });
        return untilAborted(turn);
      });
      for (const id of ['1', 'refused', '2', '3']) await queue.accept(question(id));
      await queue.accept(question('other', 'c2'));
      await settle();
      expect(shown.toSorted()).toEqual(['1', 'other']);
      stand.get('1')?.();
      await settle();
      expect(shown).toHaveLength(2);
      refuse?.();
      await settle();
      expect(shown.slice(2)).toEqual(['2']);
      stand.get('2')?.();
      await settle();
      expect(shown.slice(3)).toEqual(['3']);
    });

    test('what a killed process has not shown is shown before what is asked meanwhile; what it has shown keeps nobody waiting', async () => {
      const world = await start();
      const [a, b] = [world.open('a'), world.open('b')];
      const shown: string[] = [];
      const show = (owner: string, stands: boolean) => async (turn: Turn) => {
        await turn.showInOrder(() => {
          shown.push(`${turn.id} by ${owner}`);
          return stands ? Promise.resolve() : new Promise<void>(() => undefined);
        });
        return untilAborted(turn);
      };
      a.work(async (turn) => show('a', turn.id !== 'unshown')(turn));
      await a.accept(question('shown', 'c1'));
      await a.accept(question('unshown', 'c2'));
      await settle();
      world.kill(a);
      b.work(show('b', true));
      await b.accept(question('later', 'c1'));
      await b.accept(question('younger', 'c2'));
      await settle();
      expect(shown.toSorted()).toEqual(['later by b', 'shown by a', 'unshown by a']);
      await world.clock.advance(10_000, 250);
      await settle();
      expect(shown.slice(3).filter((each) => !each.startsWith('shown'))).toEqual(['unshown by b', 'younger by b']);
    });

    test('what was told to end while it was to be shown is not taken for shown', async () => {
      const world = await start();
      const queue = world.open('a');
      const shown: string[] = [];
      const tried: (() => void)[] = [];
      queue.work(async (turn) => {
        await turn.showInOrder(() => {
          shown.push(turn.id);
          return new Promise((resolve) => tried.push(resolve));
        });
        try {
          return await untilAborted(turn);
        } finally {
          tried[0]?.();
          await settle();
        }
      });
      await queue.accept(question('1'));
      await queue.accept(question('2'));
      await settle();
      await queue.steer('1', { to: 'switch', model: 'm' });
      await settle();
      expect(shown).toEqual(['1', '1']);
    });

    test('nobody waits longer than 30 seconds for what an earlier question shows, and nobody who is told to stop', async () => {
      const world = await start();
      const queue = world.open('a');
      const shown: string[] = [];
      queue.work(async (turn) => {
        if (turn.instruction) return;
        await turn.showInOrder(() => {
          shown.push(turn.id);
          return new Promise<void>(() => undefined);
        });
        await untilAborted(turn);
      });
      for (const id of ['1', '2', '3']) await queue.accept(question(id));
      await settle();
      await queue.steer('3', { to: 'stop' });
      await world.clock.advance(29_000, 1_000);
      expect(shown).toEqual(['1']);
      expect((await queue.open('c1')).map(({ id }) => id)).toEqual(['1', '2']);
      await world.clock.advance(2_000, 1_000);
      await settle();
      expect(shown).toEqual(['1', '2']);
    });

    test('a process that was frozen for long still lets the earlier question show itself first', async () => {
      const world = await start();
      const queue = world.open('a');
      const shown: string[] = [];
      const stand = new Map<string, () => void>();
      queue.work(async (turn) => {
        await turn.showInOrder(() => {
          shown.push(turn.id);
          return new Promise((resolve) => stand.set(turn.id, resolve));
        });
        await untilAborted(turn);
      });
      for (const id of ['1', '2']) await queue.accept(question(id));
      await settle();
      await world.clock.advance(5_000, 1_000);
      await world.clock.advance(75_000);
      await settle();
      expect(shown).toEqual(['1']);
      stand.get('1')?.();
      await settle();
      expect(shown).toEqual(['1', '2']);
    });

    test('a question that becomes one outside of the line holds nobody up any more, and stays so, as if asked then', async () => {
      const world = await start();
      const queue = world.open('a');
      const seen: unknown[] = [];
      const line: string[] = [];
      queue.work(async (turn) => {
        if (turn.id === '2') {
          await turn.inLine(() => line.push('waits'));
          line.push('goes on');
          return;
        }
        seen.push([turn.kind, turn.at, turn.kept.doubtedAt]);
        if (turn.kind === 'parked') return;
        await settle();
        await turn.keep({ doubtedAt: 5 });
        await turn.become(turn.kind === 'question' ? 'unconfirmed' : 'parked', turn.kind === 'question' ? turn.at : 7);
        seen.push([turn.kind, turn.at, turn.arrival.at]);
        throw new Error('dies');
      });
      await queue.accept(question('1'));
      await queue.accept(question('2'));
      await settle();
      await settle();
      await world.clock.advance(10_000, 100);
      await settle();
      expect(seen).toEqual([
        ['question', 1, undefined],
        ['unconfirmed', 1, 1],
        ['unconfirmed', 1, 5],
        ['parked', 7, 7],
        ['parked', 7, 5],
      ]);
      expect(line).toEqual(['waits', 'goes on']);
    });

    test('a run that is over makes its turn nothing else', async () => {
      const world = await start();
      const queue = world.open('a');
      const outcomes: unknown[] = [];
      queue.work(async (turn) => {
        if (turn.instruction) return untilAborted(turn);
        await untilAborted(turn).catch(() => undefined); // goes on after the instruction, as a run may
        setImmediate(() => {
          const fails = turn.become('parked', 7).then(
            () => 'became',
            (error: unknown) => isBotError(error, 'turn-lost') && 'turn-lost',
          );
          void fails.then((outcome) => outcomes.push(outcome, turn.kind));
        });
        throw new Error('over');
      });
      await queue.accept(question('1'));
      await settle();
      await queue.steer('1', { to: 'answer' });
      await world.clock.advance(2_000, 100);
      await settle();
      expect(outcomes).toEqual(['turn-lost', 'question']);
      expect((await queue.open('c1')).map(({ kind }) => kind)).toEqual(['question']);
    });

    test('commands wait for nobody and nobody waits for them', async () => {
      const world = await start();
      const queue = world.open('a');
      const begun: string[] = [];
      queue.work(async (turn) => {
        if (turn.kind === 'question') await turn.inLine(() => undefined);
        begun.push(turn.id);
        await untilAborted(turn);
      });
      await queue.accept({ ...question('command'), kind: 'command' });
      await queue.accept(question('1'));
      await queue.accept({ ...question('command 2'), kind: 'command' });
      await settle();
      expect(begun.toSorted()).toEqual(['1', 'command', 'command 2']);
    });

    test('an instruction aborts the run and is there when the turn runs again from the top, with all that was kept', async () => {
      const world = await start();
      const queue = world.open('a');
      const runs: unknown[] = [];
      queue.work(async (turn) => {
        runs.push({ instruction: turn.instruction, kept: turn.kept, memory: turn.memory.value });
        if (turn.instruction) return;
        await turn.memory.save({ message: 'm1' });
        await untilAborted(turn).catch(async (error: unknown) => {
          await turn.keep({ partial: HALF }); // allowed after the abort
          throw error;
        });
      });
      await queue.accept(question('1'));
      await settle();
      expect(await queue.steer('1', { to: 'stop' })).toBe('told');
      await settle();
      expect(runs).toEqual([
        { instruction: undefined, kept: {}, memory: null },
        { instruction: { to: 'stop' }, kept: { partial: HALF }, memory: { message: 'm1' } },
      ]);
      expect(await queue.steer('1', { to: 'stop' })).toBe('over');
      expect(await queue.steer('nobody', { to: 'stop' })).toBe('over');
    });

    test('what was to stop stops, whatever else is pressed in the same moment; a question that was deleted stays so', async () => {
      const world = await start();
      const [a, b] = [world.open('a'), world.open('b')];
      const seen: string[] = [];
      a.work(async (turn) => {
        if (turn.instruction) seen.push(`${turn.id} ${turn.kind} ${turn.instruction.to}`);
        else await untilAborted(turn);
      });
      for (const id of ['1', '2', '3']) await a.accept(question(id));
      await settle();
      // At another process, so that the run hears of nothing before all has been said.
      await b.steer('1', { to: 'stop' });
      for (const to of ['park', 'answer', 'join'] as const) expect(await b.steer('1', { to })).toBe('told');
      await b.steer('1', { to: 'switch', model: 'other' });
      await b.steer('2', { to: 'switch', model: 'other' });
      await b.steer('2', { to: 'stop' });
      await b.steer('3', { to: 'stop' });
      await b.steer('3', { to: 'delete' });
      await b.steer('3', { to: 'stop' });
      await world.clock.advance(1_000, 100);
      await settle();
      expect(seen.toSorted()).toEqual(['1 question stop', '2 question stop', '3 question delete']);
    });

    test('what is switched and parked in the same moment is both, in either order', async () => {
      const world = await start();
      const [a, b] = [world.open('a'), world.open('b')];
      const seen: unknown[] = [];
      a.work(async (turn) => {
        if (turn.instruction) seen.push([turn.id, turn.kind, turn.instruction]);
        else await untilAborted(turn);
      });
      for (const id of ['1', '2']) await a.accept(question(id));
      await settle();
      const other = { to: 'switch', model: 'other' } as const;
      await b.steer('1', other);
      for (const id of ['1', '2']) await b.steer(id, { to: 'park' });
      await b.steer('2', other);
      await world.clock.advance(1_000, 100);
      await settle();
      expect(seen).toHaveLength(2);
      expect(seen).toEqual(expect.arrayContaining(['1', '2'].map((id) => [id, 'parked', other])));
    });

    test('an instruction at one process reaches the turn at another within a second', async () => {
      const world = await start();
      const [a, b] = [world.open('a'), world.open('b')];
      const instructions: unknown[] = [];
      a.work(async (turn) => {
        if (turn.instruction) instructions.push(turn.instruction);
        else await untilAborted(turn);
      });
      b.work(async () => undefined);
      await a.accept(question('1'));
      await settle();
      expect(await b.steer('1', { to: 'stop' })).toBe('told');
      await world.clock.advance(1_000, 100);
      await settle();
      expect(instructions).toEqual([{ to: 'stop' }]);
    });

    test('a question whose words are changed is asked again with the new ones; its run can write nothing of the old ones', async () => {
      const world = await start();
      const queue = world.open('a');
      const late: unknown[] = [];
      const runs: unknown[] = [];
      queue.work(async (turn) => {
        runs.push({
          input: turn.arrival.input,
          address: turn.arrival.address,
          kept: turn.kept,
          memory: turn.memory.value,
        });
        if (runs.length === 2) return;
        await turn.memory.save({ message: 'm1' });
        await untilAborted(turn).catch(async (error: unknown) => {
          late.push(await turn.keep({ partial: HALF }).catch(String));
          throw error;
        });
      });
      await queue.accept(question('1'));
      await settle();
      expect(await queue.steer('1', { to: 'reword', input: 'new words', address: { secret: 'new' } })).toBe('told');
      await settle();
      expect(runs).toEqual([
        { input: 'question 1', address: { secret: 'address' }, kept: {}, memory: null },
        { input: 'new words', address: { secret: 'new' }, kept: {}, memory: { message: 'm1' } },
      ]);
      expect(late).toEqual([expect.stringContaining('does not own')]);
      expect(await queue.steer('1', { to: 'reword', input: 'late', address: null })).toBe('over');
    });

    test('words that are changed leave an instruction and an answer as they are, and stand in what is kept of both', async () => {
      const world = await start();
      const [a, b] = [world.open('a'), world.open('b')];
      const runs: unknown[] = [];
      a.work(async (turn) => {
        runs.push({ instruction: turn.instruction?.to, kept: turn.kept });
        if (runs.length === 1) await turn.keep({ partial: HALF });
        if (runs.length === 2) await turn.keep({ answer: { text: 'half' }, exchange: HALF });
        if (runs.length < 3) await untilAborted(turn);
      });
      await a.accept(question('1'));
      await settle();
      await a.steer('1', { to: 'stop' });
      await settle();
      expect(await b.steer('1', { to: 'reword', input: 'new words', address: null })).toBe('told');
      await world.clock.advance(1_000, 100);
      await settle();
      const now = { ...HALF, questions: [{ personId: 'ada', who: 'Ada', text: 'new words' }] };
      expect(runs.at(-1)).toEqual({
        instruction: 'stop',
        kept: { partial: now, answer: { text: 'half' }, exchange: { ...now, toOldWords: true } },
      });
    });

    test('a run that throws is tried again, later and later, and knows how often', async () => {
      const world = await start();
      const queue = world.open('a');
      const runs: { deaths: number; at: number }[] = [];
      const from = world.clock.now();
      queue.work(async (turn) => {
        runs.push({ deaths: turn.deaths, at: world.clock.now() - from });
        if (turn.deaths < 3) throw new Error('platform down');
      });
      await queue.accept(question('1'));
      await settle();
      await world.clock.advance(10_000, 100);
      expect(runs).toEqual([
        { deaths: 0, at: 0 },
        { deaths: 1, at: 1_000 },
        { deaths: 2, at: 3_000 },
        { deaths: 3, at: 7_000 },
      ]);
    });

    test('an instruction does not wait for the next try', async () => {
      const world = await start();
      const queue = world.open('a');
      const instructions: unknown[] = [];
      queue.work(async (turn) => {
        if (!turn.instruction) throw new Error('platform down');
        instructions.push(turn.instruction);
      });
      await queue.accept(question('1'));
      await settle();
      await queue.steer('1', { to: 'stop' });
      await settle();
      expect(instructions).toEqual([{ to: 'stop' }]);
    });

    test('a killed process loses its turns to another within ten seconds, with all that was kept, and one death counted', async () => {
      const world = await start();
      const [a, b] = [world.open('a'), world.open('b')];
      a.work(async (turn) => {
        await turn.memory.save({ placeholder: 'm1' });
        await turn.keep({ promised: true, answer: { text: 'done' } });
        await untilAborted(turn);
      });
      await a.accept(question('1'));
      await settle();
      world.kill(a);
      const seen: unknown[] = [];
      b.work(
        async (turn) =>
          void seen.push({ deaths: turn.deaths, kept: turn.kept, memory: turn.memory.value, arrival: turn.arrival }),
      );
      await world.clock.advance(10_000, 250);
      await settle();
      expect(seen).toEqual([
        {
          deaths: 1,
          kept: { promised: true, answer: { text: 'done' } },
          memory: { placeholder: 'm1' },
          arrival: arrival('1'),
        },
      ]);
    });

    test.each([-60, 60])(
      'the clock set by %i minutes takes no turn from a process that lives, and keeps none with one that was killed',
      async (minutes) => {
        const world = await start();
        const [a, b] = [world.open('a'), world.open('b')];
        const runs: string[] = [];
        const hang = (owner: string) => async (turn: Turn) => {
          runs.push(owner);
          await untilAborted(turn);
        };
        a.work(hang('a'));
        b.work(hang('b'));
        await a.accept(question('1'));
        await world.clock.advance(2_000, 250);
        world.clock.set(minutes * 60_000);
        await world.clock.advance(20_000, 250);
        await settle();
        expect(runs).toEqual(['a']);
        world.clock.set(-minutes * 60_000);
        world.kill(a);
        await world.clock.advance(15_000, 250);
        await settle();
        expect(runs).toEqual(['a', 'b']);
      },
    );

    test('a frozen process that wakes up after its turn was taken over can save nothing and is told so', async () => {
      const world = await start();
      const [a, b] = [world.open('a'), world.open('b')];
      let frozen: Turn | undefined;
      a.work(async (turn) => {
        frozen = turn;
        await untilAborted(turn);
      });
      await a.accept(question('1'));
      await settle();
      world.kill(a); // frozen: its heart stands still, its turn object lives on
      const done: string[] = [];
      b.work(async (turn) => void done.push(turn.id));
      await world.clock.advance(10_000, 250);
      await settle();
      expect(done).toEqual(['1']);
      const checked = await frozen?.memory.checkOwner().catch((error: unknown) => error);
      expect(isBotError(checked, 'turn-lost')).toBe(true);
      const lost = await frozen?.memory.save({ message: 'too late' }).catch((error: unknown) => error);
      expect(isBotError(lost, 'turn-lost')).toBe(true);
      expect(isBotError(await frozen?.keep({ partial: HALF }).catch((error: unknown) => error), 'turn-lost')).toBe(
        true,
      );
      expect(frozen?.memory.signal.aborted).toBe(true);
    });

    test('a living process keeps its turns, however long they take', async () => {
      const world = await start();
      const [a, b] = [world.open('a'), world.open('b')];
      const taken: string[] = [];
      a.work(untilAborted);
      b.work(async (turn) => void taken.push(turn.id));
      await a.accept(question('1'));
      await world.clock.advance(2 * 60_000, 500);
      expect(taken).toEqual([]);
    });

    test('shutdown lets a turn finish within the grace, and accepts nothing new', async () => {
      const world = await start();
      const a = world.open('a');
      let finish: (() => void) | undefined;
      let signal: AbortSignal | undefined;
      a.work((turn) => {
        turn.finishing();
        signal = turn.signal;
        return new Promise<void>((resolve) => (finish = resolve));
      });
      await a.accept(question('1'));
      await settle();
      const stopped = a.stop(20_000);
      expect(signal?.aborted).toBe(false);
      const refused = await a.accept(question('2')).catch((error: unknown) => error);
      expect(isBotError(refused, 'shutting-down')).toBe(true);
      finish?.();
      await stopped;
      expect(await world.open('b').open('c1')).toEqual([]);
    });

    test('shutdown hands on at once what only waits, and without a death', async () => {
      const world = await start();
      const [a, b] = [world.open('a'), world.open('b')];
      a.work(async (turn) => {
        await turn.inLine(() => undefined);
        await untilAborted(turn);
      });
      for (const id of ['1', '2', '3']) await a.accept(question(id));
      await settle();
      await a.stop(20_000); // no time passes
      const seen: string[] = [];
      b.work(async (turn) => void seen.push(`${turn.id}: ${turn.deaths}`));
      await world.clock.advance(1_000, 500);
      await settle();
      expect(seen.toSorted()).toEqual(['1: 0', '2: 0', '3: 0']);
    });

    test('shutdown aborts what does not finish, lets it say a last word, and the next process goes on at once without a death', async () => {
      const world = await start();
      const [a, b] = [world.open('a'), world.open('b')];
      a.work((turn) => {
        turn.finishing();
        return untilAborted(turn).catch(async (error: unknown) => {
          if (isBotError(error, 'shutting-down')) await turn.memory.save({ lastWord: 'said' });
          throw error;
        });
      });
      await a.accept(question('1'));
      await settle();
      const stopped = a.stop(20_000);
      const seen: unknown[] = [];
      b.work(async (turn) => void seen.push({ deaths: turn.deaths, memory: turn.memory.value }));
      await world.clock.advance(19_000, 500);
      expect(seen).toEqual([]);
      await world.clock.advance(1_500, 500);
      await stopped;
      await world.clock.advance(1_000, 500);
      await settle();
      expect(seen).toEqual([{ deaths: 0, memory: { lastWord: 'said' } }]);
    });
  });
};
