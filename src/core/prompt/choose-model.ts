import { isBotError } from '../errors.ts';
import type { Catalogue, Model, ModelGateway } from '../ports/model.ts';
import type { Question } from '../ports/exchange.ts';
import type { Found, SettingPlace, Settings } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';

export interface ModelChoice {
  model: string;
  /** Who chose it: a person in one of the scopes, the operator, this question alone, or the bot. */
  from: Found['scope'] | 'operator' | 'question' | 'bot';
  set?: Found;
}

const READINESS: readonly Model['state'][] = ['running', 'starting', 'requested', 'unknown', 'offline'];

/** The order in which models are offered everywhere: those that chat, the most available first, the largest context first, by name. */
export const compareModels = (a: Model, b: Model): number =>
  Number(b.chat) - Number(a.chat) ||
  READINESS.indexOf(a.state) - READINESS.indexOf(b.state) ||
  (b.contextTokens ?? 0) - (a.contextTokens ?? 0) ||
  a.id.localeCompare(b.id);

/** Chat models, the best first. */
export const byReadiness = (models: readonly Model[]): Model[] =>
  models.filter((model) => model.chat).toSorted(compareModels);

/** Is it about a picture? Then only a model that sees can answer. */
export const asksToSee = (questions: readonly Question[]): boolean =>
  questions.some(({ files = [] }) => files.some(({ isPicture }) => isPicture));

/**
 * A model that could answer now, where another one has to be waited for; undefined also where nobody tells what runs, and while Aitta is down.
 * @param mustSee it has to take pictures
 */
export const findRunning = async (
  gateway: Pick<ModelGateway, 'models' | 'outlook'>,
  instead: string | undefined,
  mustSee = false,
): Promise<Model | undefined> => {
  try {
    const models = mustSee ? await seeingModels(gateway) : byReadiness((await gateway.models()).models);
    const running = models.find(({ id, state }) => id !== instead && state === 'running');
    return running && (await gateway.outlook(running.id, '')) ? undefined : running;
  } catch (error) {
    if (isBotError(error)) return undefined;
    throw error;
  }
};

/** Models that take pictures, the best first. */
export const seeingModels = async (gateway: Pick<ModelGateway, 'models'>): Promise<Model[]> =>
  byReadiness((await gateway.models()).models).filter(({ seesImages }) => seesImages);

/**
 * Which model answers here: what somebody set (conversation over channel over person), else the operator's default, else the best one
 * at the conversation's first question, which is kept. Undefined when there is no chat model at all.
 */
export const chooseModel = async (
  place: SettingPlace,
  parts: { settings: Settings; operator: Pick<OperatorSettings, 'model'>; catalogue: () => Promise<Catalogue> },
): Promise<ModelChoice | undefined> => {
  const { settings, operator } = parts;
  const set = await settings.find(place, 'model');
  if (set) return { model: set.value, from: set.scope, set };
  if (operator.model !== undefined) return { model: operator.model, from: 'operator' };
  const kept = await settings.keptChoice(place);
  if (kept !== undefined) return { model: kept, from: 'bot' };
  const [best] = byReadiness((await parts.catalogue()).models);
  return best && { model: best.id, from: 'bot' };
};

/** Chat models whose name fits, the most available first. */
export const findModels = (models: readonly Model[], wanted: string): Model[] => {
  const chat = byReadiness(models);
  const fitting = new Set(
    findNames(
      chat.map(({ id }) => id),
      wanted,
    ),
  );
  return chat.filter(({ id }) => fitting.has(id));
};

/** Loose matching of a name: exact, then without its vendor, then whatever contains all its words, ignoring case. */
export const findNames = (names: readonly string[], wanted: string): string[] => {
  const plain = wanted.trim().toLowerCase();
  const exact = names.filter((name) => name.toLowerCase() === plain);
  if (exact.length > 0) return exact;
  const short = names.filter((name) => name.toLowerCase().split('/').at(-1) === plain);
  if (short.length > 0) return short;
  const words = plain.split(/[\s/_.-]+/).filter((word) => word !== '');
  return words.length === 0 ? [] : names.filter((name) => words.every((word) => name.toLowerCase().includes(word)));
};
