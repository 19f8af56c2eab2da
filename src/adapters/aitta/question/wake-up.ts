import type { LeanFetch } from '../../../http/lean-http.ts';
import type { Client } from '../../../aitta/client.ts';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import type { Message } from '../../../core/ports/message.ts';
import type { ModelCatalogue } from '../catalogue/model-catalogue.ts';
import type { MetadataCalls } from '../../openai/budget/metadata-calls.ts';
import type { TraitsOfModels } from '../../openai/chat/model-traits.ts';
import type { WorkerWatch } from '../catalogue/worker-watch.ts';
import { toChatBody } from '../../openai/chat/chat-body.ts';
import { readChat } from '../../openai/chat/chat-stream.ts';
import type { WakeLease } from './wake-lease.ts';
import { AttemptFailed, type Failure } from '../../openai/failure.ts';
import type { GatewayLimits } from '../../openai/limits.ts';

export interface WakeUpParts {
  client: Client;
  clock: Clock;
  calls: MetadataCalls;
  catalogue: ModelCatalogue;
  watch: WorkerWatch;
  traits: TraitsOfModels;
  limits: Pick<GatewayLimits, 'wakeUpLingerMs'>;
  fetch: LeanFetch;
  /** Of the processes that share the service. */
  lease?: WakeLease | undefined;
}

interface Woken {
  at: number;
  /** How often `preload` was taken, and no worker seen after it; undefined where the service has no such thing for the model. */
  preloads: number | undefined;
  /** The request that hangs until the model runs. */
  hang: { since: number; stop: AbortController } | undefined;
  isComing: boolean;
  isWanted: boolean;
}

/** A model that is still offline so long after it was woken is woken again, milliseconds. */
const WAKE_AGAIN_MS = 60_000;
/** So soon it is asked again whether the process that wakes it still lives, milliseconds. */
const ASK_AGAIN_MS = 15_000;
/** At each look, one list serves all who look then, milliseconds. */
const LIST_FRESH_MS = 3_000;
const GREETING: Message = { role: 'user', parts: [{ type: 'text', text: 'Hello' }] };
/** How many requests may hang for models that start: they have no place in the shared budget's concurrency. */
const MAX_HANGING = 4;

/**
 * Wakes models that are offline: by `preload`, and where the service has none, or it did nothing, by the smallest request there is, which
 * hangs until the model runs. Whether LUMI goes on starting a model after that request is closed is not known: it is kept open while
 * anybody waits and for a while after (`wakeUpLingerMs`), as far as other models do not need its place.
 */
export class WakeUp {
  readonly #parts: WakeUpParts;
  readonly #woken = new Map<string, Woken>();

  constructor(parts: WakeUpParts) {
    this.#parts = parts;
  }

  /** The model is offline and wanted. Returns at once; `onRefused` hears what no waiting would change. */
  wake(model: string, onRefused: (failure: Failure) => void): void {
    const now = this.#parts.clock.monotonic();
    const woken = this.#woken.get(model) ?? this.#first(model);
    // A worker that has gone again may have gone with its model: the answer to the next call tells.
    const isGone = woken.isComing;
    woken.isWanted = true;
    woken.isComing = false;
    if ((now - woken.at < WAKE_AGAIN_MS && !isGone) || woken.hang) {
      if (woken.hang) void this.#parts.lease?.take(model); // as long as it hangs
      if (now - woken.at >= LIST_FRESH_MS) void this.#respectList(model, onRefused);
      return;
    }
    woken.at = now;
    if (this.#parts.lease) void this.#askAfterLease(this.#parts.lease, { model, woken, onRefused });
    else this.#ask(model, woken, onRefused);
  }

  #ask(model: string, woken: Woken, onRefused: (failure: Failure) => void): void {
    if (woken.preloads === 0) void this.#preload(model, woken, onRefused);
    else this.#hang(model, woken, onRefused);
  }

