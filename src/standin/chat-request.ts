import { isChat, windowOf, type Catalogue, type ServedModel } from './catalogue.ts';
import { engineError, type JsonAnswer, type JsonObject } from './http-answer.ts';
import type { Said } from './scripted-text.ts';
import { IMAGE_TOKENS, MESSAGE_TOKENS, tokensOf } from './token-count.ts';

export interface ChatRequest {
  model: ServedModel;
  messages: Said[];
  raw: readonly unknown[];
  promptTokens: number;
  /** As asked for. */
  maxTokens: number | undefined;
  /** What the answer may have: as asked for, or what the window leaves. */
  room: number;
  stream: boolean;
  includeUsage: boolean;
  lowEffort: boolean;
}

/** Reads a chat request, or says what vLLM would refuse it for. */
export const readChatRequest = (body: Buffer, catalogue: Catalogue): ChatRequest | JsonAnswer => {
  const request = parseObject(body);
  if (request === undefined) return bad('The body is not a JSON object.');
  const model = typeof request['model'] === 'string' ? catalogue.get(request['model']) : undefined;
  if (model === undefined) {
    const name = typeof request['model'] === 'string' ? request['model'] : '';
    return engineError(404, 'NotFoundError', `The model \`${name}\` does not exist.`, 'model');
  }
  if (!isChat(model)) return bad('The model does not support Chat Completions API');
  const raw = request['messages'];
  if (!Array.isArray(raw) || raw.length === 0) return bad('messages: a list with at least one message is required');
  const messages = raw.map(readMessage);
  if (!messages.every((message) => message !== undefined)) {
    return bad('messages: each must have a role, and a text or a list of parts as its content');
  }
  const stream = request['stream'] === true;
  const options = request['stream_options'];
  if (options !== undefined && options !== null && !stream) {
    return bad('Stream options can only be defined when `stream=True`.');
  }
  const maxTokens = request['max_completion_tokens'] ?? request['max_tokens'] ?? undefined;
  if (maxTokens !== undefined && !isWhole(maxTokens)) return bad('max_tokens must be a whole number');
  if (maxTokens !== undefined && maxTokens < 1) return bad(`max_tokens must be at least 1, got ${maxTokens}.`);
  const promptTokens = countPrompt(messages);
  const room = windowOf(model) - promptTokens;
  return (
    refuseTooLong(windowOf(model), promptTokens, maxTokens) ?? {
      model,
      messages,
      raw,
      promptTokens,
      maxTokens,
      room: maxTokens ?? room,
      stream,
      includeUsage: isObject(options) && options['include_usage'] === true,
      lowEffort: request['reasoning_effort'] === 'low' || request['reasoning_effort'] === 'minimal',
    }
  );
};

/** The texts are those of vLLM 0.10 and later, as clients look for words in them. */
const refuseTooLong = (window: number, prompt: number, maxTokens: number | undefined): JsonAnswer | undefined => {
  if (prompt >= window) {
    return bad(
      `This model's maximum context length is ${window} tokens. However, your request has ${prompt} input tokens. ` +
        'Please reduce the length of the input messages.',
    );
  }
  if (maxTokens !== undefined && prompt + maxTokens > window) {
    return bad(
      `'max_tokens' or 'max_completion_tokens' is too large: ${maxTokens}. This model's maximum context length is ` +
        `${window} tokens and your request has ${prompt} input tokens (${maxTokens} > ${window} - ${prompt}).`,
    );
  }
  return undefined;
};

const countPrompt = (messages: readonly Said[]): number =>
  messages.reduce(
    (sum, { text, images }) => sum + MESSAGE_TOKENS + tokensOf(text).length + images * IMAGE_TOKENS,
    MESSAGE_TOKENS,
  );

const readMessage = (message: unknown): Said | undefined => {
  if (!isObject(message) || typeof message['role'] !== 'string') return undefined;
  const { role, content } = message as { role: string; content?: unknown };
  if (typeof content === 'string') return { role, text: content, images: 0 };
  if (content === null || content === undefined)
    return role === 'assistant' ? { role, text: '', images: 0 } : undefined;
  if (!Array.isArray(content)) return undefined;
  const parts = content.map((part: unknown) => (isObject(part) ? part : {}));
  const text = parts.flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : [])).join('\n');
  return { role, text, images: parts.filter((part) => part['type'] === 'image_url').length };
};

const bad = (message: string): JsonAnswer => engineError(400, 'BadRequestError', message);

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);

const parseObject = (body: Buffer): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // not JSON at all: the caller says so
  }
};
