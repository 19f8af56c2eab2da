import { backOffMs } from '../../../async/back-off.ts';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import { BotError, isBotError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { Turn } from '../../../core/ports/turns.ts';
import { TurnRun } from './turn-run.ts';
import type { TurnTable } from './turn-table.ts';

export interface TurnDriverParts {
  table: TurnTable;
  owner: string;
  clock: Clock;
  log: Log;
  handler: (turn: Turn) => Promise<void>;
  /** No new run. */
  ending: AbortSignal;
  /** A turn has ended: what was said in it is erased. */
  onErased: () => void;
  /** The line of this conversation has moved. Never rejects. */
  onMoved: (conversation: string) => Promise<void>;
  /** As a run's. */
  waiting: Set<TurnRun>;
}

const WAITS = { firstMs: 1_000, maxMs: 60_000 };

/**
 * Lets one turn run in this process, again and again, until it has ended or is somebody else's.
 * Invariants:
 * - One run at a time, and only the driver begins one, so that in this process a run ends before the next one begins.
 * - An instruction that was heard of is obeyed: a run that began without it is aborted, one that is about to begin reads again.
 */
export class TurnDriver {
  readonly #id: string;
  readonly #parts: TurnDriverParts;
  /** How often the turn was steered, as far as was heard, and as its last run knew. */
  #told = 0;
  #obeyed = 0;
  #run: TurnRun | undefined;
  /** While the driver waits before another try. */
  #wait: AbortController | undefined;
  #isStoreFailing = false;

  constructor(id: string, parts: TurnDriverParts) {
    this.#id = id;
    this.#parts = parts;
  }

  get run(): TurnRun | undefined {
    return this.#run;
  }

  /** @param instructions how often the turn was steered; news that are older than what is known are none */
  tell(instructions: number): void {
    if (instructions <= this.#told) return;
    this.#told = instructions;
    this.#wait?.abort(new Error('steered'));
    const run = this.#run;
    if (run && run.instructions < instructions) run.abort(new BotError('steered', 'the asker wants something else'));
  }

  /** Resolves when this process has nothing more to do for the turn. Never rejects. */
  async drive(): Promise<void> {
    const { ending } = this.#parts;
    for (let failures = 0; !ending.aborted;) {
      const outcome = await this.#runNext();
      if (outcome === 'over') return;
      if (outcome === 'died') await this.#pause(backOffMs(++failures, WAITS));
      else if (outcome === 'store-failed') await this.#pause(WAITS.firstMs);
    }
  }

  async #runNext(): Promise<'over' | 'steered' | 'died' | 'store-failed'> {
    try {
      const outcome = await this.#runOnce();
      this.#isStoreFailing = false;
      return outcome;
    } catch (error) {
      if (!this.#isStoreFailing)
        this.#parts.log.error({ err: error, turn: this.#id }, 'the store fails under a turn, which is tried again');
      this.#isStoreFailing = true;
      return 'store-failed';
    } finally {
      this.#run = undefined;
    }
  }

  /** @throws BotError 'store-failed' when nobody knows what became of the turn. */
  async #runOnce(): Promise<'over' | 'steered' | 'died'> {
    const { table, owner, ending, handler, log, clock, onMoved, waiting } = this.#parts;
    const row = await table.begin(this.#id, owner);
    if (!row || ending.aborted) return 'over';
    if (row.instructions < this.#told) return 'steered'; // read before what we have heard of was written
    this.#told = this.#obeyed = row.instructions;
    const run = new TurnRun(row, { table, owner, clock, onMoved, waiting });
    this.#run = run;
    const { turn } = run;
    try {
      await handler(turn);
    } catch (error) {
      run.close();
      const { reason } = turn.signal;
      if (isBotError(reason, 'steered')) return 'steered';
      if (isBotError(reason, 'turn-lost') || isBotError(reason, 'shutting-down') || isBotError(error, 'turn-lost'))
        return 'over';
      if (isBotError(error, 'platform-failed')) {
        log.warn({ err: error, turn: turn.id }, 'a chat platform is failing; its turn will be tried again');
        return 'died';
      }
      log.error({ err: error, turn: turn.id, deaths: turn.deaths + 1 }, 'a turn failed and will be tried again');
      return (await table.countDeath(run.key)) ? 'died' : 'over';
    }
    run.close();
    await table.end(run.key, clock.now());
    this.#parts.onErased();
    await onMoved(turn.arrival.conversation);
    return 'over';
  }

  /** An instruction, also one that came just before, or the end of the queue cuts it short. */
  async #pause(ms: number): Promise<void> {
    if (this.#told > this.#obeyed) return;
    const { clock, ending } = this.#parts;
    this.#wait = new AbortController();
    await pause(clock, ms, AbortSignal.any([this.#wait.signal, ending]));
    this.#wait = undefined;
  }
}
