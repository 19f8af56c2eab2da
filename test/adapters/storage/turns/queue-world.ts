import { StoredTurnQueue } from '../../../../src/adapters/storage/turns/stored-turn-queue.ts';
import type { TurnTable } from '../../../../src/adapters/storage/turns/turn-table.ts';
import type { TurnQueue } from '../../../../src/core/ports/turns.ts';
import type { QueueWorld } from '../../../contracts/turn-queue-contract.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { ProcessClock } from '../../../driven/process-clock.ts';

/** A clock on which whatever a step of time sets off is over before the next step. */
export class SettlingClock extends DrivenClock {
  readonly #settle: () => Promise<void>;
  constructor(settle: () => Promise<void>) {
    super();
    this.#settle = settle;
  }
  override async advance(ms: number, stepMs = ms): Promise<void> {
    const end = this.now() + ms;
    while (this.now() < end) {
      await super.advance(Math.min(stepMs, end - this.now()));
      await this.#settle();
    }
  }
}

/** Processes with a queue each, all on one store. @param settler of a store that answers late */
export const queueWorld = (openTable: () => TurnTable, settler?: { settle(): Promise<void> }): QueueWorld => {
  const clock = settler ? new SettlingClock(() => settler.settle()) : new DrivenClock();
  const clocks = new Map<TurnQueue, ProcessClock>();
  return {
    clock,
    open: (owner) => {
      const own = new ProcessClock(clock);
      const queue = new StoredTurnQueue({ table: openTable(), owner, clock: own, log: quietLog() });
      clocks.set(queue, own);
      return queue;
    },
    kill: (queue) => {
      const own = clocks.get(queue);
      if (own) own.freeze();
    },
    ...(settler ? { settle: () => settler.settle() } : {}),
  };
};
