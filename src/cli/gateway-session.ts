import { AittaModelGateway } from '../adapters/aitta/aitta-model-gateway.ts';
import { RequestBudget } from '../adapters/openai/budget/request-budget.ts';
import { OpenaiModelGateway } from '../adapters/openai/openai-model-gateway.ts';
import type { OpenaiService } from '../adapters/openai/openai-settings.ts';
import { CHAT_COMPLETION } from '../aitta/model-data.ts';
import { Model } from '../aitta/model.ts';
import type { Clock } from '../async/clock.ts';
import { unlessAborted } from '../async/unless-aborted.ts';
import { loadConfig, type Config } from '../config.ts';
import { proxyToService } from '../model-service/connect-aitta.ts';
import { BotError, explain } from '../core/errors.ts';
import type { BotErrorCode } from '../core/errors.ts';
import { sentencesFor } from '../core/sentences/sentences-for.ts';
import type { ModelGateway } from '../core/ports/model.ts';
import { openKey } from '../model-service/open-key.ts';
import { createLog } from '../operate/log.ts';
import { withAitta, type AittaSession } from './aitta-session.ts';
import { VerbFailure } from './failure-line.ts';
import { findOnlyName } from './find-only-name.ts';
import type { VerbIo } from './run-verb.ts';

/** The service of the settings for the time of one verb, whichever it is. */
export interface GatewaySession {
  config: Config;
  clock: Clock;
  gateway: ModelGateway;
  /** Of the service, for people. */
  title: string;
  address: string;
  /** The model of the command line or the settings; undefined where they name none. */
  findNamed: (wanted: string | undefined, signal: AbortSignal) => Promise<string | undefined>;
}

const noMeter = { count: () => undefined, observe: () => undefined };

/** @throws SettingsError, BotError 'settings', and what the work rejects with. */
export const withGateway = async <T>(
  io: VerbIo,
  clock: Clock,
  work: (session: GatewaySession) => Promise<T>,
): Promise<T> => {
  const config = loadConfig(io.env);
  io.secrets.learn(config.secrets);
  const { service } = config;
  return service.kind === 'openai'
    ? withOpenai(service, { config, io, clock }, work)
    : withAitta(io, clock, (session) => atAitta(session, work));
};

const atAitta = async <T>(session: AittaSession, work: (session: GatewaySession) => Promise<T>): Promise<T> => {
  const { client, clock, config, log } = session;
  const gateway = new AittaModelGateway({
    client,
    clock,
    log,
    meter: noMeter,
    budget: new RequestBudget({ clock, ...config.budget }),
    proxy: proxyToService(config),
    contextTokens: config.contextTokens,
  });
  const findNamed: GatewaySession['findNamed'] = (wanted, signal) => findAtAitta(wanted, session, signal);
  try {
    return await work({ config, clock, gateway, title: 'Aitta', address: client.url, findNamed });
  } finally {
    await gateway.close();
  }
};

const withOpenai = async <T>(
  { baseUrl, key }: OpenaiService,
  { config, io, clock }: { config: Config; io: VerbIo; clock: Clock },
  work: (session: GatewaySession) => Promise<T>,
): Promise<T> => {
  const { secrets } = io;
  const gateway = new OpenaiModelGateway({
    baseUrl,
    tokens: openKey(key, { clock, secrets }),
    clock,
    log: createLog({ level: 'silent', secrets }),
    meter: noMeter,
    budget: new RequestBudget({ clock, ...config.budget }),
    told: config,
    proxy: config.proxy,
  });
  const findNamed: GatewaySession['findNamed'] = async (wanted, signal) => {
    if (wanted === undefined) return config.model;
    const { models } = await unlessAborted(gateway.models(), signal);
    return findOnlyName(
      models.map(({ id }) => id),
      wanted,
    );
  };
  try {
    return await work({ config, clock, gateway, title: new URL(baseUrl).host, address: baseUrl, findNamed });
  } catch (error) {
    throw inWords(error, config);
  } finally {
    await gateway.close();
  }
};

/** What went wrong with a service that is not Aitta, for whoever has its settings at hand. */
const inWords = (error: unknown, { named }: Config): unknown => {
  if (!(error instanceof BotError) || error.code === 'settings') return error;
  const name = named.name ?? 'The model service';
  const words: Partial<Record<BotErrorCode, string>> = {
    'service-unauthorized': `${name} refuses the API key. Check OPENAI_API_KEY.`,
    'model-unknown': `${name} does not offer that model; \`aitta-bot models\` lists what it has.`,
  };
  const sentence = words[error.code] ?? explain(error, sentencesFor('en', named));
  return new VerbFailure(`${sentence} (${error.message})`, { cause: error });
};

/** Costs two requests, however many models there are. */
const findAtAitta = async (
  wanted: string | undefined,
  { client, config }: AittaSession,
  signal: AbortSignal,
): Promise<string | undefined> => {
  if (wanted === undefined && config.model === undefined) return undefined;
  const references = await client.getModelList({ signal });
  const ids = references.map(({ id }) => id);
  const name = wanted === undefined ? config.model : findOnlyName(ids, wanted);
  const reference = references.find(({ id }) => id === name);
  if (!reference)
    throw new VerbFailure(
      `AITTA_MODEL names ${name}, which Aitta does not offer; \`aitta-bot models\` lists what it has.`,
    );
  const { id, capabilities } = await Model.load(reference, client, { signal });
  if (!capabilities.has(CHAT_COMPLETION)) throw new VerbFailure(`${id} is not a chat model.`);
  return id;
};
