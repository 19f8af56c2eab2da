import { byReadiness, findModels } from '../prompt/choose-model.ts';
import type { Model } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import type { Sentences } from '../sentences/sentences.ts';
import { fits } from './choices.ts';
import type { Command } from './command.ts';
import { describeModel } from './models.ts';

const MAX_CANDIDATES = 10;

/** The one model that somebody means; a view where there is none, or several to choose from for the same command. */
export const oneModel = (wanted: string, models: readonly Model[], command: Command): Model | View => {
  const found = findModels(models, wanted);
  const [model] = found;
  if (!model) return notFound(wanted, models, command.sentences);
  return found.length > 1 ? candidates(wanted, found.slice(0, MAX_CANDIDATES), command) : model;
};

export const isModel = (found: Model | View): found is Model => 'id' in found;

const notFound = (wanted: string, models: readonly Model[], sentences: Sentences): View => {
  const [best] = byReadiness(models);
  const proposal = best ? ` ${sentences.forExample(describeModel(best, sentences))}` : '';
  return { note: `${sentences.noModelMatches(wanted)}${proposal}`, private: true };
};

const candidates = (wanted: string, found: readonly Model[], { call, sentences }: Command): View => ({
  text: [sentences.ambiguous(wanted), ...found.map((model) => `- ${describeModel(model, sentences)}`)].join('\n'),
  choices: found
    .map(({ id }) => ({ label: id, call: { command: call.command, args: { ...call.args, model: id } } }))
    .filter(fits),
  private: true,
});
