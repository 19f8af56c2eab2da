import type { ServiceMemory } from '../../openai/service-memory.ts';

export interface KeptModel {
  id: string;
  /** Where it is described. */
  url: string;
  chat: boolean;
  /** Its window, tokens. */
  window?: number | undefined;
  /** Absent in what earlier versions have kept. */
  seesImages?: boolean | undefined;
}
export interface KeptCatalogue {
  /** When it was read, epoch milliseconds. */
  at: number;
  models: KeptModel[];
}

const KIND = 'catalogue';
const LIFETIME_MS = 30 * 24 * 3_600_000;

/** The last list of models, also of an earlier process. */
export const recallCatalogue = async (memory: ServiceMemory): Promise<KeptCatalogue | undefined> => {
  const kept = await memory.recall(KIND);
  return isCatalogue(kept) ? kept : undefined;
};

export const keepCatalogue = (memory: ServiceMemory, catalogue: KeptCatalogue): Promise<void> =>
  memory.keep(KIND, catalogue, LIFETIME_MS);

const isCatalogue = (value: unknown): value is KeptCatalogue =>
  isObject(value) &&
  typeof value['at'] === 'number' &&
  Array.isArray(value['models']) &&
  value['models'].every(isModel);

const isModel = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['id'] === 'string' &&
  typeof value['url'] === 'string' &&
  typeof value['chat'] === 'boolean' &&
  ['undefined', 'number'].includes(typeof value['window']) &&
  ['undefined', 'boolean'].includes(typeof value['seesImages']);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
