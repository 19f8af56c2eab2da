import { planAnswer, type AnswerPlan, type DeltaField } from './answer-plan.ts';
import { windowOf } from './catalogue.ts';
import { readChatRequest, type ChatRequest } from './chat-request.ts';
import { json, type JsonObject } from './http-answer.ts';
import { paced } from './pacing.ts';
import type { SseSink } from './sse-writer.ts';
import type { Worker } from './worker-pool.ts';
import type { Call, Handlers, World } from './world.ts';

/** Chat and the model list in the style of OpenAI, as vLLM serves them. */
export const openaiHandlers = (world: World): Handlers => {
  let answers = 0;
  return {
    'openai-models': { GET: () => json(openaiModels(world)) },
    chat: {
      POST: async (call) => {
        const request = readChatRequest(call.body, world.catalogue);
        if ('kind' in request) return request;
        const { raw, maxTokens, stream } = request;
        const chat = { model: request.model.spec.id, messages: raw, maxTokens, stream, tokensWritten: 0 };
        call.seen.chat = chat;
        const worker = await request.model.workers.running(call.signal);
        const writing = new Writing(world, call, request, worker, `chatcmpl-standin-${++answers}`);
        return stream ? { kind: 'stream', write: (sink) => writing.stream(sink) } : json(await writing.whole());
      },
    },
  };
};

const openaiModels = ({ catalogue, clock }: World): JsonObject => ({
  object: 'list',
  data: catalogue.list().map((model) => ({
    id: model.spec.id,
    object: 'model',
    created: Math.floor(clock.now() / 1000),
    owned_by: 'aitta',
    root: model.spec.id,
    parent: null,
    max_model_len: windowOf(model),
    permission: [],
  })),
});

/** One answer of a model on its way out. */
class Writing {
  readonly #world: World;
  readonly #call: Call;
  readonly #request: ChatRequest;
  readonly #worker: Worker;
  readonly #plan: AnswerPlan;
  readonly #head: JsonObject;

  constructor(world: World, call: Call, request: ChatRequest, worker: Worker, id: string) {
    this.#world = world;
    this.#call = call;
    this.#request = request;
    this.#worker = worker;
    this.#plan = planAnswer(request);
    this.#head = { id, created: Math.floor(world.clock.now() / 1000), model: request.model.spec.id };
  }

  async whole(): Promise<JsonObject> {
    const texts: Partial<Record<DeltaField, string>> = {};
    for await (const { field, text } of this.#pieces()) texts[field] = (texts[field] ?? '') + text;
    const reasoningField =
      this.#request.model.spec.reasoning?.field === 'reasoning' ? 'reasoning' : 'reasoning_content';
    const exhausted = texts.content === undefined && texts[reasoningField] !== undefined;
    const message = {
      role: 'assistant',
      content: exhausted ? null : (texts.content ?? ''),
      [reasoningField]: texts[reasoningField] ?? null,
      tool_calls: [],
    };
    const choice = { index: 0, message, logprobs: null, finish_reason: this.#plan.finish, stop_reason: null };
    return { ...this.#head, object: 'chat.completion', choices: [choice], usage: this.#usage() };
  }

  async stream(sink: SseSink): Promise<void> {
    const send = (delta: JsonObject, finish: string | null): Promise<void> =>
      sink.event(this.#chunk([{ index: 0, delta, logprobs: null, finish_reason: finish }]));
    await send({ role: 'assistant', content: '' }, null);
    let left = this.#plan.pieces.length;
    for await (const { field, text } of this.#pieces()) {
      left -= 1;
      await send({ [field]: text }, left === 0 ? this.#plan.finish : null);
    }
    if (this.#plan.pieces.length === 0) await send({ content: '' }, this.#plan.finish);
    if (this.#request.includeUsage) await sink.event({ ...this.#chunk([]), usage: this.#usage() });
    await sink.done();
  }

  async *#pieces(): ReturnType<typeof paced> {
    const parts = { clock: this.#world.clock, worker: this.#worker, signal: this.#call.signal };
    for await (const piece of paced(this.#plan, this.#request.model.spec.pace ?? {}, parts)) {
      if (this.#call.seen.chat) this.#call.seen.chat.tokensWritten += piece.tokens;
      yield piece;
    }
  }

  #chunk(choices: readonly JsonObject[]): JsonObject {
    return { ...this.#head, object: 'chat.completion.chunk', choices };
  }

  #usage(): JsonObject {
    const { promptTokens, completionTokens } = this.#plan;
    return {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    };
  }
}
