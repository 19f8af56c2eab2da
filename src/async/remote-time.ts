import type { Clock } from './clock.ts';

/** A service's clock, as its answers tell it: this machine's may be hours off. */
export class RemoteTime {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  /** What the last answer said, and when that was. */
  #told: { at: number; monotonic: number } | undefined;

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock;
  }

  /** @param date the `Date` header of an answer that came just now */
  note(date: string | null): void {
    const at = Date.parse(date ?? '');
    if (Number.isFinite(at)) this.#told = { at, monotonic: this.#clock.monotonic() };
  }

  /** Whole epoch milliseconds, exact to a second or two; by this machine's clock until the service has answered. */
  now(): number {
    const told = this.#told;
    return told === undefined ? this.#clock.now() : told.at + Math.round(this.#clock.monotonic() - told.monotonic);
  }

  /** The same moment by this machine's clock. */
  toOwn(at: number): number {
    return this.#clock.now() - (this.now() - at);
  }
}
