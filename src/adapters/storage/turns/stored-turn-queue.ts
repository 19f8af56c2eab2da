import type { Clock } from '../../../async/clock.ts';
import { FairGate } from '../../../async/fair-gate.ts';
import { Nudge } from '../../../async/nudge.ts';
import { pause } from '../../../async/pause.ts';
import { within } from '../../../async/within.ts';
import { BotError } from '../../../core/errors.ts';
import type { Arrival } from '../../../core/ports/arrival.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { Instruction, NewWords, OpenTurn, Turn, TurnKind, TurnQueue } from '../../../core/ports/turns.ts';
import { ALL_OWNERS, TURNS } from '../changes/store-changes.ts';
import type { StoreChanges } from '../changes/store-changes.ts';
import { ClockJumps } from './clock-jumps.ts';
import { StoreAnswers } from './queue-health.ts';
import type { QueueHealth } from './queue-health.ts';
import { reworded } from './reworded.ts';
import { TurnDriver } from './turn-driver.ts';
import type { TurnRun } from './turn-run.ts';
import type { TurnTable } from './turn-table.ts';

export interface TurnQueueOptions {
  table: TurnTable;
  /** Where it can be heard at once what other processes do, the table is looked at less often. */
  changes?: StoreChanges | undefined;
  /** Unique for this process, also among its own restarts. */
  owner: string;
  clock: Clock;
  log: Log;
  /** What somebody wrote was erased, and is to leave the disk. */
  onErased?: () => void;
}

/** How often the table is looked at for instructions and orphans of other processes, milliseconds. */
const LOOK_MS = 500;
/** The same, where one is told of instructions and of what another process has let go: what is left are deaths, and what was not heard. */
const SLOW_LOOK_MS = 2_000;
const BEAT_MS = 1_000;
/** An owner without a heartbeat for this long is dead. Longer than any pause of a healthy event loop, milliseconds. */
export const LEASE_MS = 6_000;
/** The heartbeats of owners who are alive now. */
export const aliveAt = (now: number): { from: number; to: number } => ({ from: now - LEASE_MS, to: now + LEASE_MS });
const MEMORY_OF_IDS_MS = 48 * 60 * 60_000;
/** However much is accepted at once, so many turns begin side by side: what is still to be accepted must not wait for their work. */
const MAX_BEGINNING = 6;
/** A turn that goes on after this waits for others, mostly, milliseconds. */
const BEGINNING_MS = 250;
/** At each look, so that none takes long. */
const MAX_FORGOTTEN = 200;
/** How long an aborted handler may take to say its last word, milliseconds. */
const LAST_WORD_MS = 5_000;

interface Driven {
  driver: TurnDriver;
  done: Promise<void>;
}

/**
 * The rules of the turn queue, on any table. Between a question to the table and its answer everything may happen; what holds nevertheless:
 * - A turn has at most one driver in this process, and only its driver begins runs of it (`TurnDriver`).
 * - What a run writes names owner and epoch, so that a run whose turn was taken over, and one that is over, can write nothing (`TurnRun`).
 * - An answer says nothing about what began after its question: an own turn that is missing in it is lost only if it was running when
 *   it was asked for, and a line is told only to those who stood in it then.
 * - Of two answers the one that knows more counts, whichever comes first: instructions and epochs only grow, lines only shrink.
 * - No turn is accepted before this owner's heart beats, and the turns are handed on after the last thing that this process began.
 */
export class StoredTurnQueue implements TurnQueue {
  readonly #table: TurnTable;
  readonly #owner: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onErased: () => void;
  readonly #driven = new Map<string, Driven>();
  /** Few, while thousands of others wait for a model: a line that moves does not look at those. */
  readonly #waiting = new Set<TurnRun>();
  readonly #gate: FairGate;
  readonly #accepting = new Set<Promise<unknown>>();
  /** No new turn, no new run. */
  readonly #ending = new AbortController();
  /** No heartbeat any more. */
  readonly #ended = new AbortController();
  #handler: ((turn: Turn) => Promise<void>) | undefined;
  #loops: Promise<unknown> | undefined;
  #beating: Promise<void> | undefined;
  #beatAt = Number.NEGATIVE_INFINITY;
  readonly #clockJumps: ClockJumps;
  readonly #changes: StoreChanges | undefined;
  readonly #answers = new StoreAnswers();

