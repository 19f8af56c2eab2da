import type { Client } from '../../../aitta/client.ts';
import { ModelBasicReference } from '../../../aitta/model-data.ts';
import type { Clock } from '../../../async/clock.ts';
import { unlessAborted } from '../../../async/unless-aborted.ts';
import { within } from '../../../async/within.ts';
import type { Catalogue, Model } from '../../../core/ports/model.ts';
import type { PhaseEvent } from '../../../core/ports/phase.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { ListReader } from '../../openai/listing/list-reader.ts';
import type { ServiceMemory } from '../../openai/service-memory.ts';
import type { StartHistory } from '../question/start-history.ts';
import { keepCatalogue, recallCatalogue } from './kept-catalogue.ts';
import type { MetadataCalls } from '../../openai/budget/metadata-calls.ts';
import type { ModelDetails } from './model-details.ts';
import type { WorkerWatch } from './worker-watch.ts';

export interface CatalogueParts {
  client: Client;
  clock: Clock;
  log: Log;
  calls: MetadataCalls;
  watch: WorkerWatch;
  details: ModelDetails;
  memory: ServiceMemory;
  starts: Pick<StartHistory, 'restored' | 'usual'>;
  /** The window where neither the endpoint nor an error of it tells one, tokens. */
  contextTokens: number | undefined;
}

const LIST_FRESH_MS = 5 * 60_000;
const WORKERS_FRESH_MS = 15_000;
/** Older than this is worth a short wait for something newer. */
const STALE_MS = 60_000;
const WAIT_FOR_NEWER_MS = 1_500;
/** The first list waits a little for what the models can do. */
const WAIT_FOR_DETAILS_MS = 5_000;
/** A list that was just read is not asked for again at once. */
const JUST_ASKED_MS = 3_000;

/** The models that Aitta lists; the last known list stays, with its age, while Aitta is down. */
export class ModelCatalogue {
  readonly #parts: CatalogueParts;
  #references: ReadonlyMap<string, ModelBasicReference> = new Map();
  readonly #reader: ListReader;
  #filling: Promise<void> | undefined;
  #restoring: Promise<void> | undefined;
  /** States and windows were looked at once: before that nobody can choose a model well. */
  #isComplete = false;

  constructor(parts: CatalogueParts) {
    this.#parts = parts;
    const { clock, log, calls } = parts;
    this.#reader = new ListReader({ clock, log, calls, read: () => this.#read() });
  }

  /** The last known list, refreshed behind. Rejects with a BotError if there never was one. */
  async models(): Promise<Catalogue> {
    const { clock, watch } = this.#parts;
    await this.#restore();
    const isFirst = this.#reader.listedAt === undefined;
    const listing = this.#reader.list(LIST_FRESH_MS);
    if (isFirst) await this.#reader.first(listing);
    const newest = this.#complete([listing, watch.look(WORKERS_FRESH_MS), this.#filling]);
    if (!this.#isComplete) await within({ clock, timeoutMs: WAIT_FOR_DETAILS_MS }, newest);
    else if (clock.now() - this.#at > STALE_MS) await within({ clock, timeoutMs: WAIT_FOR_NEWER_MS }, newest);
    return this.#snapshot();
  }

  /** As the port has it. */
  awaitModels(tell: (phase: PhaseEvent) => void, signal: AbortSignal): Promise<Catalogue> {
    return this.#reader.awaitModels(() => this.models(), tell, signal);
  }

  /** Once: what the last process knew. */
  #restore(): Promise<void> {
    this.#restoring ??= this.#recall();
    return this.#restoring;
  }

  async #recall(): Promise<void> {
    const { details, memory, starts } = this.#parts;
    const [kept] = await Promise.all([recallCatalogue(memory), starts.restored()]);
    if (!kept) return;
    this.#references = new Map(kept.models.map(({ id, url }) => [id, new ModelBasicReference(id, url)]));
    for (const model of kept.models) details.restore(model);
    this.#reader.restore(kept.at);
  }

  async #keep(): Promise<void> {
    const { details, memory } = this.#parts;
    const models = [...this.#references.values()].map(({ id, urlEndpoint: url }) => ({
      id,
      url,
      chat: details.isChat(id),
      window: details.window(id),
      seesImages: details.seesImages(id),
    }));
    await keepCatalogue(memory, { at: this.#reader.listedAt ?? 0, models });
  }

  async #complete(looks: readonly unknown[]): Promise<void> {
    await Promise.allSettled(looks);
    this.#isComplete = true;
  }

  /** Where and how to ask a model; undefined if Aitta has no such model. Rejects with what the requests meet. */
  async find(id: string, signal: AbortSignal): Promise<{ baseUrl: string; window: number | undefined } | undefined> {
    await this.#restore();
    if (!this.#references.has(id)) await unlessAborted(this.#reader.list(JUST_ASKED_MS), signal);
    const reference = this.#references.get(id);
    if (!reference) return undefined;
    const { contextTokens, details } = this.#parts;
    const baseUrl = await unlessAborted(details.baseUrl(reference), signal);
    return { baseUrl, window: details.window(id) ?? contextTokens };
  }

  /** Is the model in a list that is at most so old? Rejects with what the request meets. */
  async lists(id: string, maxAgeMs: number, signal: AbortSignal): Promise<boolean> {
    await unlessAborted(this.#reader.list(maxAgeMs), signal);
    return this.#references.has(id);
  }

  /** An error of the endpoint named the model's window, tokens. */
  noteWindow(id: string, tokens: number): void {
    if (this.#references.has(id)) this.#parts.details.noteWindow(id, tokens);
  }

  /** Its server refused a picture. */
  noteBlind(id: string): void {
    this.#parts.details.noteBlind(id);
  }

  /** The endpoint does not know the model (any more): reads the list, and later the model, anew. */
  async forget(id: string, signal: AbortSignal): Promise<void> {
    this.#parts.details.forget(id);
    await unlessAborted(this.#reader.list(JUST_ASKED_MS), signal);
  }

  /** Of the list, or of the states in it. */
  get #at(): number {
    return Math.max(this.#reader.listedAt ?? 0, this.#parts.watch.seenAt ?? 0);
  }

  #snapshot(): Catalogue {
    const { details, starts, watch } = this.#parts;
    const models = [...this.#references.keys()].map((id): Model => {
      const model: Model = { id, state: watch.state(id), chat: details.isChat(id) };
      const [contextTokens, start] = [details.window(id), starts.usual(id)];
      if (contextTokens !== undefined) model.contextTokens = contextTokens;
      if (model.chat && details.seesImages(id)) model.seesImages = 'told';
      if (start) model.start = start;
      return model;
    });
    return { models, at: this.#at };
  }

  async #read(): Promise<void> {
    const { client, calls, details } = this.#parts;
    const references = await calls.urgently((signal) => client.getModelList({ signal }));
    this.#references = new Map(references.map((reference) => [reference.id, reference]));
    details.keepOnly(this.#references);
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
  }

  /** Models with a worker first: those are wanted soonest. */
  async #fill(): Promise<void> {
    const { details, watch } = this.#parts;
    await watch.look(WORKERS_FRESH_MS);
    const readiness = (id: string): number => (watch.state(id) === 'offline' ? 1 : 0);
    await details.fill([...this.#references.values()].toSorted((a, b) => readiness(a.id) - readiness(b.id)));
    await this.#keep();
  }
}
