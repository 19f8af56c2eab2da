import type { Profile } from './profile.ts';

/** One name per resource; faults and records are by route. */
export type Route = 'models' | 'model' | 'workers' | 'model-workers' | 'worker' | 'status' | 'openai-models' | 'chat';

export interface Target {
  route: Route;
  model?: string;
  worker?: string;
}

const ROUTES: readonly [Route, RegExp, readonly Profile[]][] = [
  ['models', /^\/model$/, ['today', 'legacy', 'bridge']],
  ['model', /^\/model\/(?<model>[^/]+)$/, ['today', 'legacy', 'bridge']],
  ['workers', /^\/worker$/, ['today', 'bridge']],
  ['model-workers', /^\/worker\/(?<model>[^/]+)$/, ['today', 'bridge']],
  ['worker', /^\/worker\/(?<model>[^/]+)\/(?<worker>[^/]+)$/, ['today', 'bridge']],
  ['status', /^\/status$/, ['today', 'bridge']],
  ['openai-models', /^\/openai\/v1\/models$/, ['today', 'bridge']],
  ['chat', /^\/openai\/v1\/chat\/completions$/, ['today', 'legacy', 'bridge']],
];

/** What a path means. A base with a slash at its end gives `//model`, which is nothing here, as at the service. */
export const findTarget = (path: string, profile: Profile): Target | undefined => {
  for (const [route, pattern, profiles] of ROUTES) {
    const match = pattern.exec(path);
    if (match === null || !profiles.includes(profile)) continue;
    const { model, worker } = match.groups ?? {};
    const id = model === undefined ? undefined : readModelId(model);
    if (model !== undefined && id === undefined) return undefined;
    return { route, ...(id !== undefined && { model: id }), ...(worker !== undefined && { worker }) };
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
