import type { Client } from '../../../aitta/client.ts';
import type { Clock } from '../../../async/clock.ts';
import { unlessAborted } from '../../../async/unless-aborted.ts';
import { within } from '../../../async/within.ts';
import { BotError } from '../../../core/errors.ts';
import type { ModelEvent, Phase } from '../../../core/ports/model.ts';
import { toBotError, until, type Failure } from '../failure.ts';
import type { GatewayLimits } from '../limits.ts';
import type { MetadataCalls } from '../catalogue/metadata-calls.ts';
import type { ServiceWatch, WorkerState } from '../catalogue/service-watch.ts';

export interface OutageParts {
  client: Client;
  clock: Clock;
  limits: GatewayLimits;
  calls: MetadataCalls;
  watch: ServiceWatch;
}

/** Between tries while Aitta fails, milliseconds; the last one repeats. */
const PAUSES_MS = [2_000, 5_000, 15_000, 30_000] as const;
const MAX_PAUSE_MS = 30_000;
/** Further tries of a request that had reached a model and came to nothing; one that met silence has waited long and counts twice. */
const FURTHER_TRIES = 2;
/** Whatever the reasons: a model whose workers come and die for ever is given up at last. */
const MAX_FAILURES = 60;
const LOOK_AROUND_MS = 10_000;
const STATUS_FRESH_MS = 30_000;

/** Waits out what is wrong with Aitta or the model, for one question, and says so; gives up honestly when it takes too long. */
export class OutageWait {
  readonly #model: string;
  readonly #parts: OutageParts;
  readonly #emit: (event: ModelEvent) => void;
  readonly #signal: AbortSignal;
  #failures = 0;
  #pauses = 0;
  #furtherTries = 0;
  #preloaded = false;
  #outageSince: number | undefined;
  #coldSince: number | undefined;
  #downSince: number | undefined;
  #isStarting = false;

  constructor(model: string, parts: OutageParts, emit: (event: ModelEvent) => void, signal: AbortSignal) {
    this.#model = model;
    this.#parts = parts;
    this.#emit = emit;
    this.#signal = signal;
  }

  /** The model is being started, and a request that hung for it was cut off: no use in another before it runs. */
  get isStarting(): boolean {
    return this.#isStarting;
  }

  /** The model has begun to answer: what was wrong is over. */
  alive(): void {
    this.#pauses = 0;
    this.#outageSince = undefined;
    this.#coldSince = undefined;
    this.#downSince = undefined;
    this.#isStarting = false;
  }

  /**
   * Resolves when it is worth asking again.
   *
   * @throws BotError when it has taken too long; the signal's reason once aborted.
   */
  async after(failure: Failure): Promise<void> {
    const { watch } = this.#parts;
    await this.#lookAround();
    if (watch.downtime) {
      await this.#waitForEndOfDowntime();
      return;
    }
    if (failure.kind === 'no-sign' || ++this.#failures > MAX_FAILURES) throw this.#giveUp(failure);
    const state = watch.state(this.#model);
    if (state === 'running' || state === 'unknown') await this.#pauseInOutage(failure);
    else await this.#pauseWhileCold(state);
  }

  async #pauseInOutage(failure: Failure): Promise<void> {
    const { clock, limits } = this.#parts;
    this.#isStarting = false;
    this.#coldSince = undefined;
    if (failure.kind === 'gateway' || failure.kind === 'unreachable' || failure.kind === 'downtime') {
      this.#outageSince ??= clock.monotonic();
      if (clock.monotonic() - this.#outageSince > limits.outageMs) throw this.#giveUp(failure);
    } else {
      this.#furtherTries += failure.kind === 'silent' ? 2 : 1;
      if (this.#furtherTries > FURTHER_TRIES) throw this.#giveUp(failure);
    }
    this.#tell('unknown');
    await this.#pause();
  }

  /** The worker went away, or a gateway had no patience with the hanging request. */
  async #pauseWhileCold(state: 'requested' | 'starting' | 'offline'): Promise<void> {
    const { clock, limits, watch } = this.#parts;
    this.#outageSince = undefined;
    this.#coldSince ??= clock.monotonic();
    const lastSign = Math.max(this.#coldSince, watch.lastSign(this.#model) ?? this.#coldSince);
    if (clock.monotonic() - lastSign > limits.noSignMs) throw this.#giveUp({ kind: 'no-sign' });
    const now = state === 'offline' ? await this.#wake() : state;
    this.#isStarting = now === 'requested' || now === 'starting';
    if (now === 'offline') await this.#pause();
  }

  /** The failed request should have woken the model; where it did not, this does, once. */
  async #wake(): Promise<WorkerState> {
    const { calls, client, clock, watch } = this.#parts;
    this.#tell('waking');
    if (!this.#preloaded) {
      this.#preloaded = true;
      const preload = calls.quietly('preload', (signal) => client.preload(this.#model, { signal }));
      const woken = preload.then(() => watch.look(0));
      await within({ clock, timeoutMs: LOOK_AROUND_MS, signal: this.#signal }, woken);
    }
    return watch.state(this.#model);
  }

  async #waitForEndOfDowntime(): Promise<void> {
    const { clock, limits, watch } = this.#parts;
    this.#downSince ??= clock.monotonic();
    for (let downtime = watch.downtime; downtime; downtime = watch.downtime) {
      const toGoMs = Math.max((downtime.until ?? 0) - clock.now(), 0);
      if (clock.monotonic() - this.#downSince + toGoMs > limits.downtimeMs)
        throw new BotError('aitta-downtime', 'Aitta is under maintenance', until(downtime.until));
      this.#tell('downtime', downtime.until);
      const leftMs = downtime.until === undefined ? MAX_PAUSE_MS : toGoMs;
      await clock.sleep(Math.min(leftMs, MAX_PAUSE_MS), this.#signal);
      await unlessAborted(watch.askStatus(MAX_PAUSE_MS / 2), this.#signal);
    }
  }

  /** At workers and status; not for long, as Aitta may hang altogether. */
  async #lookAround(): Promise<void> {
    const { clock, watch } = this.#parts;
    const looks = Promise.all([watch.look(PAUSES_MS[0] / 2), watch.askStatus(STATUS_FRESH_MS)]);
    await within({ clock, timeoutMs: LOOK_AROUND_MS, signal: this.#signal }, looks);
  }

  async #pause(): Promise<void> {
    await this.#parts.clock.sleep(PAUSES_MS[this.#pauses++] ?? MAX_PAUSE_MS, this.#signal);
  }

  #giveUp(failure: Failure): BotError {
    return toBotError(failure, this.#model);
  }

  #tell(name: Phase, end?: number): void {
    this.#emit({ type: 'phase', name, ...until(end) });
  }
}
