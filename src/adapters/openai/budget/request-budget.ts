import type { Clock } from '../../../async/clock.ts';
import { oncePerMoment } from '../../../async/once-per-moment.ts';
import { pause } from '../../../async/pause.ts';
import { toError } from '../../../async/to-error.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { ServiceMemory } from '../service-memory.ts';
import { BudgetKeeper } from './budget-keeper.ts';
import type { BudgetLoad } from './budget-load.ts';
import { BudgetRules, type BudgetLimits } from './budget-rules.ts';
import type { Budget, BudgetMemory, BudgetWait, EnterOptions } from './budget.ts';
import { ChatPlaces, type Permit } from './chat-places.ts';
import type { InLine } from './fair-line.ts';
import type { KeepableBudget, KeptBudget } from './kept-budget.ts';
import { MAX_PAUSE_MS, pauseLength } from './pause-length.ts';

export interface BudgetOptions extends BudgetLimits {
  clock: Clock;
  /** For the jitter, 0 to 1. */
  random?: () => number;
}

interface Admitted {
  readonly admit: () => void;
}

interface Waiter extends InLine, Admitted {
  readonly onWait: ((wait: BudgetWait) => void) | undefined;
  told: { ahead: number; pauseEnd: number | undefined } | undefined;
}

/** The budget of a process that has the service for itself. */
export class RequestBudget implements Budget, KeepableBudget {
  readonly #options: BudgetOptions;
  readonly #rules: BudgetRules<Waiter, Admitted>;
  readonly #places: ChatPlaces;
  #onChange: () => void = () => undefined;
  /** All who waited for the end of an outage come in the same moment: they are served in the order of the line, not in that of coming. */
  readonly #admitTogether = oncePerMoment(() => {
    this.#admitWhoMay();
    this.#tellAll();
  });
  /** Monotonic, as all times in here. */
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #alarm: { at: number; stop: AbortController } | undefined;

  constructor(options: BudgetOptions) {
    const { clock, concurrency } = options;
    this.#options = options;
    this.#rules = new BudgetRules(clock, options);
    this.#places = new ChatPlaces({
      clock,
      concurrency,
      onBegun: (personId) => this.#rules.chats.begun(personId),
      onDone: (personId) => {
        this.#rules.chats.done(personId);
        this.#admitWhoMay();
      },
    });
  }

  get pausedUntil(): number | undefined {
    const { clock } = this.#options;
    return this.#isPaused ? Math.round(clock.now() + this.#pausedUntil - clock.monotonic()) : undefined;
  }

  get #isPaused(): boolean {
    return this.#pausedUntil > this.#options.clock.monotonic();
  }

  keptIn(parts: { memory: ServiceMemory; clock: Clock; log: Log }): BudgetMemory {
    return new BudgetKeeper({ ...parts, budget: this });
  }

  toKept(): KeptBudget {
    return { pausedUntil: this.pausedUntil, begunAt: this.#rules.window.toTimes() };
  }

  restore({ pausedUntil, begunAt }: KeptBudget): void {
    this.#rules.window.restore(begunAt);
    if (pausedUntil !== undefined) this.#pauseFor(Math.min(pausedUntil - this.#options.clock.now(), MAX_PAUSE_MS));
  }

  watch(onChange: () => void): void {
    this.#onChange = onChange;
  }

  get load(): BudgetLoad {
    return {
      inFlight: this.#places.taken,
      waiting: this.#rules.size,
      begun: this.#rules.window.count,
      perMinute: this.#options.requestsPerMinute,
    };
  }

  enter(personId: string, options: EnterOptions): Promise<Permit> {
    const { signal, askedAt, onWait } = options;
    const { chats } = this.#rules;
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(toError(signal.reason));
        return;
      }
      const onAbort = (): void => {
        chats.leave(waiter);
        reject(toError(signal.reason));
        this.#admitWhoMay();
        this.#tellAll();
      };
      const admit = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve(this.#places.take(personId));
      };
      const waiter: Waiter = { personId, askedAt, admit, onWait, told: undefined };
      signal.addEventListener('abort', onAbort, { once: true });
      chats.join(waiter);
      this.#admitTogether();
    });
  }

  count(kind: 'urgent' | 'quiet', signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(toError(signal.reason));
        return;
      }
      const queue = this.#rules.metadata[kind];
      const onAbort = (): void => {
        const index = queue.indexOf(waiter);
        if (index !== -1) queue.splice(index, 1);
        reject(toError(signal.reason));
        this.#setAlarm();
      };
      const admit = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const waiter: Admitted = { admit };
      signal.addEventListener('abort', onAbort, { once: true });
      queue.push(waiter);
      this.#admitWhoMay();
    });
  }

  limited(retryAfterSeconds: number | undefined): number {
    const { clock, random = Math.random } = this.#options;
    this.#pauseFor(pauseLength(retryAfterSeconds, random));
    return this.pausedUntil ?? clock.now();
  }

  #pauseFor(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.clock.monotonic() + ms);
    this.#onChange();
    this.#tellAll();
    this.#setAlarm();
  }

  #admitWhoMay(): void {
    let admitted = 0;
    for (; !this.#isPaused; admitted++) {
      const next = this.#rules.next(this.#places.isFree);
      if (!next) break;
      this.#onChange();
      next.admit();
    }
    if (admitted > 0) this.#tellAll();
    this.#setAlarm();
  }

  /** An estimate of when somebody begins who has so many before them, epoch milliseconds. */
  #beginsAt(ahead: number): number {
    const { clock } = this.#options;
    const now = clock.monotonic();
    const at = Math.max(this.#rules.window.beginsAt(ahead), now + this.#places.waitMs(ahead));
    return Math.round(clock.now() + at - now);
  }

  #tellAll(): void {
    for (const [ahead, waiter] of this.#rules.chats.all().entries()) this.#tell(waiter, ahead);
  }

  #tell(waiter: Waiter, ahead: number): void {
    const pauseEnd = this.#isPaused ? this.#pausedUntil : undefined;
    if (waiter.told?.ahead === ahead && waiter.told.pauseEnd === pauseEnd) return;
    waiter.told = { ahead, pauseEnd };
    waiter.onWait?.({
      ahead,
      pausedUntil: this.pausedUntil,
      ...(this.#isPaused ? {} : { beginsAt: this.#beginsAt(ahead) }),
    });
  }

  /** Wakes up when the pause ends or the oldest request of the minute no longer counts, if anybody waits for that. */
  #setAlarm(): void {
    const { clock } = this.#options;
    const now = clock.monotonic();
    const at = this.#isPaused ? this.#pausedUntil : this.#rules.nextAt;
    const next = this.#rules.size > 0 && at > now ? at : undefined;
    if (this.#alarm?.at === next) return;
    this.#alarm?.stop.abort(new Error('another time'));
    this.#alarm = undefined;
    if (next === undefined) return;
    const alarm = { at: next, stop: new AbortController() };
    this.#alarm = alarm;
    void this.#ring(next - clock.monotonic(), alarm.stop.signal);
  }

  async #ring(ms: number, stopped: AbortSignal): Promise<void> {
    if (!(await pause(this.#options.clock, ms, stopped))) return; // replaced by another alarm
    this.#alarm = undefined;
    this.#admitWhoMay();
    this.#tellAll();
  }
}
