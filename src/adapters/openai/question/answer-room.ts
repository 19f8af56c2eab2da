import type { Message, MessagePart } from '../../../core/ports/message.ts';
import type { TokenEstimates } from '../chat/token-estimate.ts';

/** What the chat template adds around a message, tokens. */
const MESSAGE_TOKENS = 8;
/** Reasoning counts as answer: less than this and it eats all of it. */
const WANTED_TOKENS = 8_000;
const WANTED_WITHOUT_WINDOW = 4_096;
const MIN_MARGIN = 64;
const MIN_ANSWER = 256;

/** Estimate for all that a model reads, tokens. */
export const promptTokens = (estimates: TokenEstimates, model: string, messages: readonly Message[]): number =>
  messages.reduce(
    (sum, { parts }) => sum + MESSAGE_TOKENS + parts.reduce((all, part) => all + partTokens(estimates, model, part), 0),
    0,
  );

const partTokens = (estimates: TokenEstimates, model: string, part: MessagePart): number => {
  switch (part.type) {
    case 'text':
      return estimates.estimate(model, part.text);
    case 'image':
      return part.tokens;
  }
};

/**
 * How long the answer may be, tokens: what is wanted, as far as the window has room for it beside the prompt, whose estimate may be a tenth
 * too low. Never less than a few sentences: whether those fit is for the server to say.
 */
export const answerTokens = (window: number | undefined, prompt: number, times = 1): number => {
  if (window === undefined) return WANTED_WITHOUT_WINDOW * times;
  const room = window - prompt - Math.max(MIN_MARGIN, Math.ceil(prompt / 10));
  return Math.max(Math.min(WANTED_TOKENS * times, room), MIN_ANSWER);
};
