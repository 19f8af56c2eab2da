import type { Profile } from './profile.ts';

/** One name per resource: faults and records are by route. */
export const ROUTES = [
  'models',
  'add-from-hub',
  'model',
  'metadata',
  'preload',
  'queue',
  'infer',
  'task',
  'workers',
  'model-workers',
  'worker',
  'status',
  'downtimes',
  'authenticate',
  'openai-models',
  'chat',
  'embeddings',
] as const;
export type Route = (typeof ROUTES)[number];

export interface Target {
  route: Route;
  model?: string;
  worker?: string;
  task?: string;
}

const MODEL = '/model/(?<model>[^/]+)';
const OPENAI = '/openai/v1';
const ALWAYS: readonly Profile[] = ['today', 'legacy', 'bridge'];
const TODAY: readonly Profile[] = ['today', 'bridge'];
const TASKS: readonly Profile[] = ['legacy', 'bridge'];

const PATHS: readonly [Route, RegExp, readonly Profile[]][] = [
  ['models', /^\/model$/, ALWAYS],
  ['add-from-hub', /^\/model\/huggingface$/, ALWAYS],
  ['model', new RegExp(`^${MODEL}$`), ALWAYS],
  ['metadata', new RegExp(`^${MODEL}/metadata$`), ALWAYS],
  ['preload', new RegExp(`^${MODEL}/preload$`), TODAY],
  ['queue', new RegExp(`^${MODEL}/queue$`), TODAY],
  ['infer', new RegExp(`^${MODEL}/task$`), TASKS],
  ['task', new RegExp(`^${MODEL}/task/(?<task>[^/]+)$`), TASKS],
  ['workers', /^\/worker$/, TODAY],
  ['model-workers', /^\/worker\/(?<model>[^/]+)$/, TODAY],
  ['worker', /^\/worker\/(?<model>[^/]+)\/(?<worker>[^/]+)$/, TODAY],
  ['status', /^\/status$/, TODAY],
  ['downtimes', /^\/downtimes$/, TODAY],
  ['authenticate', /^\/authenticate_with_key$/, TASKS],
  ['openai-models', new RegExp(`^${OPENAI}/models$`), TODAY],
  ['chat', new RegExp(`^${OPENAI}/chat/completions$`), ALWAYS],
  ['embeddings', new RegExp(`^${OPENAI}/embeddings$`), ALWAYS],
  ['chat', new RegExp(`^${MODEL}${OPENAI}/chat/completions$`), ['legacy']],
  ['embeddings', new RegExp(`^${MODEL}${OPENAI}/embeddings$`), ['legacy']],
];

/** What a path means. A base with a slash at its end gives `//model`, which is nothing here, as at the service. */
export const findTarget = (path: string, profile: Profile): Target | undefined => {
  for (const [route, pattern, profiles] of PATHS) {
    const match = pattern.exec(path);
    if (match === null || !profiles.includes(profile)) continue;
    const { model, ...rest } = match.groups ?? {};
    if (model === undefined) return { route, ...rest };
    const id = readModelId(model);
    return id === undefined ? undefined : { route, model: id, ...rest };
  }
  return undefined;
};

/** `vendor~name`, as the service writes it; `vendor%2Fname` is understood too. */
export const pathOfModel = (id: string): string => encodeURIComponent(id.replaceAll('/', '~'));

const readModelId = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment).replaceAll('~', '/');
  } catch {
    return undefined; // a broken percent escape names nothing
  }
};
