import type { Keyv } from 'keyv';
import { BotError } from './errors.ts';
import type { Arrival, Catalogue, Model, OpenStore } from './ports.ts';

/** Which model a conversation uses: the operator's choice, else the best one at its first question, which is then kept. */
export class Settings {
  readonly #store: Keyv;
  readonly #defaultModel: string | undefined;

  constructor(openStore: OpenStore, defaultModel: string | undefined) {
    this.#store = openStore('settings');
    this.#defaultModel = defaultModel;
  }

  /** @throws BotError 'model-unknown' when Aitta offers no chat model. */
  async modelFor(arrival: Arrival, catalogue: () => Promise<Catalogue>): Promise<string> {
    if (this.#defaultModel !== undefined) return this.#defaultModel;
    const key = `model:${arrival.conversation}`;
    const kept = await this.#store.get<string>(key);
    if (kept !== undefined) return kept;
    const { models } = await catalogue();
    const best = bestModel(models);
    if (!best) throw new BotError('model-unknown', 'the catalogue has no chat model');
    await this.#store.set(key, best.id);
    return best.id;
  }
}

const READINESS: readonly Model['state'][] = ['running', 'starting', 'requested', 'unknown', 'offline'];

/** Of the chat models the most available, among those the one with the largest context. */
export const bestModel = (models: readonly Model[]): Model | undefined =>
  models
    .filter((model) => model.chat)
    .toSorted(
      (a, b) =>
        READINESS.indexOf(a.state) - READINESS.indexOf(b.state) ||
        (b.contextTokens ?? 0) - (a.contextTokens ?? 0) ||
        a.id.localeCompare(b.id),
    )[0];
