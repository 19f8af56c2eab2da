/**
 * Of a model of which nobody tells whether it runs, only one question at a time is asked: if it does not run, one request hangs instead of
 * all. Whoever leads has answered, failed or given up when its right is released; then it is the next one's turn.
 */
export class FirstTries {
  readonly #leads = new Map<string, PromiseWithResolvers<void>>();

  /** @returns how to release the right, twice does no harm; undefined if somebody has it */
  tryTake(model: string): (() => void) | undefined {
    if (this.#leads.has(model)) return undefined;
    const lead = Promise.withResolvers<void>();
    this.#leads.set(model, lead);
    return () => {
      if (this.#leads.get(model) !== lead) return;
      this.#leads.delete(model);
      lead.resolve();
    };
  }

  /** Resolves when nobody leads (any more). */
  free(model: string): Promise<void> {
    return this.#leads.get(model)?.promise ?? Promise.resolve();
  }
}
