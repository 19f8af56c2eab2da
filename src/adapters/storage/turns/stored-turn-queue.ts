import { BotError, isBotError } from '../../../core/errors.ts';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import { within } from '../../../async/within.ts';
import type { Arrival } from '../../../core/ports/arrival.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { Instruction, OpenTurn, Turn, TurnKind, TurnQueue } from '../../../core/ports/turns.ts';
import { TurnRun } from './turn-run.ts';
import type { SqliteTurnTable } from '../sqlite/sqlite-turn-table.ts';

export interface TurnQueueOptions {
  table: SqliteTurnTable;
  /** Unique for this process, also among its own restarts. */
  owner: string;
  clock: Clock;
  log: Log;
}

/** How often the table is looked at for instructions and orphans of other processes, milliseconds. */
const LOOK_MS = 500;
const BEAT_MS = 1_000;
/** An owner without a heartbeat for this long is dead. Longer than any pause of a healthy event loop, milliseconds. */
export const LEASE_MS = 6_000;
const MEMORY_OF_IDS_MS = 48 * 60 * 60_000;
const SWEEP_MS = 60 * 60_000;
const MAX_BACKOFF_MS = 60_000;
/** How long an aborted handler may take to say its last word, milliseconds. */
const LAST_WORD_MS = 5_000;

interface Driver {
  run?: TurnRun;
  /** Set while the driver waits before another try; aborting it ends the wait. */
  nudge?: AbortController;
  /** How often the turn was steered when its last run began. */
  instructions: number;
  done: Promise<void>;
}

/**
 * The rules of the turn queue on one table.
 * Invariants: a turn has at most one driver in this process; only its driver starts runs of a turn; whatever a run writes names owner
 * and epoch, so that a run whose turn was taken over can write nothing.
 */
export class StoredTurnQueue implements TurnQueue {
  readonly #table: SqliteTurnTable;
  readonly #owner: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #drivers = new Map<string, Driver>();
  /** No new turn, no new run. */
  readonly #ending = new AbortController();
  /** No heartbeat any more. */
  readonly #ended = new AbortController();
  #handler: ((turn: Turn) => Promise<void>) | undefined;
  #looking: Promise<void> | undefined;
  #beatAt = Number.NEGATIVE_INFINITY;
  #sweptAt = Number.NEGATIVE_INFINITY;
  #failing = false;

