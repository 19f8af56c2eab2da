import type { ServiceMemory } from '../service-memory.ts';
import type { ListedModel } from './read-models.ts';

export interface KeptList {
  /** When it was read, epoch milliseconds. */
  at: number;
  models: ListedModel[];
}

const KIND = 'list';
const LIFETIME_MS = 30 * 24 * 3_600_000;

/** The last list of models, also of an earlier process. */
export const recallList = async (memory: ServiceMemory): Promise<KeptList | undefined> => {
  const kept = await memory.recall(KIND);
  return isList(kept) ? kept : undefined;
};

export const keepList = (memory: ServiceMemory, list: KeptList): Promise<void> => memory.keep(KIND, list, LIFETIME_MS);

const isList = (value: unknown): value is KeptList =>
  isObject(value) &&
  typeof value['at'] === 'number' &&
  Array.isArray(value['models']) &&
  value['models'].every(isModel);

const isModel = (value: unknown): boolean =>
  isObject(value) && typeof value['id'] === 'string' && ['undefined', 'number'].includes(typeof value['window']);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
