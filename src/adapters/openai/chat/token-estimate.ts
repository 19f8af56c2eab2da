import { estimateTokenCount } from 'tokenx';
import { BoundedMap } from '../../../async/bounded-map.ts';

/** What a report says about less text than this is mostly the chat template's share. */
const MIN_TOKENS_TO_LEARN = 50;
const MIN_FACTOR = 0.5;
const MAX_FACTOR = 4;
/** Weight of a new report against what was known. */
const WEIGHT = 0.3;
const MAX_MODELS = 500;

/**
 * How many tokens a text is for a model. Tokenisers differ (the plain estimate is 13 % too high for English and a third too low for emoji),
 * so what a model's server reports about its prompts corrects later estimates for it.
 */
export class TokenEstimates {
  readonly #factors = new BoundedMap<string, number>({ max: MAX_MODELS });

  estimate(model: string, text: string): number {
    return Math.ceil(estimateTokenCount(text) * (this.#factors.get(model) ?? 1));
  }

  /** The server counted `reported` tokens where the texts' estimates, as `estimate` gave them, came to `estimated`. */
  learn(model: string, estimated: number, reported: number): void {
    const known = this.#factors.get(model);
    const plain = estimated / (known ?? 1);
    if (!Number.isFinite(reported) || reported < MIN_TOKENS_TO_LEARN || plain < MIN_TOKENS_TO_LEARN) return;
    const seen = Math.min(Math.max(reported / plain, MIN_FACTOR), MAX_FACTOR);
    this.#factors.set(model, known === undefined ? seen : known + (seen - known) * WEIGHT);
  }
}
