import type { Clock } from '../../../async/clock.ts';
import { unlessAborted } from '../../../async/unless-aborted.ts';
import type { Catalogue, Model } from '../../../core/ports/model.ts';
import type { PhaseEvent } from '../../../core/ports/phase.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { MetadataCalls } from '../budget/metadata-calls.ts';
import { findFailure, type Failure } from '../failure.ts';
import type { FoundModel, ModelList } from '../service-knowledge.ts';
import type { ServiceMemory } from '../service-memory.ts';
import { keepList, recallList } from './kept-list.ts';
import { ListReader } from './list-reader.ts';
import { NAMED_AFTER_EMBEDDING, NAMED_AFTER_OTHER_WORK } from './model-names.ts';
import type { ListedModel } from './read-models.ts';

export interface ListedModelsParts {
  /** One request for the list. */
  read: (signal: AbortSignal) => Promise<ListedModel[]>;
  baseUrl: string;
  clock: Clock;
  log: Log;
  calls: MetadataCalls;
  memory: ServiceMemory;
  /** The model that the operator names: it can be asked whatever the list says. */
  named: string | undefined;
  /** The window where nobody tells one, tokens. */
  contextTokens: number | undefined;
  /** Ids of models that take pictures, as the operator says. */
  visionModels: readonly string[];
}

const LIST_FRESH_MS = 5 * 60_000;
/** A list that was just read is not asked for again at once. */
const JUST_ASKED_MS = 3_000;

/** The models that a service lists, and the one that the operator names; the last known list stays while the service is down. */
export class ListedModels implements ModelList {
  readonly #parts: ListedModelsParts;
  readonly #reader: ListReader;
  #listed: ReadonlySet<string> = new Set();
  readonly #windows = new Map<string, number>();
  readonly #blind = new Set<string>();
  #restoring: Promise<void> | undefined;

  constructor(parts: ListedModelsParts) {
    this.#parts = parts;
    const { clock, log, calls } = parts;
    this.#reader = new ListReader({ clock, log, calls, read: () => this.#read() });
  }

  /** The last known list, refreshed behind. Rejects with a BotError if there never was one. */
  async models(): Promise<Catalogue> {
    await this.restored();
    const isFirst = this.#reader.listedAt === undefined;
    const listing = this.#reader.list(LIST_FRESH_MS);
    if (isFirst) await this.#reader.first(listing);
    else listing.catch(() => undefined); // the reader has logged it, and the last list stays
    const models = [...this.#ids()].map((id) => this.#describe(id));
    return { models, at: this.#reader.listedAt ?? this.#parts.clock.now() };
  }

  /** As the port has it. */
  awaitModels(tell: (phase: PhaseEvent) => void, signal: AbortSignal): Promise<Catalogue> {
    return this.#reader.awaitModels(() => this.models(), tell, signal);
  }

  /** What an earlier process has read is known. Never rejects. */
  restored(): Promise<void> {
    this.#restoring ??= this.#restore();
    return this.#restoring;
  }

  async find(id: string, signal: AbortSignal): Promise<FoundModel | undefined> {
    await this.restored();
    const { baseUrl, contextTokens, named } = this.#parts;
    if (id !== named && !this.#listed.has(id)) await unlessAborted(this.#reader.list(JUST_ASKED_MS), signal);
    if (!this.#ids().has(id)) return undefined;
    return { baseUrl, window: this.#windows.get(id) ?? contextTokens };
  }

  async forget(_id: string, signal: AbortSignal): Promise<void> {
    await unlessAborted(this.#reader.list(JUST_ASKED_MS), signal);
  }

  noteWindow(id: string, tokens: number): void {
    if (this.#ids().has(id)) this.#windows.set(id, tokens);
  }

  noteBlind(id: string): void {
    if (this.#ids().has(id)) this.#blind.add(id);
  }

  /** Reads the list, whatever its age. Never rejects. */
  async look(): Promise<void> {
    await this.#reader.list(0).catch(() => undefined); // the reader has logged it
  }

  #ids(): ReadonlySet<string> {
    const { named } = this.#parts;
    return named === undefined ? this.#listed : new Set([named, ...this.#listed]);
  }

  #describe(id: string): Model {
    const isOther = NAMED_AFTER_EMBEDDING.test(id) || NAMED_AFTER_OTHER_WORK.test(id);
    const model: Model = { id, state: 'unknown', chat: id === this.#parts.named || !isOther };
    const contextTokens = this.#windows.get(id);
    if (contextTokens !== undefined) model.contextTokens = contextTokens;
    if (model.chat && !this.#blind.has(id))
      model.seesImages = this.#parts.visionModels.includes(id) ? 'told' : 'untold';
    return model;
  }

  async #read(): Promise<void> {
    const { calls, clock, memory, named, log } = this.#parts;
    try {
      this.#take(await calls.urgently((signal) => this.#parts.read(signal)));
    } catch (error) {
      const failure = findFailure(error);
      if (!failure || !listsNothing(failure, named)) throw error;
      if (this.#reader.listedAt === undefined)
        log.warn({ failure: failure.kind, named }, 'the service lists no models; OPENAI_MODEL names the one to ask');
      this.#take([]);
    }
    const models = [...this.#listed].map((id) => ({ id, window: this.#windows.get(id) }));
    await keepList(memory, { at: clock.now(), models });
  }

  #take(models: readonly ListedModel[]): void {
    this.#listed = new Set(models.map(({ id }) => id));
    for (const { id, window } of models) if (window !== undefined) this.#windows.set(id, window);
    for (const id of this.#windows.keys()) if (!this.#ids().has(id)) this.#windows.delete(id);
  }

  async #restore(): Promise<void> {
    const kept = await recallList(this.#parts.memory);
    if (!kept) return;
    this.#take(kept.models);
    this.#reader.restore(kept.at);
  }
}

/** A service without a list is asked for the model that is named; one whose list nobody may see, or that shows a page instead, likewise. */
const listsNothing = (failure: Failure, named: string | undefined): boolean => {
  if (failure.kind === 'not-found' || failure.kind === 'rejected' || failure.kind === 'refused') return true;
  if (named === undefined) return false;
  return failure.kind === 'unauthorized' || (failure.kind === 'broken' && failure.isPage === true);
};
