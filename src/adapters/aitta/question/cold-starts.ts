/** The right and the duty to wake a model; others wait for it. Releasing it twice does no harm. */
export interface WakeRight {
  release(): void;
}

/**
 * Of all who wait for a cold model only one lets a request hang, which wakes it: the others would hold places in the shared budget for
 * minutes, for nothing. If the one gives up (stopped, failed), the next takes over.
 */
export class ColdStarts {
  readonly #leads = new Map<string, PromiseWithResolvers<void>>();

  /** Undefined if somebody leads. */
  tryTake(model: string): WakeRight | undefined {
    if (this.#leads.has(model)) return undefined;
    const wakeRight = Promise.withResolvers<void>();
    this.#leads.set(model, wakeRight);
    return {
      release: () => {
        if (this.#leads.get(model) !== wakeRight) return;
        this.#leads.delete(model);
        wakeRight.resolve();
      },
    };
  }

  /** Resolves when nobody leads (any more). */
  free(model: string): Promise<void> {
    return this.#leads.get(model)?.promise ?? Promise.resolve();
  }
}
