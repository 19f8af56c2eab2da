import { z } from 'zod';
import { AITTA } from '../../core/sentences/named-service.ts';
import type { NamedService } from '../../core/sentences/named-service.ts';
import type { Given } from '../../settings/given.ts';
import { httpUrl, modelIds, secret, text, whole } from '../../settings/setting-kinds.ts';
import { defineSettings } from '../../settings/settings-group.ts';

export interface OpenaiService {
  kind: 'openai';
  /** What `/models` and `/chat/completions` are added to. */
  baseUrl: string;
  /** Servers at home want none. */
  key: { text: string } | { file: string } | undefined;
}
export interface OpenaiSettings {
  service: OpenaiService;
  /** Default model id, and the one that is asked where the service lists none. */
  model: string | undefined;
  /** Window of models that do not say theirs, tokens. */
  contextTokens: number | undefined;
  /** Ids of models that take pictures, so that nobody has to try. */
  visionModels: readonly string[];
  budget: { requestsPerMinute: number; concurrency: number };
}

const EXAMPLE = 'http://localhost:8000/v1';

const baseUrl = httpUrl
  .refine((value) => !/\/(?:chat\/completions|completions|models|embeddings|responses)\/?$/.test(pathOf(value)), {
    error: `must be the address that /chat/completions is added to, such as ${EXAMPLE}`,
  })
  .refine((value) => !/[?#]|\/\/[^/]*@/.test(value), {
    error: `must be an address like ${EXAMPLE}, without user name, password, ? or #`,
  })
  // Whoever copies the address of a server means its API.
  .transform((value) => (pathOf(value) === '/' ? new URL('/v1', value).href : value.replace(/\/+$/, '')));

const pathOf = (value: string): string => URL.parse(value)?.pathname ?? '';

/** All that is another program's as well, where nothing says that it is for this one: `OPENAI_API_KEY` above all. */
const isOn = (given: Given): boolean => given.has('OPENAI_BASE_URL');

/** One service answers. What is said of two would be half ignored. */
const conflicts = (given: Given): string[] => {
  if (!isOn(given)) return [];
  const others = [...given.keys()].filter((name) => OF_AITTA.test(name));
  return others.length === 0
    ? []
    : [`OPENAI_BASE_URL and ${others.toSorted().join(', ')} are both set; keep the settings of one service`];
};
/** What says whose models answer, and how: of Aitta alone. */
export const OF_AITTA =
  /^AITTA_(?:API_URL|ACCESS_TOKEN|API_KEY|MODEL|REQUESTS_PER_MINUTE|CONCURRENCY|CONTEXT_TOKENS|VISION_MODELS)(?:_FILE)?$/;

/** Undefined where the models are not those of such a service. */
export const openaiSettings = defineSettings({
  shape: {
    OPENAI_BASE_URL: baseUrl.optional(),
    OPENAI_API_KEY: secret,
    OPENAI_API_KEY_FILE: text,
    OPENAI_MODEL: z.string().optional(),
    OPENAI_REQUESTS_PER_MINUTE: whole(1, 100_000).default(600),
    OPENAI_CONCURRENCY: whole(1, 1_000).default(8),
    OPENAI_CONTEXT_TOKENS: whole(512, 10_000_000).optional(),
    OPENAI_VISION_MODELS: modelIds,
  },
  secrets: ['OPENAI_API_KEY'],
  conflicts,
  value: (values): OpenaiSettings | undefined =>
    values.OPENAI_BASE_URL === undefined
      ? undefined
      : {
          service: {
            kind: 'openai',
            baseUrl: values.OPENAI_BASE_URL,
            key: keyOf(values.OPENAI_API_KEY, values.OPENAI_API_KEY_FILE),
          },
          model: values.OPENAI_MODEL,
          contextTokens: values.OPENAI_CONTEXT_TOKENS,
          visionModels: values.OPENAI_VISION_MODELS,
          budget: {
            requestsPerMinute: values.OPENAI_REQUESTS_PER_MINUTE,
            concurrency: values.OPENAI_CONCURRENCY,
          },
        },
});

const keyOf = (key?: string, file?: string): OpenaiService['key'] => {
  if (key !== undefined) return { text: key };
  return file === undefined ? undefined : { file };
};

/** What is set and does nothing without the address of a service. */
export const remarksOnOpenai = (given: Given): string[] =>
  isOn(given)
    ? []
    : openaiSettings.names
        .filter((name) => given.has(name) && !name.startsWith('OPENAI_API_KEY'))
        .map((name) => `${name} does nothing without OPENAI_BASE_URL`);

/** What the bot calls a service: as the operator says, or by its host where that says something to people. @param service undefined for Aitta */
export const nameService = (said: string | undefined, service: OpenaiService | undefined): NamedService => {
  if (!service) return { ...AITTA, name: said ?? AITTA.name };
  const name = said ?? nameOfHost(new URL(service.baseUrl).hostname);
  return { name, modelSetting: 'OPENAI_MODEL', credential: 'key' };
};

/** Undefined for a machine at home: nobody calls it by its number. */
const nameOfHost = (host: string): string | undefined =>
  /^(?:\d|\[)|^localhost$|\.(?:local|localhost|internal|svc)$|\.svc\./.test(host) || !host.includes('.')
    ? undefined
    : host;
