import { z } from 'zod';
import type { Given } from '../../settings/given.ts';
import { httpUrl, modelIds, secret, text, whole } from '../../settings/setting-kinds.ts';
import { defineSettings } from '../../settings/settings-group.ts';

/** Aitta, or its stand-in in this very process. */
export type AittaService = { kind: 'standin' } | ({ kind: 'aitta'; apiUrl: string } & AittaCredential);
export interface AittaSettings {
  service: AittaService;
  /** Default model id. */
  model: string | undefined;
  /** Window of models that do not say theirs, tokens. */
  contextTokens: number | undefined;
  /** Ids of models that take pictures where nothing else tells. */
  visionModels: readonly string[];
  budget: { requestsPerMinute: number; concurrency: number };
}
export type AittaCredential = { accessToken: string } | { accessTokenFile: string } | { apiKey: string };

const STANDIN = 'standin:';
const AITTA = 'https://aitta-api.csc.fi';
/** Pages for people, on which no API is. */
const PAGES = new Set(['aitta.csc.fi', 'aitta-auth.csc.fi']);

const apiUrl = z
  .union([z.literal(STANDIN), httpUrl], { error: `must be an http or https address, or ${STANDIN}` })
  .refine((value) => !PAGES.has(URL.parse(value)?.hostname ?? ''), {
    error: `is the address of a web page; the API is at ${AITTA}`,
  })
  .refine((value) => !/\/(?:openai|v1|model|docs)(?:\/|$)/.test(URL.parse(value)?.pathname ?? ''), {
    error: `must be the base address of Aitta's own API, such as ${AITTA}, without /openai/v1 or another path after it`,
  })
  .refine((value) => !/[?#]|\/\/[^/]*@/.test(value), {
    error: `must be an address like ${AITTA}, without user name, password, ? or #`,
  });

/** `isNeeded`: people are to be served, so that the stand-in has to be asked for. */
const conflicts = (given: Given, { isNeeded }: { isNeeded: boolean }): string[] => {
  const token = given.has('AITTA_ACCESS_TOKEN') || given.has('AITTA_ACCESS_TOKEN_FILE');
  const key = given.has('AITTA_API_KEY');
  const isStandin = given.get('AITTA_API_URL') === STANDIN;
  const mistakes: string[] = [];
  if (token && key) mistakes.push('AITTA_ACCESS_TOKEN and AITTA_API_KEY are both set; keep only one');
  if (isStandin && (token || key))
    mistakes.push(`AITTA_API_URL is ${STANDIN}, so AITTA_ACCESS_TOKEN and AITTA_API_KEY must not be set`);
  if (!isStandin && !token && !key && (isNeeded || given.has('AITTA_API_URL')))
    mistakes.push(
      `AITTA_ACCESS_TOKEN (or AITTA_API_KEY) is missing; for scripted answers set AITTA_API_URL=${STANDIN} instead`,
    );
  return mistakes;
};

const readCredential = (token?: string, tokenFile?: string, apiKey?: string): AittaCredential | undefined => {
  if (token !== undefined) return { accessToken: token };
  if (tokenFile !== undefined) return { accessTokenFile: tokenFile };
  return apiKey === undefined ? undefined : { apiKey };
};

export const aittaSettings = defineSettings({
  shape: {
    AITTA_API_URL: apiUrl.default(AITTA),
    AITTA_ACCESS_TOKEN: secret,
    AITTA_ACCESS_TOKEN_FILE: text,
    AITTA_API_KEY: secret,
    AITTA_MODEL: text,
    AITTA_REQUESTS_PER_MINUTE: whole(1, 100_000).default(60),
    AITTA_CONCURRENCY: whole(1, 1_000).default(8),
    AITTA_CONTEXT_TOKENS: whole(512, 10_000_000).optional(),
    AITTA_VISION_MODELS: modelIds,
  },
  secrets: ['AITTA_ACCESS_TOKEN', 'AITTA_API_KEY'],
  conflicts,
  value: (values): AittaSettings => {
    const credential = readCredential(values.AITTA_ACCESS_TOKEN, values.AITTA_ACCESS_TOKEN_FILE, values.AITTA_API_KEY);
    return {
      service: credential ? { kind: 'aitta', apiUrl: values.AITTA_API_URL, ...credential } : { kind: 'standin' },
      model: values.AITTA_MODEL,
      contextTokens: values.AITTA_CONTEXT_TOKENS,
      visionModels: values.AITTA_VISION_MODELS,
      budget: { requestsPerMinute: values.AITTA_REQUESTS_PER_MINUTE, concurrency: values.AITTA_CONCURRENCY },
    };
  },
});

/** For the summary at the start. */
export const describeAitta = (service: AittaService): string =>
  service.kind === 'aitta' ? service.apiUrl : 'a stand-in with scripted answers';
