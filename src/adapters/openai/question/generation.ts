import type { LeanFetch } from '../../../http/lean-http.ts';
import { unlessAborted } from '../../../async/unless-aborted.ts';
import type { ModelEvent, ModelRequest } from '../../../core/ports/model.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { PhaseEvent } from '../../../core/ports/phase.ts';
import { answerTokens, promptTokens } from './answer-room.ts';
import { ChatAttempt, type Answered } from '../chat/chat-attempt.ts';
import { toChatBody } from '../chat/chat-body.ts';
import { AttemptFailed, toFailure, until, type Failure } from '../failure.ts';
import { OutageWait, type OutageParts } from './outage-wait.ts';
import { Recovery, type RecoveryParts } from './recovery.ts';
import type { Permit } from '../budget/chat-places.ts';
import type { Budget, BudgetWait } from '../budget/budget.ts';
import type { MetadataCalls } from '../budget/metadata-calls.ts';
import type { FoundModel, Readiness } from '../service-knowledge.ts';
import type { TokenEstimates } from '../chat/token-estimate.ts';
import type { TokenSource } from '../chat/token-source.ts';

export interface GenerationParts extends OutageParts, RecoveryParts {
  tokens: TokenSource;
  log: Log;
  budget: Budget;
  readiness: Readiness;
  calls: MetadataCalls;
  estimates: TokenEstimates;
  fetch: LeanFetch;
}

/** A request without a sign for so long hangs, where the model is not known to run. */
const HANGS_AFTER_MS = 20_000;

/** One question on its way to its answer, over as many requests as that takes. */
export class Generation {
  readonly #request: ModelRequest;
  readonly #parts: GenerationParts;
  readonly #emit: (event: ModelEvent) => void;
  readonly #signal: AbortSignal;
  readonly #outage: OutageWait;
  readonly #recovery: Recovery;
  readonly #log: Log;
  readonly #beganAt: number;
  readonly #promptTokens: number;
  /** What they take is guessed by their size: that says nothing of how many tokens words are. */
  readonly #hasImages: boolean;
  #requests = 0;
  #firstTokenAt: number | undefined;
  /** Of the request that has no answer yet, epoch milliseconds. */
  #sentAt: number | undefined;
  #asked = 0;
  #token: string | undefined;
  #shown: PhaseEvent | undefined;

  constructor(request: ModelRequest, parts: GenerationParts, emit: (event: ModelEvent) => void, signal: AbortSignal) {
    this.#request = request;
    this.#parts = parts;
    this.#emit = emit;
    this.#signal = signal;
    this.#log = parts.log.child({ model: request.model });
    this.#outage = new OutageWait(request.model, parts, (event) => this.#show(event), signal);
    this.#recovery = new Recovery(request.model, parts, this.#outage, signal);
    this.#beganAt = parts.clock.monotonic();
    this.#hasImages = request.messages.some(({ parts: said }) => said.some(({ type }) => type === 'image'));
    this.#promptTokens = promptTokens(parts.estimates, request.model, request.messages);
  }

  /** Resolves when the `end` was emitted. @throws BotError, or the signal's reason. */
  async run(): Promise<void> {
    for (;;) {
      try {
        this.#finish(await this.#ask());
        return;
      } catch (error) {
        this.#signal.throwIfAborted();
        const failure = toFailure(error);
        this.#note(failure);
        await this.#recovery.after(failure, this.#asked, () => this.#renewToken());
      }
    }
  }

  /** One request, when it makes sense and has a place. */
  async #ask(): Promise<Answered> {
    const { budget, calls, catalogue, readiness } = this.#parts;
    const { model, personId, askedAt } = this.#request;
    await Promise.all([calls.restored(), readiness.restored()]);
    this.#respectPause();
    const found = await catalogue.find(model, this.#signal);
    if (!found) throw new AttemptFailed({ kind: 'not-found' });
    const leave = await readiness.ready(this.#request, () => this.#showState('waits'), this.#signal);
    try {
      const permit = await budget.enter(personId, {
        signal: this.#signal,
        askedAt,
        onWait: (wait) => this.#showWait(wait),
      });
      try {
        return await this.#attempt(found, permit, leave);
      } finally {
        permit.release();
      }
    } finally {
      leave?.();
    }
  }

  /** All requests pause, also those that only look for the model: that is told. */
  #respectPause(): void {
    const { pausedUntil } = this.#parts.calls;
    if (pausedUntil !== undefined) this.#showWait({ ahead: 0, pausedUntil });
  }

