import type { Clock } from '../../src/async/clock.ts';

/** A clock that several processes share, as one of them sees it: it can be frozen with that process, for good as if that was killed. */
export class ProcessClock implements Clock {
  readonly #clock: Clock;
  #thawed: PromiseWithResolvers<void> | undefined;
  /** How far this machine's clock is wrong, milliseconds. */
  aheadMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + this.aheadMs;
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await this.#clock.sleep(ms, signal);
    if (this.#thawed) await this.#thawed.promise;
  }

  freeze(): void {
    this.#thawed ??= Promise.withResolvers();
  }

  thaw(): void {
    this.#thawed?.resolve();
    this.#thawed = undefined;
  }
}
