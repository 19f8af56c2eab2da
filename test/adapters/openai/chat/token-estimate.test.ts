import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerTokens } from '../../../../src/adapters/openai/question/answer-room.ts';
import { TokenEstimates } from '../../../../src/adapters/openai/chat/token-estimate.ts';

const text = 'The quick brown fox jumps over the lazy dog. '.repeat(40);

test('an estimate follows what the model’s server reports, for that model only', () => {
  const estimates = new TokenEstimates();
  const before = estimates.estimate('acme/chat', text);
  for (let n = 0; n < 30; n++) estimates.learn('acme/chat', estimates.estimate('acme/chat', text), before * 2);
  expect(estimates.estimate('acme/chat', text)).toBeCloseTo(before * 2, -1);
  expect(estimates.estimate('acme/other', text)).toBe(before);
});

test('short prompts and nonsense teach nothing, and one wild report does not go far', () => {
  const estimates = new TokenEstimates();
  const before = estimates.estimate('m', text);
  estimates.learn('m', 10, 40);
  estimates.learn('m', before, Number.NaN);
  estimates.learn('m', 0, 5_000);
  expect(estimates.estimate('m', text)).toBe(before);
  estimates.learn('m', before, before * 1_000);
  expect(estimates.estimate('m', text)).toBeLessThanOrEqual(before * 4);
});

test('the answer gets what is wanted as far as the window has room beside the prompt', () => {
  expect(answerTokens(undefined, 1_000)).toBe(4_096);
  expect(answerTokens(131_072, 1_000)).toBe(8_000);
  expect(answerTokens(131_072, 1_000, 2)).toBe(16_000);
  expect(answerTokens(8_192, 4_000)).toBe(8_192 - 4_000 - 400);
  expect(answerTokens(8_192, 8_000)).toBe(256);
  fc.assert(
    fc.property(fc.integer({ min: 2_048, max: 200_000 }), fc.nat(200_000), (window, prompt) => {
      const tokens = answerTokens(window, prompt);
      expect(tokens).toBeLessThanOrEqual(8_000);
      expect(tokens === 256 || prompt + tokens < window).toBe(true);
    }),
  );
});
