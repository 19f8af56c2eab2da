import type { Clock } from '../../../async/clock.ts';
import { unlessAborted } from '../../../async/unless-aborted.ts';
import { late, within } from '../../../async/within.ts';
import type { Phase, PhaseEvent } from '../../../core/ports/phase.ts';
import { toBotError, until, type Failure } from '../failure.ts';
import type { GatewayLimits } from '../limits.ts';
import type { ServiceWatch } from '../service-knowledge.ts';

export interface OutageParts {
  clock: Clock;
  limits: GatewayLimits;
  watch: ServiceWatch;
}

/** Between tries of a model that fails while the service itself answers, milliseconds; the last one repeats. */
const PAUSES_MS = [2_000, 5_000, 15_000, 30_000] as const;
const MAX_PAUSE_MS = 30_000;
/** Further tries of a request that had reached a model and came to nothing; one that met silence has waited long and counts twice. */
const FURTHER_TRIES = 2;
/** Whatever the reasons: a model whose workers come and die for ever is given up at last. */
const MAX_FAILURES = 60;
const LOOK_AROUND_MS = 10_000;
const STATUS_FRESH_MS = 30_000;

/**
 * Waits out what is wrong with the service or the model, for one question, and says so. The service itself is waited for without end: whoever asked was
 * told that the question is kept. A model that fails while the service answers is given up when it takes too long.
 */
export class OutageWait {
  readonly #model: string;
  readonly #parts: OutageParts;
  readonly #emit: (event: PhaseEvent) => void;
  readonly #signal: AbortSignal;
  #failures = 0;
  #pauses = 0;
  #furtherTries = 0;
  #failingSince: number | undefined;
  #isOn = false;

  constructor(model: string, parts: OutageParts, emit: (event: PhaseEvent) => void, signal: AbortSignal) {
    this.#model = model;
    this.#parts = parts;
    this.#emit = emit;
    this.#signal = signal;
  }

  /** The service was found not to answer, and this question has not been answered since. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** The model has begun to answer: what was wrong is over. */
  alive(): void {
    this.#isOn = false;
    this.#pauses = 0;
    this.#failingSince = undefined;
  }

  /**
   * Resolves when it is worth asking again.
   *
   * @throws BotError when it has taken too long; the signal's reason once aborted.
   */
  async after(failure: Failure): Promise<void> {
    const { watch } = this.#parts;
    const isHanging = (await this.#lookAround()) === late;
    if (watch.downtime) return this.#waitForEndOfDowntime();
    if (IS_OUTAGE.has(failure.kind) && (watch.isDown || isHanging)) return this.#waitForService();
    if (failure.kind === 'no-sign' || ++this.#failures > MAX_FAILURES) throw this.#giveUp(failure);
    const state = watch.state(this.#model);
    if (state === 'running' || state === 'unknown') await this.#pauseWhileFailing(failure);
    else this.#failingSince = undefined; // it is waited for like any model that does not run
  }

  async #pauseWhileFailing(failure: Failure): Promise<void> {
    const { clock, limits } = this.#parts;
    if (IS_OUTAGE.has(failure.kind) && failure.kind !== 'broken') {
      this.#failingSince ??= clock.monotonic();
      if (clock.monotonic() - this.#failingSince > limits.failingMs) throw this.#giveUp(failure);
    } else {
      this.#furtherTries += failure.kind === 'silent' ? 2 : 1;
      if (this.#furtherTries > FURTHER_TRIES) throw this.#giveUp(failure);
    }
    this.#tell('unknown');
    await clock.sleep(PAUSES_MS[this.#pauses++] ?? MAX_PAUSE_MS, this.#signal);
  }

  async #waitForService(): Promise<void> {
    const { watch } = this.#parts;
    this.#failingSince = undefined;
    this.#isOn = true;
    this.#tell('outage');
    await this.#follow(() => watch.isDown && !watch.downtime && !watch.takeTrial());
    if (watch.downtime) await this.#waitForEndOfDowntime();
  }

  async #waitForEndOfDowntime(): Promise<void> {
    const { watch } = this.#parts;
    const goesOn = (): boolean => {
      if (watch.downtime) this.#tell('downtime', watch.downtime.until);
      return watch.downtime !== undefined;
    };
    if (goesOn()) await this.#follow(goesOn);
  }

  /** Until the first look after which it does not go on: all who wait hear of the end in the same moment. */
  async #follow(goesOn: () => boolean): Promise<void> {
    const { watch } = this.#parts;
    let looked = Promise.withResolvers<void>();
    const unfollow = watch.follow(this.#model, () => looked.resolve());
    try {
      do {
        await unlessAborted(looked.promise, this.#signal);
        looked = Promise.withResolvers();
      } while (goesOn());
    } finally {
      unfollow();
    }
  }

  /** At workers and status; not for long, as the service may hang altogether. */
  async #lookAround(): Promise<unknown> {
    const { clock, watch } = this.#parts;
    const looks = Promise.all([watch.look(PAUSES_MS[0] / 2), watch.askStatus(STATUS_FRESH_MS)]);
    return within({ clock, timeoutMs: LOOK_AROUND_MS, signal: this.#signal }, looks);
  }

  #giveUp(failure: Failure): Error {
    return toBotError(failure, this.#model);
  }

  #tell(name: Phase, end?: number): void {
    this.#emit({ type: 'phase', name, ...until(end) });
  }
}

/** Failures that an outage of the service explains, where its metadata fails as well. */
const IS_OUTAGE: ReadonlySet<Failure['kind']> = new Set(['gateway', 'unreachable', 'downtime', 'broken']);