  async #askAfterLease(
    lease: WakeLease,
    { model, woken, onRefused }: { model: string; woken: Woken; onRefused: (failure: Failure) => void },
  ): Promise<void> {
    if (!(await lease.take(model))) woken.at = this.#parts.clock.monotonic() - WAKE_AGAIN_MS + ASK_AGAIN_MS;
    else if (woken.isWanted && !woken.hang) this.#ask(model, woken, onRefused);
  }

  /** The model is wanted, and was seen with a worker, or nobody tells. */
  isComing(model: string): void {
    const woken = this.#woken.get(model);
    if (!woken) return;
    woken.isWanted = true;
    woken.isComing = true;
    if (woken.preloads !== undefined) woken.preloads = 0;
    if (this.#parts.watch.state(model) === 'running') woken.hang?.stop.abort(new Error('the model runs'));
  }

  /** Nobody waits for the model any more. */
  unwanted(model: string): void {
    const woken = this.#woken.get(model);
    if (!woken) return;
    woken.isWanted = false;
    if (woken.hang) void this.#closeLater(woken, woken.hang.stop);
    else this.#woken.delete(model);
  }

  #first(model: string): Woken {
    const woken: Woken = {
      at: Number.NEGATIVE_INFINITY,
      preloads: 0,
      hang: undefined,
      isComing: false,
      isWanted: true,
    };
    this.#woken.set(model, woken);
    return woken;
  }

  /** A model that was woken and has no worker yet may have left the list. */
  async #respectList(model: string, onRefused: (failure: Failure) => void): Promise<void> {
    const { calls, catalogue } = this.#parts;
    try {
      if (await catalogue.lists(model, LIST_FRESH_MS, calls.closed)) return;
    } catch {
      return; // the next look says whether that is an outage
    }
    onRefused({ kind: 'not-found' });
  }

  async #preload(model: string, woken: Woken, onRefused: (failure: Failure) => void): Promise<void> {
    const { calls, client, watch } = this.#parts;
    const { failure } = await calls.quietly('preload', (signal) => client.preload(model, { signal }), 'urgent');
    if (!failure) {
      woken.preloads = 1;
      await watch.look(0);
      return;
    }
    if (!IS_MISSING.has(failure.kind)) return; // the next look says whether that is an outage
    woken.preloads = undefined;
    if (woken.isWanted && watch.state(model) === 'offline') this.#hang(model, woken, onRefused);
  }

  #hang(model: string, woken: Woken, onRefused: (failure: Failure) => void): void {
    if (!this.#makeRoom()) {
      woken.at = Number.NEGATIVE_INFINITY; // at the next look
      return;
    }
    const stop = new AbortController();
    woken.hang = { since: this.#parts.clock.monotonic(), stop };
    void this.#askAndHang(model, stop.signal, onRefused).finally(() => {
      woken.hang = undefined;
      if (!woken.isWanted && this.#woken.get(model) === woken) this.#woken.delete(model);
    });
  }

  /** Closes the request that is needed least where there are too many: the service has heard of it, and its model is being started. */
  #makeRoom(): boolean {
    const now = this.#parts.clock.monotonic();
    const open = [...this.#woken.values()].flatMap(({ hang, isComing }) => (hang ? [{ ...hang, isComing }] : []));
    if (open.length < MAX_HANGING) return true;
    const [last] = open
      .filter(({ isComing, since }) => isComing || now - since >= WAKE_AGAIN_MS)
      .toSorted((a, b) => Number(b.isComing) - Number(a.isComing) || a.since - b.since);
    last?.stop.abort(new Error('another model needs to be woken'));
    return last !== undefined;
  }

  async #askAndHang(model: string, signal: AbortSignal, onRefused: (failure: Failure) => void): Promise<void> {
    const { calls, traits, watch } = this.#parts;
    const { result, failure } = await calls.quietly(
      'wake-up',
      (closed) => this.#askForLittle(model, AbortSignal.any([signal, closed])),
      'urgent',
    );
    if (result) watch.noteRunning(model);
    else if (failure?.kind === 'refused' && traits.learnRefused(model, failure.what))
      await this.#askAndHang(model, signal, onRefused);
    else if (failure && NO_USE.has(failure.kind)) onRefused(failure);
  }

  /** @returns whether it was answered; not so when it was closed. */
  async #askForLittle(model: string, signal: AbortSignal): Promise<boolean> {
    const { catalogue, client, clock, fetch: send, traits } = this.#parts;
    try {
      const found = await catalogue.find(model, signal);
      if (!found) throw new AttemptFailed({ kind: 'not-found' });
      const token = await client.accessTokenSource.getAccessToken({ signal });
      const body = toChatBody(model, [GREETING], { maxTokens: 1, lowEffort: true }, traits.of(model));
      const target = { baseUrl: found.baseUrl, token, fetch: send, clock };
      for await (const _ of readChat(target, body, signal)) return true;
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  async #closeLater(woken: Woken, stop: AbortController): Promise<void> {
    const { clock, limits } = this.#parts;
    if ((await pause(clock, limits.wakeUpLingerMs, stop.signal)) && !woken.isWanted)
      stop.abort(new Error('nobody waits for the model any more'));
  }
}

/** How a service says that it has no `preload`: 404, 405. */
const IS_MISSING: ReadonlySet<Failure['kind']> = new Set(['not-found', 'rejected', 'refused']);
/** What the question itself would meet as well. */
const NO_USE: ReadonlySet<Failure['kind']> = new Set(['unauthorized', 'not-found', 'rejected']);
