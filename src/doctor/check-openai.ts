import { RequestBudget } from '../adapters/openai/budget/request-budget.ts';
import { readModels } from '../adapters/openai/listing/read-models.ts';
import type { ListedModel } from '../adapters/openai/listing/read-models.ts';
import { findFailure } from '../adapters/openai/failure.ts';
import type { Failure } from '../adapters/openai/failure.ts';
import { OpenaiModelGateway } from '../adapters/openai/openai-model-gateway.ts';
import type { OpenaiService } from '../adapters/openai/openai-settings.ts';
import type { TokenSource } from '../adapters/openai/chat/token-source.ts';
import type { Clock } from '../async/clock.ts';
import { late, within } from '../async/within.ts';
import type { Config } from '../config.ts';
import { BotError, isBotError } from '../core/errors.ts';
import type { Log } from '../core/ports/operator.ts';
import { byReadiness, findNames } from '../core/prompt/choose-model.ts';
import { textMessage } from '../core/prompt/message.ts';
import { failed, ok, warning } from '../findings/finding.ts';
import type { Check, Finding } from '../findings/finding.ts';
import { adviseOnNetwork } from '../findings/network-advice.ts';
import type { LeanFetch } from '../http/lean-http.ts';
import { openKey } from '../model-service/open-key.ts';
import type { Secrets } from '../operate/secrets.ts';

export interface OpenaiCheckParts {
  config: Config;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  send: LeanFetch;
}

const PART = 'service';
const LIST_MS = 15_000;
/** A model that has to be loaded first may take a minute. */
const ANSWER_MS = 90_000;
const MAX_NAMED = 5;
const AGAIN = 'Run the doctor again in a few minutes; if this does not change, tell the people who run the service.';

/** A service with OpenAI's API: reachable, the key taken, its models, and the first word of an answer. */
export async function* checkOpenai(service: OpenaiService, parts: OpenaiCheckParts): Check {
  let tokens: TokenSource;
  try {
    tokens = openKey(service.key, parts);
  } catch (error) {
    if (!isBotError(error, 'settings')) throw error;
    yield failed(PART, error.message, 'Copy the key again, in one piece.');
    return;
  }
  const models = await listModels(service, tokens, parts);
  const { model } = parts.config;
  if (!Array.isArray(models)) {
    const finding = ofList(models, service, parts.config);
    yield finding;
    if (finding.verdict === 'failed') return;
  } else {
    yield ofModels(models, model);
    if (model !== undefined && models.length > 0) yield ofDefault(model, models);
    if (models.length === 0 && model === undefined) return;
  }
  yield await checkAnswer(service, tokens, parts);
}

const listModels = async (
  { baseUrl }: OpenaiService,
  tokens: TokenSource,
  { clock, send }: OpenaiCheckParts,
): Promise<ListedModel[] | Failure> => {
  try {
    const models = await within({ clock, timeoutMs: LIST_MS }, async (signal) => {
      const token = await tokens.getAccessToken({ signal });
      return readModels({ baseUrl, token, fetch: send, clock }, signal);
    });
    return models === late ? { kind: 'unreachable', code: 'no answer in time' } : models;
  } catch (error) {
    const failure = findFailure(error);
    if (!failure) throw error;
    return failure;
  }
};

