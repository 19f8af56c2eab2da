import type { Clock } from '../../../async/clock.ts';
import { oncePerMoment } from '../../../async/once-per-moment.ts';
import { pause } from '../../../async/pause.ts';
import { toError } from '../../../async/to-error.ts';
import type { BudgetLoad } from './budget-load.ts';
import { ChatPlaces, type Permit } from './chat-places.ts';
import { FairLine, type InLine } from './fair-line.ts';
import type { KeptBudget } from './kept-budget.ts';
import { MinuteWindow } from './minute-window.ts';

export interface BudgetOptions {
  clock: Clock;
  /** What the service allows its user within any minute; metadata requests count too. */
  requestsPerMinute: number;
  /** Chat requests in flight at once. */
  concurrency: number;
  /** For the jitter, 0 to 1. */
  random?: () => number;
}

/** Why somebody still waits: others before them, or a pause that the service asked for. */
export interface BudgetWait {
  ahead: number;
  /** Epoch milliseconds. */
  pausedUntil: number | undefined;
  /** About when it is their turn, epoch milliseconds. */
  beginsAt?: number;
}

export interface EnterOptions {
  signal: AbortSignal;
  /** When the question was asked, epoch milliseconds: of one person's, the oldest comes first. */
  askedAt: number;
  /** Called when somebody has to wait, and whenever what they wait for changes. */
  onWait?: (wait: BudgetWait) => void;
}

interface Waiter extends InLine {
  readonly admit: () => void;
  readonly onWait: ((wait: BudgetWait) => void) | undefined;
  told: { ahead: number; pauseEnd: number | undefined } | undefined;
}

const MAX_PAUSE_MS = 3_600_000;
/** Limits are per minute nearly everywhere, so a 429 that names no time is over after one. */
const UNSTATED_PAUSE_MS = 60_000;
const MAX_JITTER_MS = 5_000;
const MIN_QUIET_GAP_MS = 20_000;

/**
 * The one budget of the one user of the service that all people share. Invariants: no more than `requestsPerMinute` requests begin within any
 * minute, no more than `concurrency` chats begin to be in flight at running models, nothing begins during a pause.
 */
