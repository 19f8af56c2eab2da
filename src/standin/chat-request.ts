import { isChat, windowOf, type Catalogue, type ServedModel } from './catalogue.ts';
import { engineError, type JsonAnswer } from './http-answer.ts';
import { isObject, readJson, type JsonObject } from './json-object.ts';
import type { ChatMessage } from './scripted-text.ts';
import { IMAGE_TOKENS, MESSAGE_TOKENS, tokensOf } from './token-count.ts';

export interface ChatRequest {
  model: ServedModel;
  messages: ChatMessage[];
  /** As they came in. */
  raw: readonly unknown[];
  promptTokens: number;
  /** As asked for. */
  maxTokens: number | undefined;
  /** What the answer may have: as asked for, or what the window leaves. */
  room: number;
  stream: boolean;
  includeUsage: boolean;
  lowEffort: boolean;
  tools: ToolRequest;
}

export interface ToolRequest {
  /** Their names, where tools may be called. */
  names: string[];
  /** A call is wanted whatever the question is, of this tool. */
  forced: string | undefined;
}

/** Reads a chat request, or says what vLLM would refuse it for. */
export const readChatRequest = (body: Buffer, catalogue: Catalogue): ChatRequest | JsonAnswer => {
  const request = readJson(body.toString('utf8'));
  if (!isObject(request)) return bad('The body is not a JSON object.');
  const model = typeof request['model'] === 'string' ? catalogue.get(request['model']) : undefined;
  if (model === undefined) return unknownModel(request['model']);
  if (!isChat(model)) return bad('The model does not support Chat Completions API');
  const raw = request['messages'];
  const messages = readMessages(raw);
  const maxTokens = request['max_completion_tokens'] ?? request['max_tokens'] ?? undefined;
  const refusal = refuseParameters(request, maxTokens) ?? refuseMessages(model, messages);
  if (refusal !== undefined) return refusal;
  const said = messages ?? [];
  const limit = maxTokens as number | undefined;
  const promptTokens = countPrompt(said);
  const options = request['stream_options'];
  return (
    refuseTooLong(windowOf(model), promptTokens, limit) ?? {
      model,
      messages: said,
      raw: raw as unknown[],
      promptTokens,
      maxTokens: limit,
      room: limit ?? windowOf(model) - promptTokens,
      stream: request['stream'] === true,
      includeUsage: isObject(options) && options['include_usage'] === true,
      lowEffort: request['reasoning_effort'] === 'low' || request['reasoning_effort'] === 'minimal',
      tools: readTools(request),
    }
  );
};

const unknownModel = (id: unknown): JsonAnswer =>
  engineError(404, 'NotFoundError', `The model \`${typeof id === 'string' ? id : ''}\` does not exist.`, 'model');

const refuseParameters = (request: JsonObject, maxTokens: unknown): JsonAnswer | undefined => {
  const { stream, stream_options: streamOptions, n } = request;
  if (isObject(streamOptions) && stream !== true) return bad('Stream options can only be defined when `stream=True`.');
  if (n !== undefined && n !== null && n !== 1) return bad('The stand-in gives one choice: n must be 1.');
  if (maxTokens === undefined) return undefined;
  if (typeof maxTokens !== 'number' || !Number.isSafeInteger(maxTokens))
    return bad('max_tokens must be a whole number');
  return maxTokens < 1 ? bad(`max_tokens must be at least 1, got ${maxTokens}.`) : undefined;
};

const refuseMessages = (
  { spec }: ServedModel,
  messages: readonly ChatMessage[] | undefined,
): JsonAnswer | undefined => {
  if (messages === undefined) {
    return bad('messages: a list of at least one message is required, each with a role and a content of text or parts');
  }
  const hasImages = messages.some(({ images }) => images > 0);
  return hasImages && spec.vision !== true ? bad(`${spec.id} is not a multimodal model`) : undefined;
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

const countPrompt = (messages: readonly ChatMessage[]): number =>
  messages.reduce(
    (sum, { text, images }) => sum + MESSAGE_TOKENS + tokensOf(text).length + images * IMAGE_TOKENS,
    MESSAGE_TOKENS,
  );

const readMessages = (value: unknown): ChatMessage[] | undefined => {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const messages = value.map(readMessage);
  return messages.every((message) => message !== undefined) ? messages : undefined;
};

const readMessage = (message: unknown): ChatMessage | undefined => {
  if (!isObject(message) || typeof message['role'] !== 'string') return undefined;
  const { role, content } = message as { role: string; content?: unknown };
  if (typeof content === 'string') return { role, text: content, images: 0 };
  if (content === null || content === undefined)
    return role === 'assistant' ? { role, text: '', images: 0 } : undefined;
  if (!Array.isArray(content)) return undefined;
  const parts = content.filter(isObject);
  const text = parts.flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : [])).join('\n');
  return { role, text, images: parts.filter((part) => part['type'] === 'image_url').length };
};

const readTools = ({ tools, tool_choice: choice }: JsonObject): ToolRequest => {
  const names = (Array.isArray(tools) ? tools : []).flatMap((tool) => nameOf(tool) ?? []);
  if (choice === 'none') return { names: [], forced: undefined };
  return { names, forced: choice === 'required' ? names[0] : nameOf(choice) };
};

const nameOf = (tool: unknown): string | undefined => {
  const named = isObject(tool) && isObject(tool['function']) ? tool['function']['name'] : undefined;
  return typeof named === 'string' ? named : undefined;
};

const bad = (message: string): JsonAnswer => engineError(400, 'BadRequestError', message);
