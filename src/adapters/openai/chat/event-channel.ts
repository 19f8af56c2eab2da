/** Hands events from a run to its one reader. What was not read yet is dropped by `fail`: an abort is never late. */
export class EventChannel<T> {
  #events: T[] = [];
  #ended = false;
  #failure: { reason: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(event: T): void {
    if (this.#ended || this.#failure) return;
    this.#events.push(event);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Also after `end`, as long as something is unread. */
  fail(reason: unknown): void {
    if (this.#failure) return;
    this.#failure = { reason };
    this.#wake?.();
  }

  async *read(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const events = this.#events;
      this.#events = [];
      for (const event of events) {
        if (this.#failure) break;
        yield event;
      }
      if (this.#failure) throw this.#failure.reason;
      if (this.#events.length > 0) continue;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
