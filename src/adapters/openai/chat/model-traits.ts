import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Refused } from '../failure.ts';
import type { LeadsWithThought } from '../thinking/think-splitter.ts';

/** What was learned about how a model's server wants to be asked. */
export interface ModelTraits {
  readonly refused: ReadonlySet<Refused>;
  readonly leadsWithThought: LeadsWithThought;
}

const MAX_MODELS = 500;
/** Such as Qwen3-VL-30B-A3B-Thinking, Ministral-3-14B-Reasoning, DeepSeek-R1, QwQ. */
const NAMED_AFTER_THINKING = /think|reason|\br1\b|qwq/i;

/** Remembers, per model and for the life of the process, what its server refused. Of how it thinks nothing is learned: an answer may only speak of it. */
export class TraitsOfModels {
  readonly #refused = new BoundedMap<string, ReadonlySet<Refused>>({ max: MAX_MODELS });

  of(model: string): ModelTraits {
    return {
      refused: this.#refused.get(model) ?? new Set(),
      leadsWithThought: NAMED_AFTER_THINKING.test(model) ? 'yes' : 'maybe',
    };
  }

  /** False if that was known already, so that asking differently did not help. */
  learnRefused(model: string, what: Refused): boolean {
    const refused = this.#refused.get(model) ?? new Set();
    if (refused.has(what)) return false;
    this.#refused.set(model, new Set([...refused, what]));
    return true;
  }
}