  constructor(options: TurnQueueOptions) {
    this.#table = options.table;
    this.#owner = options.owner;
    this.#changes = options.changes;
    this.#clockJumps = new ClockJumps(options);
    this.#clock = options.clock;
    this.#log = options.log;
    this.#gate = new FairGate({ clock: options.clock, maxBeginning: MAX_BEGINNING, beginningMs: BEGINNING_MS });
    this.#onErased = options.onErased ?? (() => undefined);
  }

  accept(turn: { id: string; kind: TurnKind; arrival: Arrival }): Promise<'new' | 'duplicate'> {
    const accepted = this.#accept(turn);
    const over: Promise<unknown> = accepted.catch(() => undefined).finally(() => this.#accepting.delete(over)); // the caller hears of it
    this.#accepting.add(over);
    return accepted;
  }

  work(handler: (turn: Turn) => Promise<void>): void {
    this.#handler = handler;
    this.#loops ??= this.#begin();
  }

  async #begin(): Promise<void> {
    const [clock, changes, { signal }] = [this.#clock, this.#changes, this.#ended];
    const lookNow = new Nudge();
    const end = changes?.watch(TURNS, (owner = ALL_OWNERS) => {
      if (owner === ALL_OWNERS || owner === this.#owner) lookNow.now();
    });
    const untilNextLook = (): Promise<boolean> =>
      lookNow.wait(clock, changes?.isPrompt === true ? SLOW_LOOK_MS : LOOK_MS, signal);
    await Promise.all([
      this.#repeat(
        'heartbeat',
        () => this.#beat(),
        () => pause(clock, BEAT_MS, signal),
      ),
      this.#repeat('look', () => this.#look(), untilNextLook),
    ]);
    end?.();
  }

  async steer(turnId: string, instruction: Instruction | NewWords): Promise<'told' | 'over'> {
    // Its answer is there: to be told of it later is of no use any more.
    if (instruction.to === 'park' && this.#driven.get(turnId)?.driver.run?.isFinishing === true) return 'told';
    const instructions =
      instruction.to === 'reword'
        ? await this.#reword(turnId, instruction)
        : await this.#table.instruct(turnId, instruction);
    if (instructions === undefined) return 'over';
    this.#driven.get(turnId)?.driver.tell(instructions);
    return 'told';
  }

  async #reword(turnId: string, { input, address }: NewWords): Promise<number | undefined> {
    const instructions = await this.#table.reword(turnId, (asked) => reworded(asked, { input, address }));
    if (instructions !== undefined) this.#onErased();
    return instructions;
  }

  open(conversation: string): Promise<OpenTurn[]> {
    return this.#table.open(conversation);
  }

  openOf(whose: { platform: string; personId: string; channel?: string }): Promise<OpenTurn[]> {
    return this.#table.openOf(whose);
  }

  seen(conversation: string): Promise<boolean> {
    return this.#table.seen(conversation);
  }

  /** As it was when the store was last asked, within the last second or so. */
  get health(): QueueHealth {
    return this.#answers.health(this.#clock.monotonic() - this.#beatAt, LEASE_MS);
  }

  /** In order: runs finish or are aborted, all that was begun is over, the rest is free for the next process. */
  async stop(graceMs: number): Promise<void> {
    const reason = new BotError('shutting-down', 'this process is ending');
    this.#ending.abort(reason);
    const driven = [...this.#driven.values()]; // none is added any more
    await Promise.all(driven.map((each) => this.#handOn(each, graceMs, reason)));
    this.#ended.abort(reason);
    await Promise.all([this.#loops, ...this.#accepting]);
    try {
      await this.#table.release(this.#owner);
    } catch (error) {
      this.#log.error(
        { err: error },
        'the turns could not be handed on; they are taken over once the heartbeat is old',
      );
    }
  }

  async #handOn({ driver, done }: Driven, graceMs: number, reason: BotError): Promise<void> {
    if (driver.run?.isFinishing === true) await this.#within(graceMs, done);
    driver.run?.abort(reason);
    await this.#within(LAST_WORD_MS, done);
    driver.run?.close();
  }

  async #within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
    await within({ clock: this.#clock, timeoutMs }, work);
  }

  async #accept(turn: { id: string; kind: TurnKind; arrival: Arrival }): Promise<'new' | 'duplicate'> {
    if (this.#ending.signal.aborted) throw new BotError('shutting-down', 'no turn is accepted during shutdown');
    await this.#beat();
    if (!(await this.#insert(turn))) return 'duplicate';
    this.#drive(turn.id, turn.arrival.personId);
    return 'new';
  }

  async #insert(turn: { id: string; kind: TurnKind; arrival: Arrival }): Promise<boolean> {
    try {
      const isNew = await this.#table.insert(turn, this.#owner);
      this.#answers.healed('acceptance');
      return isNew;
    } catch (error) {
      this.#answers.failed('acceptance', error);
      throw error;
    }
  }

  /** A disk may have room for heartbeats and none for questions. Nobody has to ask in vain to find out that it heals. */
  async #tryRoom(): Promise<void> {
    try {
      await this.#table.tryRoom();
      this.#answers.healed('acceptance');
    } catch (error) {
      this.#answers.failed('acceptance', error);
    }
  }

  /** Goes on through the shutdown's grace, so that nobody takes over what is being finished. */
  async #repeat(what: 'heartbeat' | 'look', step: () => Promise<void>, wait: () => Promise<boolean>): Promise<void> {
    do {
      try {
        await step();
        if (this.#answers.healed(what)) this.#log.info({ what }, 'the store answers again');
      } catch (error) {
        if (this.#answers.failed(what, error))
          this.#log.error({ err: error, what }, 'the turn queue cannot reach its store');
      }
    } while (await wait());
  }

  /** One at a time, so that an older heartbeat never lands on a newer one. */
  #beat(): Promise<void> {
    this.#beating ??= this.#beatNow().finally(() => (this.#beating = undefined));
    return this.#beating;
  }

  async #beatNow(): Promise<void> {
    const at = this.#clock.monotonic();
    if (at - this.#beatAt < BEAT_MS) return;
    await this.#table.beat(this.#owner, this.#clock.now());
    this.#beatAt = at;
  }

  async #look(): Promise<void> {
    await this.#beat(); // its own turns are no orphans, however long it was frozen
    const now = this.#clock.now();
    if (!this.#ending.signal.aborted && this.#clockJumps.isLongAgo(LEASE_MS))
      await this.#table.claim(this.#owner, aliveAt(now));
    await this.#checkOwnTurns();
    const waiting = new Set([...this.#waiting].map((run) => run.turn.arrival.conversation));
    await Promise.all([...waiting].map((conversation) => this.#checkLine(conversation)));
    this.#answers.answered(await this.#table.openCount());
    if (this.#answers.isFailing('acceptance')) await this.#tryRoom();
    await this.#table.forgetEnded(now - MEMORY_OF_IDS_MS, MAX_FORGOTTEN);
  }

  /** Starts what has no driver (just claimed, or accepted before the work began), and brings instructions and losses to what runs. */
  async #checkOwnTurns(): Promise<void> {
    const running = [...this.#driven.values()].flatMap(({ driver: { run } }) => run ?? []);
    const own = new Map((await this.#table.own(this.#owner)).map((turn) => [turn.id, turn]));
    for (const { id, personId, instructions } of own.values()) {
      this.#drive(id, personId);
      this.#driven.get(id)?.driver.tell(instructions);
    }
    // A run of a later epoch is of another driver, here or elsewhere.
    for (const run of running) if (own.get(run.key.id)?.epoch !== run.key.epoch) run.lose();
  }

  #drive(id: string, personId: string): void {
    if (!this.#handler || this.#driven.has(id) || this.#ending.signal.aborted) return;
    const driver = new TurnDriver(id, {
      table: this.#table,
      owner: this.#owner,
      clock: this.#clock,
      log: this.#log,
      handler: this.#handler,
      ending: this.#ending.signal,
      onErased: this.#onErased,
      waiting: this.#waiting,
      onMoved: (conversation) => this.#checkLine(conversation).catch(() => undefined), // the next look comes soon
    });
    const driven = this.#gate.run(personId, this.#ending.signal, () => driver.drive()).catch(() => undefined); // at the end it stays for the next process
    this.#driven.set(id, { driver, done: driven.finally(() => this.#driven.delete(id)) });
  }

  async #checkLine(conversation: string): Promise<void> {
    const waiting = [...this.#waiting].filter((run) => run.turn.arrival.conversation === conversation);
    if (waiting.length === 0) return;
    const line = await this.#table.line(conversation);
    for (const run of waiting) run.checkLine(line);
  }
}
