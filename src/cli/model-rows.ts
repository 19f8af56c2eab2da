import { readWindows } from '../adapters/openai/listing/read-models.ts';
import { availabilityOf, type Availability } from '../aitta/availability.ts';
import { AittaError, APIErrorResponse, AuthorizationError } from '../aitta/errors.ts';
import { CHAT_COMPLETION, type ModelBasicReference } from '../aitta/model-data.ts';
import { Model } from '../aitta/model.ts';
import type { Worker } from '../aitta/workers.ts';
import { compareModels } from '../core/prompt/choose-model.ts';
import type { Model as RankedModel } from '../core/ports/model.ts';
import { late, within } from '../async/within.ts';
import type { AittaSession } from './aitta-session.ts';

/** What is known of a model. */
export interface ModelRow {
  id: string;
  /** Aitta's words; undefined if the model could not be read. */
  capabilities: string[] | undefined;
  /** The older service runs it as a task. */
  tasks: boolean;
  availability: Availability;
  contextTokens: number | undefined;
  description: string | undefined;
}

export interface ModelRows {
  rows: ModelRow[];
  /** Why something in them is unknown, a sentence each. */
  gaps: string[];
}

const AT_ONCE = 4;
const WINDOWS_MS = 15_000;

/** All models, the best first. Rejects without a list, or if the token is refused. */
export const readModelRows = async (session: AittaSession, signal: AbortSignal): Promise<ModelRows> => {
  const gaps: string[] = [];
  const references = await session.client.getModelList({ signal });
  const [workers, models] = await Promise.all([
    readWorkers(session, gaps, signal),
    readModels(session, references, gaps, signal),
  ]);
  const windows = await readContexts(session, models, signal);
  const rows = references.map(({ id }, at): ModelRow => {
    const model = models[at];
    return {
      id,
      capabilities: model && [...model.capabilities],
      tasks: model?.links.infer !== undefined,
      availability: workers ? availabilityOf(workers.filter((worker) => worker.model === id)) : 'unknown',
      contextTokens: windows.get(id),
      description: model?.description,
    };
  });
  return { rows: rows.toSorted((a, b) => compareModels(ranked(a), ranked(b))), gaps };
};

const ranked = ({ id, availability, capabilities, contextTokens }: ModelRow): RankedModel => ({
  id,
  state: availability,
  chat: capabilities?.includes(CHAT_COMPLETION) ?? false,
  ...(contextTokens === undefined ? {} : { contextTokens }),
});

const readWorkers = async (
  { client }: AittaSession,
  gaps: string[],
  signal: AbortSignal,
): Promise<Worker[] | undefined> => {
  try {
    return await client.getWorkers(undefined, { signal });
  } catch (error) {
    const reason = reasonOfGap(error);
    // The older service has no such list: nothing went wrong.
    const isOlder = error instanceof APIErrorResponse && (error.status === 404 || error.status === 405);
    if (!isOlder) gaps.push(`Which models run is unknown: ${reason}`);
    return undefined;
  }
};

/** In the order of the references. After the first one that fails for a reason that all share, the others are left out. */
const readModels = async (
  { client }: AittaSession,
  references: readonly ModelBasicReference[],
  gaps: string[],
  signal: AbortSignal,
): Promise<(Model | undefined)[]> => {
  const models: (Model | undefined)[] = references.map(() => undefined);
  const failures: string[] = [];
  let next = 0;
  const readNext = async (): Promise<void> => {
    for (let at = next++; at < references.length; at = next++) {
      const reference = references[at];
      if (reference === undefined) return;
      try {
        models[at] = await Model.load(reference, client, { signal });
      } catch (error) {
        failures.push(reasonOfGap(error));
        if (!(error instanceof APIErrorResponse) || error.status === 429) next = references.length;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readNext));
  const missing = models.filter((model) => model === undefined).length;
  if (missing > 0) gaps.push(`What ${missing} of ${models.length} models can do is unknown: ${failures[0] ?? ''}`);
  return models;
};

/** One request tells the windows of all models behind the same base; today there is only one. Unknown where the service does not say. */
const readContexts = async (
  { client, clock, send }: AittaSession,
  models: readonly (Model | undefined)[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> => {
  const baseUrl = models.find((model) => model?.links.openai !== undefined)?.openaiApiUrl;
  if (baseUrl === undefined || !client.isOwnOrigin(baseUrl)) return new Map();
  try {
    const windows = await within({ clock, timeoutMs: WINDOWS_MS, signal }, async (unwanted) => {
      const token = await client.accessTokenSource.getAccessToken({ signal: unwanted });
      return readWindows({ baseUrl, token, fetch: send, clock }, unwanted);
    });
    return windows === late ? new Map() : windows;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AuthorizationError) throw error;
    return new Map();
  }
};

/** A list with gaps is better than none; a refused token, an abort or a bug is no gap. */
const reasonOfGap = (error: unknown): string => {
  if (!(error instanceof AittaError) || error instanceof AuthorizationError) throw error;
  return error.message;
};
