import type { Clock } from '../../../async/clock.ts';

export interface MinuteWindowOptions {
  clock: Clock;
  perMinute: number;
}

export interface Begun {
  at: number;
  quiet: boolean;
  personId?: string | undefined;
}

/**
 * The server's minute may begin at any moment and requests reach it early or late, so a request counts a little longer than a minute: a
 * burst at the end of one minute and another at the beginning of the next would otherwise be too many.
 */
export const WINDOW_MS = 61_000;

/**
 * What began within the last minute. The first half of a minute's requests may begin at once; the rest is spread over it for those who had
 * some of them already, so that somebody who comes in the middle of a rush need not wait for its end. Times are monotonic.
 */
export class MinuteWindow {
  readonly #clock: Clock;
  readonly #perMinute: number;
  #begun: Begun[] = [];
  #quiet = 0;
  #spreadUntil = Number.NEGATIVE_INFINITY;

  constructor({ clock, perMinute }: MinuteWindowOptions) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  /** How many began. */
  get count(): number {
    return this.#now().length;
  }

  get hasRoom(): boolean {
    return this.count < this.#perMinute;
  }

  /** How many quiet requests there were. */
  get quiet(): number {
    this.#now();
    return this.#quiet;
  }

  /** When somebody who had a request in this minute may have another. */
  get spreadUntil(): number {
    return this.#spreadUntil;
  }

  /** When the oldest does not count any more; in the past when there is none. */
  get oldestEndsAt(): number {
    return (this.#now()[0]?.at ?? Number.NEGATIVE_INFINITY) + WINDOW_MS;
  }

  /** Whoever had none in this minute: for them nothing is spread. */
  newcomers(): (personId: string) => boolean {
    const known = new Set(this.#now().map(({ personId }) => personId));
    return (personId) => !known.has(personId);
  }

  note(quiet: boolean, personId?: string): void {
    const at = this.#clock.monotonic();
    this.#begun.push({ at, quiet, personId });
    if (quiet) this.#quiet += 1;
    if (personId === undefined) return;
    const free = this.#perMinute - this.#now().length;
    if (free > this.#perMinute / 2) return;
    const gapMs = Math.max(WINDOW_MS / this.#perMinute, (this.oldestEndsAt - at) / (free + 1));
    // Whoever is a moment late does not delay the next one.
    const from = this.#spreadUntil <= at ? Math.max(this.#spreadUntil, at - gapMs) : at;
    this.#spreadUntil = Math.max(this.#spreadUntil, from + gapMs);
  }

  /** An estimate of when one may begin before which so many others begin. */
  beginsAt(ahead: number): number {
    const begun = this.#now();
    const now = this.#clock.monotonic();
    const free = this.#perMinute - begun.length;
    if (ahead < free) return ahead < free - this.#perMinute / 2 ? now : now + (ahead * WINDOW_MS) / this.#perMinute;
    const place = ahead - free;
    const round = Math.floor(place / this.#perMinute);
    return (begun[place % this.#perMinute]?.at ?? now) + (round + 1) * WINDOW_MS;
  }

  /** What counts now, epoch milliseconds. */
  toTimes(): number[] {
    const shift = this.#clock.now() - this.#clock.monotonic();
    return this.#now().map(({ at }) => Math.round(at + shift));
  }

  /** What an earlier process began; of a time that has not come, the clock was set back, so it counts as now. */
  restore(times: readonly number[]): void {
    const { now, monotonic } = { now: this.#clock.now(), monotonic: this.#clock.monotonic() };
    const earlier = times.map((at) => ({ at: monotonic - Math.max(now - at, 0), quiet: false, personId: undefined }));
    this.#begun = [...earlier, ...this.#begun].toSorted((a, b) => a.at - b.at);
  }

  /** All that counts now, oldest first; by the same clock as `resume`. */
  get begun(): readonly Begun[] {
    return this.#now();
  }

  /** Goes on where another window, by the same clock, was left. */
  resume(begun: readonly Begun[], spreadUntil: number): void {
    this.#begun = [...begun];
    this.#quiet = begun.filter(({ quiet }) => quiet).length;
    this.#spreadUntil = spreadUntil;
  }

  #now(): readonly Begun[] {
    const since = this.#clock.monotonic() - WINDOW_MS;
    let over = 0;
    for (; ; over++) {
      const begun = this.#begun[over];
      if (!begun || begun.at > since) break;
      if (begun.quiet) this.#quiet -= 1;
    }
    if (over > 0) this.#begun.splice(0, over);
    return this.#begun;
  }
}
