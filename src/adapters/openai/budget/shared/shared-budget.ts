import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../../async/clock.ts';
import { letOthers } from '../../../../async/let-others.ts';
import { Nudge } from '../../../../async/nudge.ts';
import { toError } from '../../../../async/to-error.ts';
import { arrivalId } from '../../../../core/arrival-id.ts';
import type { Log } from '../../../../core/ports/operator.ts';
import type { RecordStore } from '../../../../core/ports/records.ts';
import type { BudgetLoad } from '../budget-load.ts';
import type { BudgetLimits } from '../budget-rules.ts';
import type { Budget, BudgetMemory, BudgetWait, EnterOptions } from '../budget.ts';
import type { Permit } from '../chat-places.ts';
import { WINDOW_MS } from '../minute-window.ts';
import { pauseLength } from '../pause-length.ts';
import { admitAll, alive, answer, emptyState, hang, hold, join, leave, pauseUntil } from './shared-state.ts';
import type { Change, Held, SharedState, Step, Want } from './shared-state.ts';

export interface SharedBudgetParts extends BudgetLimits {
  store: RecordStore;
  /** The service that it is the budget of. */
  key: string;
  clock: Clock;
  /** Epoch milliseconds by the clock that all processes have in common. */
  sharedNow: () => number;
  log: Log;
  /** For the jitter, 0 to 1. */
  random?: () => number;
}

interface Waiter {
  want: Want;
  admit: (held: Held) => void;
  onWait: ((wait: BudgetWait) => void) | undefined;
  told: { ahead: number; pausedUntil: number } | undefined;
}

/** The longest pause is an hour. */
const LIFETIME_MS = 3_600_000;
/** How often a process that wants or holds something shows that it lives, and looks whether it was not told, milliseconds. */
const LOOK_MS = 2_000;
const RETRY_MS = 500;
/** What is known for so long without a look is good enough for a figure that people look at, milliseconds. */
const FIGURES_MS = 2_000;
const EVERYBODY = '';

/**
 * The budget of several processes, in one record of the store that they have in common. Each change of it (somebody comes, leaves, is through, a
 * pause) lets all begin who may then, in whichever process, and tells those processes.
 * Invariants: a request begins only when the record says so, and it says so only once; what a dead process had is free after some seconds.
 */
export class SharedBudget implements Budget, BudgetMemory {
  readonly #parts: SharedBudgetParts;
  readonly #owner = randomUUID();
  readonly #waiting = new Map<string, Waiter>();
  /** What is in flight here. */
  readonly #held = new Map<string, Held>();
  /** Not in the record yet. */
  readonly #changes: Change[] = [];
  #isPauseNew = false;
  readonly #nudge = new Nudge();
  readonly #closed = new AbortController();
  #running: Promise<void> | undefined;
  #known: SharedState = emptyState;
  #knownAt = Number.NEGATIVE_INFINITY;
  #isFailing = false;
  readonly #endWatch: () => void;

