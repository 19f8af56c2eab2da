import type { Clock } from '../../../async/clock.ts';
import { late, within } from '../../../async/within.ts';
import type { EndEvent, ModelEvent } from '../../../core/ports/model.ts';
import { answerLimit, type ChatBody } from './chat-body.ts';
import type { ChatPiece, Usage } from './chat-piece.ts';
import { FULL, readChat, type ChatTarget } from './chat-stream.ts';
import { AttemptFailed, toFailure, type Failure } from '../failure.ts';
import type { GatewayLimits } from '../limits.ts';
import type { ServiceWatch } from '../service-knowledge.ts';
import { isShown } from '../../../markdown/write/seen-words.ts';
import type { SplitPiece } from '../thinking/split-text.ts';
import { ThinkSplitter, type LeadsWithThought } from '../thinking/think-splitter.ts';

export interface AttemptParts {
  clock: Clock;
  watch: ServiceWatch;
  limits: GatewayLimits;
  emit: (event: ModelEvent) => void;
  /** The model has begun to answer. */
  onAlive: () => void;
}

/** How an answer came to its end. */
export interface Answered {
  reason: EndEvent['reason'];
  usage: Usage | undefined;
  /** What cut it off, where that is known. */
  trouble: Failure['kind'] | undefined;
  /** The text is all reasoning: there was nothing else. */
  isReasoning: boolean;
}

/** Usage follows the finish; who has said that it is finished is not waited for much longer. */
const AFTER_FINISH_MS = 5_000;
/** An answer of longer tokens than this is none: the server does not keep to `max_tokens`. */
const MAX_CHARACTERS_PER_TOKEN = 16;

/** What a deadline is missed with when all that was still to come was the usage. */
const finished = new Error('finished');

/** One chat request, from sending it to the end of its answer, with its three clocks. */
export class ChatAttempt {
  readonly #parts: AttemptParts;
  readonly #body: ChatBody;
  readonly #splitter: ThinkSplitter;
  readonly #sentAt: number;
  #writingSince: number | undefined;
  #pieceAt = 0;
  #finish: { reason: string; at: number } | undefined;
  #usage: Usage | undefined;
  #trouble: Failure['kind'] | undefined;
  #wroteText = false;
  #reasoning = '';
  /** How much of it may still come, UTF-16 units. */
  #room: number;

  constructor(body: ChatBody, leads: LeadsWithThought, parts: AttemptParts) {
    this.#body = body;
    this.#parts = parts;
    this.#splitter = new ThinkSplitter(leads);
    this.#room = answerLimit(body) * MAX_CHARACTERS_PER_TOKEN;
    this.#sentAt = parts.clock.monotonic();
  }

  /**
   * Emits what the model writes.
   *
   * @throws AttemptFailed (or what `readChat` throws) only while no text was shown: afterwards any trouble is an answer that was cut. The
   *   signal's reason once aborted.
   */
  async run(target: ChatTarget, signal: AbortSignal): Promise<Answered> {
    const limit = { clock: this.#parts.clock, deadline: () => this.#deadline().at, signal };
    try {
      const outcome = await within(limit, (unwanted) => this.#read(target, unwanted));
      if (outcome === late) throw this.#deadline().missed;
    } catch (error) {
      signal.throwIfAborted();
      if (error !== finished) this.#trouble = toFailure(error).kind;
      if (this.#trouble && !this.#finish && !this.#wroteText) throw error;
    }
    return this.#conclude();
  }

  async #read(target: ChatTarget, unwanted: AbortSignal): Promise<void> {
    for await (const piece of readChat(target, this.#body, unwanted)) {
      if (unwanted.aborted) return;
      this.#take(piece);
      if (this.#room === 0) return;
    }
  }

  #take({ content, reasoning, finish, usage }: ChatPiece): void {
    const { clock, onAlive } = this.#parts;
    const now = clock.monotonic();
    this.#pieceAt = now;
    onAlive();
    if (content !== '' || reasoning !== '') this.#writingSince ??= now;
    if (reasoning !== '') {
      this.#emit(this.#splitter.release());
      this.#emit([{ type: 'reasoning', text: this.#bounded(reasoning) }]);
    }
    this.#emit(this.#splitter.push(this.#bounded(content)));
    if (finish !== undefined) this.#finish = { reason: finish, at: now };
    if (usage) this.#usage = usage;
  }

  #bounded(text: string): string {
    const taken = text.slice(0, this.#room);
    this.#room -= taken.length;
    return taken;
  }

  #emit(pieces: readonly SplitPiece[]): void {
    for (const piece of pieces) {
      if (piece.type === 'reasoning') this.#reasoning += piece.text;
      else this.#wroteText = piece.type === 'text';
      this.#parts.emit(piece);
    }
  }

  #conclude(): Answered {
    const reason = this.#reason();
    if (reason === 'cut' && !this.#wroteText) throw new AttemptFailed({ kind: 'cut' });
    this.#emit(this.#splitter.end(reason === 'stop'));
    const isReasoning = !this.#wroteText && reason === 'stop' && isShown(this.#reasoning);
    if (isReasoning) this.#emit([{ type: 'text', text: this.#reasoning.trim() }]);
    if (!this.#wroteText) throw new AttemptFailed({ kind: reason === 'length' ? 'eaten' : 'empty' });
    return { reason, usage: this.#usage, trouble: this.#trouble, isReasoning };
  }

  /** vLLM ends a request that it gives up with "abort" or "error". */
  #reason(): Answered['reason'] {
    if (this.#room === 0) return 'length';
    if (this.#finish?.reason === FULL) return this.#wroteText ? 'length' : 'cut';
    if (!this.#finish || ['abort', 'error'].includes(this.#finish.reason)) return 'cut';
    return this.#finish.reason === 'length' ? 'length' : 'stop';
  }

  #deadline(): { at: number; missed: Error } {
    const { betweenTokensMs, writingMs } = this.#parts.limits;
    if (this.#finish) return { at: this.#finish.at + AFTER_FINISH_MS, missed: finished };
    if (this.#writingSince === undefined) return this.#firstTokenDeadline();
    const idle = this.#pieceAt + betweenTokensMs;
    const total = this.#writingSince + writingMs;
    return idle <= total ? { at: idle, missed: failed('stalled') } : { at: total, missed: failed('overtime') };
  }

  /** While a worker is known to be coming there is no limit: each look at it is a sign. */
  #firstTokenDeadline(): { at: number; missed: Error } {
    const { watch, limits } = this.#parts;
    const { model, stream } = this.#body;
    const state = watch.state(model);
    if (state === 'running') {
      const since = Math.max(this.#sentAt, watch.runningSince(model) ?? this.#sentAt);
      // Without a stream the first token is the last one.
      return { at: since + (stream ? limits.firstTokenMs : limits.writingMs), missed: failed('silent') };
    }
    return {
      at: Math.max(this.#sentAt, watch.lastSign(model) ?? this.#sentAt) + limits.noSignMs,
      missed: failed('no-sign'),
    };
  }
}

const failed = (kind: 'stalled' | 'overtime' | 'silent' | 'no-sign'): AttemptFailed =>
  new AttemptFailed({ kind } satisfies Failure);
