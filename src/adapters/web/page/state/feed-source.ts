import type { FeedEvent } from '../../feed/feed.ts';

export interface FeedSourceParts {
  person: string;
  /** Where the windows were read that are on the screen. */
  since: string;
  onEvent: (event: FeedEvent) => void;
  /** Is the server heard? */
  onState: (isOn: boolean) => void;
}

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;
/** The server says something at least every 25 seconds (`EventStreams`). */
const MAX_SILENCE_MS = 60_000;
/** Browsers open six connections to a server for all tabs together: so many hidden ones may keep theirs. */
const HIDDEN_TABS = 3;

/** Hears what happens on the server, and goes on where it was when it had to be away. */
export class FeedSource {
  readonly #parts: FeedSourceParts;
  #source: EventSource | undefined;
  #since: string;
  #retryMs = FIRST_RETRY_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isEnded = false;
  #release: (() => void) | undefined;
  readonly #onVisible = (): void => void this.#followVisibility();
  readonly #onOnline = (): void => this.renew();

  constructor(parts: FeedSourceParts) {
    this.#parts = parts;
    this.#since = parts.since;
    document.addEventListener('visibilitychange', this.#onVisible);
    addEventListener('online', this.#onOnline);
    this.#connect();
  }

  end(): void {
    this.#isEnded = true;
    document.removeEventListener('visibilitychange', this.#onVisible);
    removeEventListener('online', this.#onOnline);
    this.#disconnect();
    this.#release?.();
  }

  /** The server may be gone without a word, as after a change of networks. */
  renew(): void {
    if (this.#isEnded || this.#source === undefined) return; // hidden, or about to be tried again
    this.#parts.onState(false);
    this.#connect();
  }

  #connect(): void {
    this.#disconnect();
    this.#expect();
    const { person, onEvent, onState } = this.#parts;
    const source = new EventSource(`/chat/events?${new URLSearchParams({ person, since: this.#since })}`);
    this.#source = source;
    source.addEventListener('hello', ({ lastEventId }) => {
      this.#since = lastEventId || this.#since;
      this.#retryMs = FIRST_RETRY_MS;
      onState(true);
      this.#expect();
    });
    source.addEventListener('beat', () => this.#expect());
    source.addEventListener('message', ({ data, lastEventId }) => {
      this.#expect();
      this.#since = lastEventId;
      onEvent(JSON.parse(data as string) as FeedEvent);
    });
    source.addEventListener('error', () => {
      onState(false);
      this.#disconnect();
      this.#timer = setTimeout(() => this.#connect(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
    });
  }

  /** Something has been heard, and will be again. */
  #expect(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.renew(), MAX_SILENCE_MS);
  }

  #disconnect(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }

  async #followVisibility(): Promise<void> {
    if (this.#isEnded) return;
    if (!document.hidden) {
      this.#release?.();
      this.#release = undefined;
      const isOpen = this.#source !== undefined && this.#source.readyState === EventSource.OPEN;
      if (!isOpen) this.#connect();
      return;
    }
    if (!(await this.#keepWhileHidden())) this.#disconnect();
  }

  /** One of a few tabs that still hear what happens while nobody looks. */
  async #keepWhileHidden(): Promise<boolean> {
    if (!('locks' in navigator)) return true;
    for (let slot = 1; slot <= HIDDEN_TABS; slot += 1) {
      if (await this.#take(`aitta-hidden-${slot}`)) return true;
    }
    return !document.hidden;
  }

  #take(name: string): Promise<boolean> {
    return new Promise((resolve) => {
      void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        return new Promise<void>((free) => (this.#release = free));
      });
    });
  }
}