export class RequestBudget {
  readonly #options: BudgetOptions;
  readonly #chats = new FairLine<Waiter>();
  readonly #metadata: Record<'urgent' | 'quiet', (() => void)[]> = { urgent: [], quiet: [] };
  readonly #window: MinuteWindow;
  readonly #places: ChatPlaces;
  #onChange: () => void = () => undefined;
  /** All who waited for the end of an outage come in the same moment: they are served in the order of the line, not in that of coming. */
  readonly #admitTogether = oncePerMoment(() => {
    this.#admitWhoMay();
    this.#tellAll();
  });
  #quietAt = Number.NEGATIVE_INFINITY;
  /** Monotonic, as all times in here. */
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #alarm: { at: number; stop: AbortController } | undefined;

  constructor(options: BudgetOptions) {
    if (!(options.requestsPerMinute >= 1)) throw new RangeError('requestsPerMinute must be at least 1');
    if (!(options.concurrency >= 1)) throw new RangeError('concurrency must be at least 1');
    this.#options = options;
    const { clock, concurrency, requestsPerMinute: perMinute } = options;
    this.#window = new MinuteWindow({ clock, perMinute });
    this.#places = new ChatPlaces({
      clock,
      concurrency,
      onBegun: (personId) => this.#chats.begun(personId),
      onDone: (personId) => {
        this.#chats.done(personId);
        this.#admitWhoMay();
      },
    });
  }

  /** Epoch milliseconds; undefined when nothing is paused. */
  get pausedUntil(): number | undefined {
    const { clock } = this.#options;
    return this.#isPaused ? Math.round(clock.now() + this.#pausedUntil - clock.monotonic()) : undefined;
  }

  get #isPaused(): boolean {
    return this.#pausedUntil > this.#options.clock.monotonic();
  }

  /** What the next process has to know: when our requests go on, and which ones still count. Epoch milliseconds. */
  toKept(): KeptBudget {
    return { pausedUntil: this.pausedUntil, begunAt: this.#window.toTimes() };
  }

  restore({ pausedUntil, begunAt }: KeptBudget): void {
    this.#window.restore(begunAt);
    if (pausedUntil !== undefined) this.#pauseFor(Math.min(pausedUntil - this.#options.clock.now(), MAX_PAUSE_MS));
  }

  /** Calls back whenever something begins, or all requests pause. */
  watch(onChange: () => void): void {
    this.#onChange = onChange;
  }

  get load(): BudgetLoad {
    const { urgent, quiet } = this.#metadata;
    return {
      inFlight: this.#places.taken,
      waiting: this.#chats.size + urgent.length + quiet.length,
      begun: this.#window.count,
      perMinute: this.#options.requestsPerMinute,
    };
  }

  /** Waits for a place for one chat request. Rejects with the signal's reason as soon as it aborts. */
  enter(personId: string, options: EnterOptions): Promise<Permit> {
    const { signal, askedAt, onWait } = options;
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(toError(signal.reason));
        return;
      }
      const onAbort = (): void => {
        this.#chats.leave(waiter);
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
      this.#chats.join(waiter);
      this.#admitTogether();
    });
  }

  /**
   * Counts one metadata request. A quiet one comes after every chat that could begin now, unless there was none for long, and all of them
   * take at most half of a minute; an urgent one is what a chat itself waits for. Rejects with the signal's reason as soon as it aborts.
   */
  count(kind: 'urgent' | 'quiet', signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(toError(signal.reason));
        return;
      }
      const queue = this.#metadata[kind];
      const onAbort = (): void => {
        const index = queue.indexOf(admit);
        if (index !== -1) queue.splice(index, 1);
        reject(toError(signal.reason));
        this.#setAlarm();
      };
      const admit = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      queue.push(admit);
      this.#admitWhoMay();
    });
  }

  /** The service said 429: nothing begins until the time it named, or a minute and some jitter. Returns when it goes on, epoch milliseconds. */
  limited(retryAfterSeconds: number | undefined): number {
    const { clock, random = Math.random } = this.#options;
    const pauseMs =
      retryAfterSeconds === undefined
        ? UNSTATED_PAUSE_MS + random() * MAX_JITTER_MS
        : Math.min(Math.max(retryAfterSeconds * 1_000, 1_000), MAX_PAUSE_MS);
    this.#pauseFor(Math.ceil(pauseMs));
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
    for (; this.#mayBegin(); admitted++) {
      const admit = this.#next();
      if (!admit) break;
      admit();
    }
    if (admitted > 0) this.#tellAll();
    this.#setAlarm();
  }

  #mayBegin(): boolean {
    return !this.#isPaused && this.#window.hasRoom;
  }

  #next(): (() => void) | undefined {
    const at = this.#options.clock.monotonic();
    const overdue = this.#quietIsOverdue(at) ? this.#nextQuiet(at) : undefined;
    return overdue ?? this.#nextUrgent() ?? this.#nextChat(at) ?? this.#nextQuiet(at);
  }

  #nextUrgent(): (() => void) | undefined {
    const admit = this.#metadata.urgent.shift();
    if (admit) this.#note(false);
    return admit;
  }

  #nextChat(at: number): (() => void) | undefined {
    const { concurrency } = this.#options;
    if (!this.#places.isFree) return undefined;
    // One place is kept for whoever comes next, or one person's questions to a cold model would shut out everybody for minutes.
    const most = concurrency >= 4 ? concurrency - 1 : concurrency;
    const isNew = at < this.#window.spreadUntil ? this.#window.newcomers() : undefined;
    const next = this.#chats.next(most, isNew);
    if (!next) return undefined;
    this.#note(false, next.personId);
    return next.admit;
  }

  #nextQuiet(at: number): (() => void) | undefined {
    const most = Math.max(1, Math.floor(this.#options.requestsPerMinute / 2));
    if (this.#metadata.quiet.length === 0 || this.#window.quiet >= most) return undefined;
    const admit = this.#metadata.quiet.shift();
    if (!admit) return undefined;
    this.#note(true);
    this.#quietAt = at;
    return admit;
  }

  #note(quiet: boolean, personId?: string): void {
    this.#window.note(quiet, personId);
    this.#onChange();
  }

  /** An estimate of when somebody begins who has so many before them, epoch milliseconds. */
  #beginsAt(ahead: number): number {
    const { clock } = this.#options;
    const now = clock.monotonic();
    const at = Math.max(this.#window.beginsAt(ahead), now + this.#places.waitMs(ahead));
    return Math.round(clock.now() + at - now);
  }

  /** In a rush nobody would know any more which models run, and then everybody's requests would hang at cold ones. */
  #quietIsOverdue(now: number): boolean {
    const patienceMs = Math.max(MIN_QUIET_GAP_MS, 600_000 / this.#options.requestsPerMinute);
    return this.#metadata.quiet.length > 0 && now - this.#quietAt > patienceMs;
  }

  #tellAll(): void {
    for (const [ahead, waiter] of this.#chats.all().entries()) this.#tell(waiter, ahead);
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
    const { spreadUntil, oldestEndsAt } = this.#window;
    const soonest = spreadUntil > now && this.#window.hasRoom ? Math.min(spreadUntil, oldestEndsAt) : oldestEndsAt;
    const at = this.#isPaused ? this.#pausedUntil : soonest;
    const isWanted = this.#chats.size + this.#metadata.urgent.length + this.#metadata.quiet.length > 0;
    const next = isWanted && at > now ? at : undefined;
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