  constructor(options: TurnQueueOptions) {
    this.#table = options.table;
    this.#owner = options.owner;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  async accept(turn: { id: string; kind: TurnKind; arrival: Arrival }): Promise<'new' | 'duplicate'> {
    if (this.#ending.signal.aborted) throw new BotError('shutting-down', 'no turn is accepted during shutdown');
    this.#beat();
    if (!this.#table.insert(turn, this.#owner)) return 'duplicate';
    this.#drive(turn.id);
    return 'new';
  }

  work(handler: (turn: Turn) => Promise<void>): void {
    this.#handler = handler;
    this.#looking ??= this.#lookOn();
  }

  async steer(turnId: string, instruction: Instruction): Promise<'told' | 'over'> {
    if (!this.#table.setInstruction(turnId, instruction)) return 'over';
    this.#checkOwnTurns();
    return 'told';
  }

  async open(conversation: string): Promise<OpenTurn[]> {
    return this.#table.open(conversation);
  }

  async openOf(whose: { platform: string; channel: string; personId: string }): Promise<OpenTurn[]> {
    return this.#table.openOf(whose);
  }

  async seen(conversation: string): Promise<boolean> {
    return this.#table.seen(conversation);
  }

  /** Could the store not be written to when it was last tried, within the last second or so? */
  get isFailing(): boolean {
    return this.#failing;
  }

  /** How many turns are open, in all processes together. @throws BotError 'store-failed' */
  depth(): number {
    return this.#table.openCount();
  }

  async stop(graceMs: number): Promise<void> {
    const reason = new BotError('shutting-down', 'this process is ending');
    const drivers = [...this.#drivers.values()];
    const finished = Promise.all(drivers.map((driver) => driver.done));
    this.#ending.abort(reason);
    for (const driver of drivers) driver.nudge?.abort(reason);
    await within({ clock: this.#clock, timeoutMs: graceMs }, finished);
    for (const driver of drivers) driver.run?.abort(reason);
    await within({ clock: this.#clock, timeoutMs: LAST_WORD_MS }, finished);
    for (const driver of drivers) driver.run?.close();
    this.#ended.abort(reason);
    await this.#looking;
    try {
      this.#table.release(this.#owner);
    } catch (error) {
      this.#log.error(
        { err: error },
        'the turns could not be handed on; they are taken over once the heartbeat is old',
      );
    }
  }

  /** The heartbeat goes on through the shutdown's grace, so that nobody takes over what is being finished. */
  async #lookOn(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      try {
        this.#look();
        if (this.#failing) this.#log.info({}, 'the store answers again');
        this.#failing = false;
      } catch (error) {
        if (!this.#failing) this.#log.error({ err: error }, 'the turn queue cannot reach its store');
        this.#failing = true;
      }
      await pause(this.#clock, LOOK_MS, this.#ended.signal);
    }
  }

  #look(): void {
    const now = this.#clock.now();
    this.#beat();
    if (!this.#ending.signal.aborted) this.#table.claim(this.#owner, now - LEASE_MS);
    this.#checkOwnTurns();
    const waiting = [...this.#drivers.values()].filter(({ run }) => run?.isWaiting);
    for (const conversation of new Set(waiting.map(({ run }) => run?.turn.arrival.conversation ?? '')))
      this.#checkLine(conversation);
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#table.forgetEnded(now - MEMORY_OF_IDS_MS);
    this.#sweptAt = now;
  }

  #beat(): void {
    const now = this.#clock.now();
    if (now - this.#beatAt < BEAT_MS) return;
    this.#table.beat(this.#owner, now);
    this.#beatAt = now;
  }

  /** Starts what has no driver (just claimed, or left by a failing store), and brings instructions and losses to what runs. */
  #checkOwnTurns(): void {
    const own = this.#table.own(this.#owner);
    for (const id of own.keys()) this.#drive(id);
    for (const [id, driver] of this.#drivers) {
      const row = own.get(id);
      const { run } = driver;
      if (run && row?.epoch !== run.epoch) {
        run.abort(new BotError('turn-lost', 'another process has this turn'));
        run.close();
      } else if (row && row.instructions !== driver.instructions) {
        driver.nudge?.abort(new Error('steered'));
        run?.abort(new BotError('steered', 'the asker wants something else'));
      }
    }
  }

  #drive(id: string): void {
    if (!this.#handler || this.#drivers.has(id) || this.#ending.signal.aborted) return;
    const driver: Driver = { instructions: 0, done: Promise.resolve() };
    this.#drivers.set(id, driver);
    driver.done = this.#driveOn(id, driver, this.#handler)
      .catch((error: unknown) =>
        this.#log.error({ err: error, turn: id }, 'the store failed under a turn, which will be tried again'),
      )
      .finally(() => this.#drivers.delete(id));
  }

  async #driveOn(id: string, driver: Driver, handler: (turn: Turn) => Promise<void>): Promise<void> {
    for (let failures = 0; !this.#ending.signal.aborted;) {
      const row = this.#table.read(id, this.#owner);
      if (!row) return;
      driver.instructions = row.instructions;
      const run = new TurnRun(row, { table: this.#table, owner: this.#owner });
      driver.run = run;
      const outcome = await this.#runOnce(run, handler);
      delete driver.run;
      if (outcome === 'over') return;
      if (outcome === 'died') await this.#pause(driver, failures++);
    }
  }

  async #pause(driver: Driver, failures: number): Promise<void> {
    driver.nudge = new AbortController();
    const waitMs = Math.min(1_000 * 2 ** failures, MAX_BACKOFF_MS);
    await pause(this.#clock, waitMs, driver.nudge.signal); // an instruction or the shutdown cuts it short
    delete driver.nudge;
  }

  async #runOnce(run: TurnRun, handler: (turn: Turn) => Promise<void>): Promise<'over' | 'steered' | 'died'> {
    const { turn } = run;
    try {
      await handler(turn);
    } catch (error) {
      run.close();
      const { reason } = turn.signal;
      if (isBotError(reason, 'steered')) return 'steered';
      if (isBotError(reason, 'turn-lost') || isBotError(reason, 'shutting-down') || isBotError(error, 'turn-lost'))
        return 'over';
      this.#log.error({ err: error, turn: turn.id, deaths: turn.deaths + 1 }, 'a turn failed and will be tried again');
      return this.#table.countDeath(run, this.#owner) ? 'died' : 'over';
    }
    run.close();
    this.#table.end(run, this.#owner, this.#clock.now());
    this.#checkLine(turn.arrival.conversation);
    return 'over';
  }

  #checkLine(conversation: string): void {
    const waiting = [...this.#drivers.values()].filter(
      ({ run }) => run?.isWaiting && run.turn.arrival.conversation === conversation,
    );
    if (waiting.length === 0) return;
    const line = this.#table.line(conversation);
    for (const { run } of waiting) run?.checkLine(line);
  }
}