/** What it means that there is no list. */
const ofList = (failure: Failure, { baseUrl, key }: OpenaiService, config: Config): Finding => {
  const { host } = new URL(baseUrl);
  const status = 'status' in failure && failure.status !== undefined ? ` (HTTP ${failure.status})` : '';
  const named = config.model !== undefined;
  const address =
    'Check OPENAI_BASE_URL: it is the address that /chat/completions is added to, mostly with /v1 at its end.';
  if (failure.kind === 'unreachable') {
    const { code = 'no connection' } = failure;
    return failed(PART, `${host} cannot be reached (${code})`, adviseOnNetwork(baseUrl, code, config));
  }
  if (failure.kind === 'unauthorized')
    return failed(
      PART,
      key ? `${host} refuses the API key${status}` : `${host} wants an API key${status}`,
      'Put the key that the service gave you into OPENAI_API_KEY, or into a file that OPENAI_API_KEY_FILE names.',
    );
  if (failure.kind === 'broken' && failure.isPage === true)
    return failed(PART, `${baseUrl}/models is a web page and no API${status}`, address);
  if (failure.kind === 'not-found' && !named)
    return failed(
      PART,
      `there is no list of models at ${baseUrl}/models${status}`,
      `${address} Where a service has no list, OPENAI_MODEL names the model to ask.`,
    );
  if (failure.kind === 'not-found') return ok(PART, `${host} lists no models${status}; OPENAI_MODEL is asked`);
  if (failure.kind === 'rejected' && failure.status >= 300 && failure.status < 400)
    return failed(
      PART,
      `${host} sends us to another address${status}, where the key must not go`,
      'Set OPENAI_BASE_URL to the address that it is really at.',
    );
  if (failure.kind === 'limited') return warning(PART, `${host}: the request limit is used up right now`, AGAIN);
  return warning(PART, `${host} does not list its models properly${status}`, AGAIN);
};

const ofModels = (models: readonly ListedModel[], named: string | undefined): Finding => {
  if (models.length > 0) return ok(PART, `it lists ${models.length} ${models.length === 1 ? 'model' : 'models'}`);
  if (named !== undefined) return ok(PART, 'it lists no models; OPENAI_MODEL is asked');
  return failed(PART, 'it lists no models', 'Load a model in the service, or name one with OPENAI_MODEL.');
};

const ofDefault = (model: string, models: readonly ListedModel[]): Finding => {
  const ids = models.map(({ id }) => id);
  if (ids.includes(model)) return ok(PART, `OPENAI_MODEL (${model}) is listed`);
  const near = findNames(ids, model.split('/').at(-1) ?? model);
  const choice = (near.length > 0 ? near : ids).slice(0, MAX_NAMED).join(', ');
  return warning(
    PART,
    `OPENAI_MODEL (${model}) is not in the list, and is asked all the same`,
    `If it does not answer, set OPENAI_MODEL to one that is listed, such as: ${choice}.`,
  );
};

/** As the bot asks, with all that it does where a server refuses a part of a request. */
const checkAnswer = async (
  { baseUrl }: OpenaiService,
  tokens: TokenSource,
  { config, clock, log }: OpenaiCheckParts,
): Promise<Finding> => {
  const budget = new RequestBudget({ clock, ...config.budget });
  const meter = { count: () => undefined, observe: () => undefined };
  const gateway = new OpenaiModelGateway({
    baseUrl,
    tokens,
    clock,
    log,
    meter,
    budget,
    told: config,
    proxy: config.proxy,
  });
  const began = clock.now();
  let model = config.model;
  try {
    model ??= byReadiness((await gateway.models()).models)[0]?.id;
    if (model === undefined) return warning(PART, 'none of its models writes answers', 'Name one with OPENAI_MODEL.');
    const asked = model;
    const first = await within({ clock, timeoutMs: ANSWER_MS }, (signal) => firstWord(gateway, asked, signal));
    if (first === late) return warning(PART, `${model} did not begin to answer within ${ANSWER_MS / 1_000} s`, AGAIN);
    return ok(PART, `${model} began to answer after ${((clock.now() - began) / 1_000).toFixed(1)} s`);
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return warning(PART, `${model ?? 'no model'} did not answer (${error.message})`, AGAIN);
  } finally {
    await gateway.close();
  }
};

const firstWord = async (gateway: OpenaiModelGateway, model: string, signal: AbortSignal): Promise<void> => {
  const messages = [textMessage('user', 'Say OK')];
  for await (const { type } of gateway.generate({ model, personId: 'doctor', askedAt: 0, messages }, signal))
    if (type === 'text' || type === 'reasoning') return;
};
