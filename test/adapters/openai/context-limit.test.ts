import { describe, expect, test } from 'vitest';
import { readContextLimit } from '../../../src/adapters/openai/context-limit.ts';

describe('a prompt that is too long', () => {
  test.each([
    // vLLM
    [
      "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (5000 in the messages, 4000 in the completion). Please reduce the length of the messages or completion.",
      8192,
      5000,
    ],
    [
      "This model's maximum context length is 8192 tokens. However, your request has 8500 input tokens. Please reduce the length of the input messages.",
      8192,
      8500,
    ],
    [
      "'max_tokens' or 'max_completion_tokens' is too large: 8000. This model's maximum context length is 8192 tokens and your request has 500 input tokens (8000 > 8192 - 500).",
      8192,
      500,
    ],
    [
      'The decoder prompt (length 9000) is longer than the maximum model length of 8192. Make sure that `max_model_len` is no smaller than the number of text tokens.',
      8192,
      9000,
    ],
    ["The prompt contains at least 9001 tokens, more than this model's max_model_len of 8192", 8192, 9001],
    // llama.cpp
    ['request (6009 tokens) exceeds the available context size (4096 tokens), try increasing it', 4096, 6009],
    [
      'the request exceeds the available context size. try increasing the context size or enable context shift',
      undefined,
      undefined,
    ],
    // SGLang
    ["The input (9000 tokens) is longer than the model's context length (8192 tokens).", 8192, 9000],
    [
      "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 9500 tokens: 5500 tokens from the input messages and 4000 tokens for the completion.",
      8192,
      5500,
    ],
    // TGI
    [
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens and 1000 `max_new_tokens`',
      4096,
      4000,
    ],
    ['Input validation error: `inputs` must have less than 4096 tokens. Given: 5000', 4096, 5000],
    // OpenAI, gateways
    [
      "This model's maximum context length is 128,000 tokens. However, your messages resulted in 130,512 tokens.",
      128_000,
      130_512,
    ],
    ['prompt is too long: 9000 tokens > 8192 maximum', 8192, 9000],
    [
      'litellm.ContextWindowExceededError: input length and `max_tokens` exceed context limit: 9000 + 4000 > 8192',
      8192,
      9000,
    ],
    ['Input length 9000 exceeds maximum input length 8192', 8192, 9000],
    [
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
      undefined,
      undefined,
    ],
    ['exceed_context_size_error', undefined, undefined],
  ])('%j gives its numbers', (words, window, promptTokens) => {
    expect(readContextLimit(words)).toEqual({ window, promptTokens });
  });

  test.each([
    'roles must alternate user/assistant',
    'Unsupported parameter: max_tokens is not supported with this model. Use max_completion_tokens instead.',
    'Invalid API key',
    'stream_options is not allowed',
  ])('is not what %j is about', (words) => {
    expect(readContextLimit(words)).toBeUndefined();
  });
});
