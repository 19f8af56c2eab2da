import { BotError } from '../errors.ts';
import type { Model } from '../ports/model.ts';
import { byReadiness } from './choose-model.ts';

/** The error of a question that does not fit, with what helps: the window, and the most available model with a larger one. */
export const tooLong = (
  { model, contextTokens }: { model: string; contextTokens: number },
  models: readonly Model[],
  cause?: unknown,
): BotError => {
  const larger = byReadiness(models).find((other) => (other.contextTokens ?? 0) > contextTokens);
  return new BotError('too-long', `the question does not fit into the window of ${model} (${contextTokens} tokens)`, {
    cause,
    window: {
      model,
      contextTokens,
      ...(larger?.contextTokens === undefined
        ? {}
        : { larger: { model: larger.id, contextTokens: larger.contextTokens } }),
    },
  });
};