  async #attempt(found: FoundModel, permit: Permit, leave: (() => void) | undefined): Promise<Answered> {
    const { clock, fetch: send, limits, readiness, tokens, traits, watch } = this.#parts;
    const { model, messages } = this.#request;
    const token = await unlessAborted(Promise.resolve(tokens.getAccessToken({ signal: this.#signal })), this.#signal);
    const { refused, leadsWithThought } = traits.of(model);
    this.#token = token;
    this.#asked = this.#answerTokens(found.window);
    const plan = { maxTokens: this.#asked, lowEffort: this.#recovery.eaten };
    const body = toChatBody(model, messages, plan, { refused });
    this.#requests++;
    const sentAt = clock.monotonic();
    this.#sentAt = clock.now();
    this.#showState('asks');
    const unfollow = watch.follow(model, () => {
      this.#showState('asks');
      if (clock.monotonic() - sentAt >= HANGS_AFTER_MS && watch.state(model) !== 'running') permit.hangs();
    });
    const onAlive = (): void => {
      if (this.#sentAt !== undefined) readiness.answered?.(model, clock.monotonic() - sentAt);
      this.#sentAt = undefined;
      this.#firstTokenAt ??= clock.monotonic();
      unfollow();
      permit.answers();
      leave?.();
      watch.noteRunning(model);
      this.#outage.alive();
    };
    try {
      const attempt = new ChatAttempt(body, leadsWithThought, { clock, watch, limits, emit: this.#emit, onAlive });
      return await attempt.run({ baseUrl: found.baseUrl, token, fetch: send, clock }, this.#signal);
    } finally {
      unfollow();
      this.#sentAt = undefined;
    }
  }

  #answerTokens(window: number | undefined): number {
    const wanted = answerTokens(window, this.#promptTokens, this.#recovery.eaten ? 2 : 1);
    return Math.min(wanted, this.#recovery.maxTokens ?? Number.POSITIVE_INFINITY);
  }

  #finish({ reason, usage, trouble, isReasoning }: Answered): void {
    const { clock, estimates } = this.#parts;
    const { model } = this.#request;
    const now = clock.monotonic();
    if (usage && !this.#hasImages) estimates.learn(model, this.#promptTokens, usage.tokensIn);
    const timesMs = {
      waited: Math.round((this.#firstTokenAt ?? now) - this.#beganAt),
      total: Math.round(now - this.#beganAt),
    };
    const isUsual = reason === 'stop' && trouble === undefined && this.#requests === 1; // the turn has a line of its own
    const fields = { end: reason, trouble, requests: this.#requests, timesMs, usage };
    this.#log[isUsual ? 'debug' : 'info'](fields, 'the model answered');
    this.#emit({ type: 'end', reason, ...(isReasoning ? { isReasoning } : {}), ...usage });
  }

  async #renewToken(): Promise<boolean> {
    const source = this.#parts.tokens;
    if (this.#token === undefined || !source.refreshAfterUnauthorized) return false;
    try {
      const renewed = source.refreshAfterUnauthorized(this.#token, { signal: this.#signal });
      return await unlessAborted(Promise.resolve(renewed), this.#signal);
    } catch {
      this.#signal.throwIfAborted();
      return false; // the source cannot renew it now, so the token stays refused
    }
  }

  #note(failure: Failure): void {
    const { estimates, watch } = this.#parts;
    const { model } = this.#request;
    if (failure.kind === 'downtime') watch.noteDowntime(failure.until);
    if (failure.kind === 'too-long' && failure.promptTokens !== undefined && !this.#hasImages)
      estimates.learn(model, this.#promptTokens, failure.promptTokens);
    const { kind, ...what } = failure;
    this.#log.warn({ failure: kind, ...what, requests: this.#requests, state: watch.state(model) }, 'a request failed');
  }

  #showState(doing: 'waits' | 'asks'): void {
    const downIs = doing === 'waits' || this.#saysDown ? 'outage' : 'unknown';
    this.#show(this.#parts.readiness.phase(this.#request, { downIs, sentAt: this.#sentAt }));
  }

  #showWait({ ahead, pausedUntil, beginsAt }: BudgetWait): void {
    const { watch } = this.#parts;
    if (pausedUntil !== undefined) this.#show({ type: 'phase', name: 'budget', until: pausedUntil });
    else if (watch.isDown || watch.downtime)
      this.#showState('waits'); // it is only tried
    else this.#show({ type: 'phase', name: 'queued', ahead, ...until(beginsAt) });
  }

  /** Whoever was told that the service is down is not told otherwise by a further try. */
  get #saysDown(): boolean {
    return this.#outage.isOn || this.#shown?.name === 'outage';
  }

  /** Nothing is said twice in a row. */
  #show(phase: PhaseEvent): void {
    if (JSON.stringify(phase) === JSON.stringify(this.#shown)) return;
    this.#shown = phase;
    this.#emit(phase);
  }
}
