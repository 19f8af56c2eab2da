import type { Client } from '../aitta/client.ts';
import { AittaError } from '../aitta/errors.ts';
import { CHAT_COMPLETION, type ModelBasicReference } from '../aitta/model-data.ts';
import { Model } from '../aitta/model.ts';
import type { Config } from '../config.ts';
import { findNames } from '../core/prompt/choose-model.ts';
import type { Clock } from '../async/clock.ts';
import { toError } from '../async/to-error.ts';
import { late, within } from '../async/within.ts';
import { failed, ok, warning } from '../findings/finding.ts';
import type { Check, Finding } from '../findings/finding.ts';

export interface ModelCheckParts {
  config: Config;
  clock: Clock;
  fetch: typeof fetch;
}

/** A running model begins within seconds; its queue may be long. */
const COMPLETION_MS = 60_000;
const MAX_TRIED = 5;
const AGAIN = 'Run the doctor again in a few minutes; `aitta-bot models` shows what runs.';

/** The list, the operator's default model, and one token from a model that runs. */
export async function* checkModels(client: Client, parts: ModelCheckParts): Check {
  let references: ModelBasicReference[];
  let running: Set<string>;
  try {
    references = await client.getModelList();
    const workers = await client.getWorkers();
    running = new Set(workers.filter(({ status }) => status === 'running').map(({ model }) => model));
  } catch (error) {
    if (!(error instanceof AittaError)) throw error;
    yield warning('aitta', `its models cannot be listed: ${error.message}`, AGAIN);
    return;
  }
  const available = references.filter(({ id }) => running.has(id));
  if (references.length === 0) {
    yield failed('aitta', 'it offers no models to this token', 'Ask whether your LUMI project may use Aitta.');
    return;
  }
  yield ok(
    'aitta',
    `it offers ${references.length} ${references.length === 1 ? 'model' : 'models'}, ${available.length} running`,
  );
  const { model } = parts.config;
  if (model !== undefined) yield checkDefault(model, references);
  const wanted = available.toSorted((a, b) => Number(b.id === model) - Number(a.id === model));
  yield await checkCompletion(wanted, client, parts);
}

const checkDefault = (model: string, references: readonly ModelBasicReference[]): Finding => {
  const ids = references.map(({ id }) => id);
  if (ids.includes(model)) return ok('aitta', `AITTA_MODEL (${model}) is offered`);
  const near = findNames(ids, model.split('/').at(-1) ?? model);
  const choice = (near.length > 0 ? near : ids).slice(0, MAX_TRIED).join(', ');
  return failed(
    'aitta',
    `AITTA_MODEL (${model}) is not offered`,
    `Set AITTA_MODEL to one that is, such as: ${choice}.`,
  );
};

const checkCompletion = async (
  running: readonly ModelBasicReference[],
  client: Client,
  parts: ModelCheckParts,
): Promise<Finding> => {
  try {
    for (const reference of running.slice(0, MAX_TRIED)) {
      const model = await Model.load(reference, client);
      if (model.capabilities.has(CHAT_COMPLETION)) return await complete(model, parts);
    }
  } catch (error) {
    if (!(error instanceof AittaError)) throw error;
    return warning('aitta', `no model could be asked: ${error.message}`, AGAIN);
  }
  return warning(
    'aitta',
    'no chat model is running right now, so none was asked',
    'Nothing to do: the bot starts models when they are asked.',
  );
};

const complete = async (model: Model, { clock, fetch }: ModelCheckParts): Promise<Finding> => {
  const url = `${model.openaiApiUrl.replace(/\/+$/, '')}/chat/completions`;
  if (!model.client.isOwnOrigin(url))
    return warning(
      'aitta',
      `${model.id} is served at another address, where the token must not go`,
      'Tell the people who run Aitta.',
    );
  const token = await model.client.accessTokenSource.getAccessToken();
  const body = JSON.stringify({ model: model.id, messages: [{ role: 'user', content: 'Say OK' }], max_tokens: 1 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const began = clock.now();
  try {
    const status = await within({ clock, timeoutMs: COMPLETION_MS }, async (signal) => {
      const response = await fetch(url, { method: 'POST', headers, body, signal });
      await response.text();
      return response.status;
    });
    if (status === late) throw new Error(`no answer within ${COMPLETION_MS / 1_000} s`);
    if (status === 200) return ok('aitta', `${model.id} answered in ${((clock.now() - began) / 1_000).toFixed(1)} s`);
    return warning('aitta', `${model.id} answers with HTTP ${status}`, AGAIN);
  } catch (error) {
    return warning('aitta', `${model.id} did not answer: ${toError(error).message}`, AGAIN);
  }
};
