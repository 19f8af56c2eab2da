import type { Clock } from './clock.ts';
import { pause } from './pause.ts';

/** What would be sent now: that may change while it waits. */
export interface Pending<T> {
  newest: () => T | undefined;
  /** Was any value news since the last one that was sent? */
  isNews: () => boolean;
}

export interface LatestSenderOptions<T> {
  clock: Clock;
  /** The least time between the ends of two sends. */
  intervalMs: number;
  /** Waits for a shared allowance (an edit budget) before each send; resolves false when this value should be skipped. */
  allow?: (unwanted: AbortSignal, pending: Pending<T>) => Promise<boolean>;
  /** Without it every value is news. */
  isNews?: (value: T) => boolean;
  onError: (error: unknown) => void;
  /** After this failure the newest value is sent once more, later and later. Without it the next value is waited for. */
  insists?: (error: unknown) => boolean;
}

const MAX_BACKOFF = 16;
/** Nobody sees it: an error for each sender would be much of its cost. */
const STOPPED = new Error('nothing more is sent');

/**
 * Newest wins, one send in flight: what every place uses for its progress message.
 * Invariant: at most one loop runs; it ends when nothing is pending, and nothing is sent after `finish`.
 */
export class LatestSender<T> {
  readonly #send: (value: T) => Promise<void>;
  readonly #options: LatestSenderOptions<T>;
  readonly #stopped = new AbortController();
  readonly #stood = Promise.withResolvers<void>();
  #pending: { value: T } | undefined;
  #hasNews = false;
  #looping = false;
  #inFlight: Promise<void> | undefined;
  #wasShown = false;

  constructor(send: (value: T) => Promise<void>, options: LatestSenderOptions<T>) {
    this.#send = send;
    this.#options = options;
  }

  /** Resolves once something was sent or could not be; not where it was finished before. Never rejects. */
  get stood(): Promise<void> {
    return this.#stood.promise;
  }

  /** Returns at once, never throws. */
  show(value: T): void {
    if (this.#stopped.signal.aborted) return;
    this.#pending = { value };
    this.#hasNews ||= this.#options.isNews?.(value) ?? true;
    this.#wasShown = true;
    if (!this.#looping) void this.#run();
  }

  /** Resolves when the first value was sent, refused or skipped; at once where none was shown yet. */
  async first(): Promise<void> {
    if (this.#wasShown) await this.#stood.promise;
  }

  /** Drops what is pending and resolves when the send in flight is over. Nothing is sent afterwards. */
  async finish(): Promise<void> {
    this.#stopped.abort(STOPPED);
    this.#pending = undefined;
    await this.#inFlight?.catch(() => undefined); // the loop reports it
  }

  async #run(): Promise<void> {
    const { clock, intervalMs, allow, onError } = this.#options;
    const { signal } = this.#stopped;
    const pending: Pending<T> = { newest: () => this.#pending?.value, isNews: () => this.#hasNews };
    let backoff = 1;
    this.#looping = true;
    try {
      while (this.#pending) {
        if (allow && !(await allow(signal, pending))) {
          this.#pending = undefined;
          if (!signal.aborted) this.#stood.resolve();
          return;
        }
        const next = this.#pending;
        if (!next) return;
        this.#pending = undefined;
        backoff = (await this.#sendOne(next)) ? 1 : Math.min(backoff * 2, MAX_BACKOFF);
        await pause(clock, intervalMs * backoff, signal);
      }
    } catch (error) {
      onError(error);
    } finally {
      this.#looping = false;
    }
  }

  /** @returns false where it has to be sent again. */
  async #sendOne(next: { value: T }): Promise<boolean> {
    const { onError, insists } = this.#options;
    const hadNews = this.#hasNews;
    this.#hasNews = false;
    try {
      this.#inFlight = this.#send(next.value);
      await this.#inFlight;
    } catch (error) {
      onError(error);
      this.#hasNews ||= hadNews;
      if (this.#stopped.signal.aborted) return false;
      if (insists?.(error) === true) {
        this.#pending ??= next;
        return false;
      }
    }
    if (!this.#stopped.signal.aborted) this.#stood.resolve(); // else it may have sent nothing
    return true;
  }
}