  constructor(parts: SharedBudgetParts) {
    this.#parts = parts;
    this.#endWatch = parts.store.watch((owner = EVERYBODY) => {
      if (owner === EVERYBODY || owner === this.#owner) this.#soon();
    });
  }

  keptIn(): BudgetMemory {
    return this;
  }

  /** The record itself is read before anything begins. */
  async restored(): Promise<void> {
    // nothing to do
  }

  get pausedUntil(): number | undefined {
    const { clock, sharedNow } = this.#parts;
    const leftMs = this.#known.pausedUntil - sharedNow();
    return leftMs > 0 ? Math.round(clock.now() + leftMs) : undefined;
  }

  get load(): BudgetLoad {
    const { clock, sharedNow, requestsPerMinute } = this.#parts;
    if (clock.monotonic() - this.#knownAt > FIGURES_MS) this.#soon();
    const { held, wants, begun } = this.#known;
    const since = sharedNow() - WINDOW_MS;
    return {
      inFlight: held.filter(({ state }) => state === 'counts').length,
      waiting: wants.length,
      begun: begun.filter(({ at }) => at > since).length,
      perMinute: requestsPerMinute,
    };
  }

  async enter(personId: string, { signal, askedAt, onWait }: EnterOptions): Promise<Permit> {
    const id = await this.#want({ kind: 'chat', personId: arrivalId('asks', personId), askedAt }, signal, onWait);
    return {
      hangs: () => this.#change(hang(id, this.#parts.concurrency)),
      answers: () => this.#change(answer(id)),
      release: () => {
        if (this.#held.delete(id)) this.#change(leave(id));
      },
    };
  }

  async count(kind: 'urgent' | 'quiet', signal: AbortSignal): Promise<void> {
    this.#held.delete(await this.#want({ kind, personId: '', askedAt: 0 }, signal));
  }

  limited(retryAfterSeconds: number | undefined): number {
    const { clock, sharedNow, random = Math.random } = this.#parts;
    const pause = pauseUntil(sharedNow() + pauseLength(retryAfterSeconds, random));
    this.#known = pause(this.#known, sharedNow()); // at once, for those who ask here
    this.#isPauseNew = true;
    this.#change(pause);
    return this.pausedUntil ?? clock.now();
  }

  async close(): Promise<void> {
    this.#endWatch();
    this.#closed.abort(new Error('closed'));
    await this.#running;
  }

  #want(
    request: Pick<Want, 'kind' | 'personId' | 'askedAt'>,
    signal: AbortSignal,
    onWait?: (wait: BudgetWait) => void,
  ): Promise<string> {
    const id = randomUUID();
    const want: Want = { ...request, id, owner: this.#owner };
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(toError(signal.reason));
        return;
      }
      const onAbort = (): void => {
        this.#waiting.delete(id);
        this.#change(leave(id));
        reject(toError(signal.reason));
      };
      const admit = (held: Held): void => {
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(id);
        this.#held.set(id, held);
        resolve(id);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(id, { want, admit, onWait, told: undefined });
      this.#change(join(want));
    });
  }

  #change(change: Change): void {
    this.#changes.push(change);
    this.#soon();
  }

  #soon(): void {
    if (this.#running) this.#nudge.now();
    else this.#running = this.#run();
  }

  /** As long as anything of this process is in the record, or is to come into it. */
  async #run(): Promise<void> {
    const { signal } = this.#closed;
    for (let isGoingOn = true; isGoingOn;) {
      await letOthers(); // all who come in the same moment are one change
      const waitMs = await this.#step();
      const isIdle = this.#waiting.size + this.#held.size + this.#changes.length === 0;
      isGoingOn = !isIdle && (await this.#nudge.wait(this.#parts.clock, waitMs, signal));
    }
    if (this.#changes.length > 0) await this.#step(); // it is closed
    this.#running = undefined;
  }

  /** @returns after how long the next one is due, milliseconds. Never rejects. */
  async #step(): Promise<number> {
    const { store, key, log, sharedNow } = this.#parts;
    const changes = [alive(this.#owner), ...this.#changes];
    let step: Step | undefined;
    try {
      await store.update<SharedState>(
        key,
        (stored = emptyState) => {
          const now = sharedNow();
          const changed = changes.reduce((state, change) => change(state, now), stored);
          step = admitAll(changed, now, this.#parts);
          return step.state;
        },
        LIFETIME_MS,
      );
    } catch (error) {
      if (!this.#isFailing) log.error({ err: error }, 'the budget that all processes share cannot be reached');
      this.#isFailing = true;
      return RETRY_MS;
    }
    this.#isFailing = false;
    this.#changes.splice(0, changes.length - 1);
    if (!step) return RETRY_MS;
    this.#take(step);
    return Math.max(0, Math.min(LOOK_MS, step.nextAt > sharedNow() ? step.nextAt - sharedNow() : LOOK_MS));
  }

  #take({ state, admitted, line }: Step): void {
    const { store, clock } = this.#parts;
    this.#known = state;
    this.#knownAt = clock.monotonic();
    const owners = new Set(admitted.map(({ owner }) => owner));
    for (const owner of owners) if (owner !== this.#owner) store.tell(owner);
    if (this.#isPauseNew) store.tell(EVERYBODY);
    this.#isPauseNew = false;
    const held = new Map(state.held.map((each) => [each.id, each]));
    const wants = new Set(state.wants.map(({ id }) => id));
    // Where it is missing, the others took this process for dead.
    for (const [id, own] of this.#held) if (!held.has(id)) this.#changes.push(hold(own));
    for (const [id, waiter] of this.#waiting) {
      const [begun, place] = [held.get(id), line.get(id)];
      if (begun) waiter.admit(begun);
      else if (place) this.#tell(waiter, place);
      else if (!wants.has(id)) this.#changes.push(join(waiter.want));
    }
  }

  #tell(waiter: Waiter, { ahead, beginsAt }: { ahead: number; beginsAt: number }): void {
    const { pausedUntil } = this;
    const pause = this.#known.pausedUntil;
    if (waiter.told?.ahead === ahead && waiter.told.pausedUntil === pause) return;
    waiter.told = { ahead, pausedUntil: pause };
    const { clock, sharedNow } = this.#parts;
    waiter.onWait?.({
      ahead,
      pausedUntil,
      ...(pausedUntil === undefined ? { beginsAt: Math.round(beginsAt - sharedNow() + clock.now()) } : {}),
    });
  }
}
