import type { Message } from '../../../core/ports/model.ts';
import type { TokenEstimates } from '../chat/token-estimate.ts';

/** What the chat template adds around a message, tokens. */
const MESSAGE_TOKENS = 8;
/** What an image costs, tokens: models differ between a few hundred and some thousand. */
const IMAGE_TOKENS = 1_200;
/** Reasoning counts as answer: less than this and it eats all of it. */
const WANTED_TOKENS = 8_000;
const WANTED_WITHOUT_WINDOW = 4_096;
const LEAST_MARGIN = 64;
const LEAST_ANSWER = 256;

/** Estimate for all that a model reads, tokens. */
export const promptTokens = (estimates: TokenEstimates, model: string, messages: readonly Message[]): number =>
  messages.reduce(
    (sum, { text, images = [] }) =>
      sum + estimates.estimate(model, text) + MESSAGE_TOKENS + images.length * IMAGE_TOKENS,
    0,
  );

/**
 * How long the answer may be, tokens: what is wanted, as far as the window has room for it beside the prompt, whose estimate may be a tenth
 * too low. Never less than a few sentences: whether those fit is for the server to say.
 */
export const answerTokens = (window: number | undefined, prompt: number, times = 1): number => {
  if (window === undefined) return WANTED_WITHOUT_WINDOW * times;
  const room = window - prompt - Math.max(LEAST_MARGIN, Math.ceil(prompt / 10));
  return Math.max(Math.min(WANTED_TOKENS * times, room), LEAST_ANSWER);
};
