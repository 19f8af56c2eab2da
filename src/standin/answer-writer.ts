import { planAnswer, type AnswerPlan, type Piece } from './answer-plan.ts';
import type { ChatRequest } from './chat-request.ts';
import { spoilDocument } from './fault-answers.ts';
import { engineError, gatewayPage, json, type Answer } from './http-answer.ts';
import type { JsonObject } from './json-object.ts';
import { BrokenOff, paced } from './pacing.ts';
import type { SseSink } from './sse-writer.ts';
import { WorkerGone, type Worker } from './worker-pool.ts';
import type { Call, World } from './world.ts';

/** One answer of a model on its way out, whole or as a stream. */
export class AnswerWriter {
  readonly #world: World;
  readonly #call: Call;
  readonly #request: ChatRequest;
  readonly #worker: Worker;
  readonly #plan: AnswerPlan;
  readonly #id: string;
  readonly #created: number;

  constructor(world: World, call: Call, parts: { request: ChatRequest; worker: Worker; id: string }) {
    this.#world = world;
    this.#call = call;
    this.#request = parts.request;
    this.#worker = parts.worker;
    this.#id = parts.id;
    this.#created = Math.floor(world.clock.now() / 1000);
    const plan = planAnswer(parts.request);
    const isEmpty = call.fault?.kind === 'empty-answer';
    this.#plan = isEmpty ? { ...plan, pieces: [], tool: undefined, finish: 'stop', completionTokens: 0 } : plan;
  }

  async whole(): Promise<Answer> {
    const texts = new Map<Piece['part'], string>();
    try {
      for await (const { part, text } of this.#pieces()) texts.set(part, (texts.get(part) ?? '') + text);
    } catch (error) {
      if (error instanceof WorkerGone) return gatewayPage(502);
      if (error instanceof BrokenOff) return INSTEAD_OF_WHOLE[error.how];
      throw error;
    }
    const choice = { index: 0, message: this.#message(texts), logprobs: null, finish_reason: this.#finish() };
    return json({
      ...this.#head('chat.completion'),
      choices: [{ ...choice, stop_reason: null }],
      usage: this.#usage(),
    });
  }

  async stream(sink: SseSink): Promise<void> {
    const { pieces } = this.#plan;
    await this.#send(sink, { role: 'assistant', content: '' });
    try {
      let left = pieces.length;
      let argumentsBegun = false;
      for await (const { part, text } of this.#pieces()) {
        if (part === 'arguments' && !argumentsBegun) {
          argumentsBegun = true;
          await this.#send(sink, { tool_calls: [{ index: 0, ...this.#toolCall('') }] });
        }
        left -= 1;
        const delta =
          part === 'arguments' ? { tool_calls: [{ index: 0, function: { arguments: text } }] } : { [part]: text };
        await this.#send(sink, delta, left === 0 ? this.#finish() : null);
      }
      if (pieces.length === 0) await this.#send(sink, { content: '' }, this.#finish());
    } catch (error) {
      if (!(error instanceof BrokenOff) || error.how !== 'error') throw error;
      await sink.event(ENGINE_FAILED.document);
      return sink.done();
    }
    if (this.#request.includeUsage) await this.#event(sink, { choices: [], usage: this.#usage() });
    return sink.done();
  }

  async *#pieces(): AsyncGenerator<Piece> {
    const { seen, signal, fault } = this.#call;
    const { workers, spec } = this.#request.model;
    const around = {
      clock: this.#world.clock,
      worker: this.#worker,
      killWorker: () => workers.set('offline'),
      fault,
      signal,
    };
    for await (const piece of paced(this.#plan.pieces, spec.pace ?? {}, around)) {
      const { chat } = seen;
      if (chat) this.#world.log.change(seen, { chat: { ...chat, tokensWritten: chat.tokensWritten + piece.tokens } });
      yield piece;
    }
  }

  #send(sink: SseSink, delta: JsonObject, finish: string | null = null): Promise<void> {
    return this.#event(sink, { choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  }

  #event(sink: SseSink, document: JsonObject): Promise<void> {
    const chunk = { ...this.#head('chat.completion.chunk'), ...document };
    const { fault } = this.#call;
    if (fault === undefined) return sink.event(chunk);
    if (fault.kind === 'invalid-json') return sink.raw(JSON.stringify(chunk).slice(0, -1));
    return sink.event(spoilDocument(chunk, fault, { route: 'chat', url: this.#world.url() }));
  }

  #message(texts: ReadonlyMap<Piece['part'], string>): JsonObject {
    const field = this.#request.model.spec.reasoning?.field === 'reasoning' ? 'reasoning' : 'reasoning_content';
    const thought = texts.get(field);
    const content = texts.get('content');
    const hasNone = thought !== undefined || this.#plan.tool !== undefined;
    return {
      role: 'assistant',
      content: content ?? (hasNone ? null : ''),
      [field]: thought ?? null,
      tool_calls: this.#plan.tool === undefined ? [] : [this.#toolCall(texts.get('arguments') ?? '')],
    };
  }

  #toolCall(text: string): JsonObject {
    return { id: `call-${this.#id}`, type: 'function', function: { name: this.#plan.tool, arguments: text } };
  }

  #finish(): string | null {
    return this.#call.fault?.kind === 'no-finish-reason' ? null : this.#plan.finish;
  }

  #head(object: string): JsonObject {
    return { id: this.#id, object, created: this.#created, model: this.#request.model.spec.id };
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

const ENGINE_FAILED = engineError(500, 'InternalServerError', 'The engine has failed.');

/** What a gateway makes of an engine that breaks off before its answer is whole. */
const INSTEAD_OF_WHOLE: Record<BrokenOff['how'], Answer> = {
  end: gatewayPage(502),
  reset: { kind: 'reset' },
  error: ENGINE_FAILED,
};
