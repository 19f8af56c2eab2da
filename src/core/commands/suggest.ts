import { byReadiness, findModels } from '../prompt/choose-model.ts';
import type { Call, Choice } from '../ports/arrival.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { Sentences } from '../sentences/sentences.ts';

/** What both platforms show in one list of suggestions. */
const MAX_SUGGESTIONS = 25;

/** Values for an argument while a person types, from the last known catalogue; empty when there never was one. */
export const suggest = async (
  { call, option, sentences }: { call: Call; option: string; sentences: Sentences },
  gateway: ModelGateway,
): Promise<Choice[]> => {
  if (option !== 'model') return [];
  let catalogue;
  try {
    catalogue = await gateway.models();
  } catch {
    return []; // nothing is known yet, and nobody waits for a list of suggestions
  }
  const typedSoFar = (call.args[option] ?? '').trim();
  const models = typedSoFar === '' ? byReadiness(catalogue.models) : findModels(catalogue.models, typedSoFar);
  return models.slice(0, MAX_SUGGESTIONS).map((model) => ({
    label: `${model.id} (${sentences.shortStates[model.state]})`,
    call: { ...call, args: { ...call.args, [option]: model.id } },
  }));
};
