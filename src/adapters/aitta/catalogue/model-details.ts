import type { LeanFetch } from '../../../http/lean-http.ts';
import type { Client } from '../../../aitta/client.ts';
import { APITimeoutError, IncompatibleModelError } from '../../../aitta/errors.ts';
import { CHAT_COMPLETION, type ModelBasicReference } from '../../../aitta/model-data.ts';
import { Model } from '../../../aitta/model.ts';
import type { Clock } from '../../../async/clock.ts';
import { late, within } from '../../../async/within.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { readWindows } from '../../openai/listing/read-models.ts';
import { NAMED_AFTER_EMBEDDING } from '../../openai/listing/model-names.ts';
import type { KeptModel } from './kept-catalogue.ts';
import type { MetadataCalls } from '../../openai/budget/metadata-calls.ts';

export interface DetailsParts {
  client: Client;
  clock: Clock;
  log: Log;
  calls: MetadataCalls;
  fetch: LeanFetch;
  /** As the operator says. */
  visionModels: readonly string[];
}

/** Models change rarely; what they can do is read again after this long. */
const FRESH_MS = 60 * 60_000;
const AT_ONCE = 4;
const WINDOWS_TIMEOUT_MS = 30_000;

const SPEAKS_OF_SEEING = /\b(?:vision|visual|multi-?modal|images?|pictures?)\b/i;
/** Such as Qwen3-VL, Qwen3.6-27B, gemma-4-31b-it, Ministral-3, Pixtral: families of which every model sees. */
const NAMED_AFTER_SEEING =
  /(?:^|[/._-])(?:vl|vlm|vision|llava|pixtral)(?=[._-]|\d|$)|gemma-[34]-|qwen3\.[5-9]|ministral-3-|mistral-small-3\.[1-9]/i;

/** What single models can do, where they are asked, and how much they read at once. */
export class ModelDetails {
  readonly #parts: DetailsParts;
  readonly #models = new Map<string, { model: Model; readAt: number }>();
  readonly #windows = new Map<string, number>();
  /** What an earlier process knew of models that were not read yet. */
  readonly #restored = new Map<string, { chat: boolean; seesImages: boolean | undefined }>();
  /** Models whose servers refused a picture. */
  readonly #blind = new Set<string>();

  constructor(parts: DetailsParts) {
    this.#parts = parts;
  }

  isChat(id: string): boolean {
    const known = this.#models.get(id)?.model.capabilities.has(CHAT_COMPLETION);
    return known ?? this.#restored.get(id)?.chat ?? !NAMED_AFTER_EMBEDDING.test(id);
  }

  /** Tokens; undefined if nobody told. */
  window(id: string): number | undefined {
    return this.#windows.get(id);
  }

  /** By what the operator says of it, or Aitta in its capabilities and its description; else by its name, which tells of the families that see. */
  seesImages(id: string): boolean {
    if (this.#blind.has(id)) return false;
    if (this.#parts.visionModels.includes(id)) return true;
    const model = this.#models.get(id)?.model;
    const says = model && [...model.capabilities, model.description].some((words) => SPEAKS_OF_SEEING.test(words));
    return says === true || this.#restored.get(id)?.seesImages === true || NAMED_AFTER_SEEING.test(id);
  }

  noteBlind(id: string): void {
    this.#blind.add(id);
  }

  restore({ id, chat, window, seesImages }: KeptModel): void {
    this.#restored.set(id, { chat, seesImages });
    if (window !== undefined) this.#windows.set(id, window);
  }

  noteWindow(id: string, tokens: number): void {
    this.#windows.set(id, tokens);
  }

  /** Where the model is asked. Rejects with what the request meets; with an IncompatibleModelError where there is nothing to ask. */
  async baseUrl(reference: ModelBasicReference): Promise<string> {
    const { calls, client } = this.#parts;
    const model =
      this.#models.get(reference.id)?.model ??
      this.#keep(reference.id, await calls.urgently((signal) => Model.load(reference, client, { signal })));
    return this.#ownBaseUrl(model);
  }

  forget(id: string): void {
    this.#models.delete(id);
  }

  keepOnly(ids: ReadonlyMap<string, unknown>): void {
    for (const id of this.#models.keys()) if (!ids.has(id)) this.#models.delete(id);
    for (const id of this.#restored.keys()) if (!ids.has(id)) this.#restored.delete(id);
    for (const id of this.#windows.keys()) if (!ids.has(id)) this.#windows.delete(id);
  }

  /** Reads what is missing or old, in this order, and all windows. Never rejects: what fails is tried again the next time. */
  async fill(references: readonly ModelBasicReference[]): Promise<void> {
    const old = this.#parts.clock.monotonic() - FRESH_MS;
    const wanted = references.filter(({ id }) => (this.#models.get(id)?.readAt ?? Number.NEGATIVE_INFINITY) <= old);
    const readNext = async (): Promise<void> => {
      for (let next = wanted.shift(); next; next = wanted.shift()) await this.#readQuietly(next);
    };
    const first = wanted.shift();
    if (first) await this.#readQuietly(first);
    await Promise.all([this.#readWindows(), ...Array.from({ length: AT_ONCE }, readNext)]);
  }

  async #readQuietly(reference: ModelBasicReference): Promise<void> {
    const { calls, client } = this.#parts;
    const { result } = await calls.quietly('model', (signal) => Model.load(reference, client, { signal }));
    if (result) this.#keep(reference.id, result);
  }

  /** One request tells the windows of all models behind the same base; today there is only one. */
  async #readWindows(): Promise<void> {
    const { calls, client, clock, fetch: send } = this.#parts;
    const [known] = this.#models.values();
    if (!known) return;
    const { result } = await calls.quietly('windows', async (closed) => {
      const baseUrl = this.#ownBaseUrl(known.model);
      const limit = { clock, timeoutMs: WINDOWS_TIMEOUT_MS, signal: closed };
      const windows = await within(limit, async (signal) => {
        const token = await client.accessTokenSource.getAccessToken({ signal });
        return readWindows({ baseUrl, token, fetch: send, clock }, signal);
      });
      if (windows === late) throw new APITimeoutError('The endpoint did not list its models in time.');
      return windows;
    });
    for (const [modelId, tokens] of result ?? []) this.#windows.set(modelId, tokens);
  }

  #keep(id: string, model: Model): Model {
    this.#models.set(id, { model, readAt: this.#parts.clock.monotonic() });
    return model;
  }

  #ownBaseUrl(model: Model): string {
    const url = model.openaiApiUrl;
    if (this.#parts.client.isOwnOrigin(url)) return url;
    this.#parts.log.error({ model: model.id }, 'the model is served at another origin, which must not get the token');
    throw new IncompatibleModelError(model.id);
  }
}
