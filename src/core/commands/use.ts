import { byReadiness, findModels } from '../prompt/choose-model.ts';
import type { Model } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import { english } from '../sentences/english.ts';
import type { Scope, SettingPlace } from '../memory/settings.ts';
import { fits } from './choices.ts';
import { findConversation, isView, managesChannel } from './command-context.ts';
import type { CommandContext } from './command-context.ts';
import { describeModel, useChoices } from './models.ts';

const MAX_CANDIDATES = 10;

/** `use`: sets the model for a conversation, a channel or a person; "default" goes back. */
export const useModel = async (context: CommandContext): Promise<View> => {
  const { call, parts, turn } = context;
  const wanted = (call.args['model'] ?? '').trim();
  if (wanted === '') return { note: english.useWhat, private: true };
  const target = await findTarget(context);
  if (isView(target)) return target;
  const by = await nameOf(context, target.scope);
  if (typeof by !== 'string') return by;

  if (wanted.toLowerCase() === 'default') {
    await parts.settings.set(target, target.scope, 'model', undefined);
    return { note: english.usesDefault[target.scope], private: true };
  }
  const { models } = await parts.gateway.models();
  const found = findModels(models, wanted);
  const [model] = found;
  if (!model) return notFound(wanted, models);
  if (found.length > 1) return candidates(wanted, found, call.args);
  const set = { value: model.id, by, at: turn.at };
  await parts.settings.set(target, target.scope, 'model', set);
  return { note: `${english.uses[target.scope](model.id)}${english.usesState[model.state]}`, private: true };
};

type Target = SettingPlace & { scope: Scope };

const findTarget = async (context: CommandContext): Promise<Target | View> => {
  const { arrival } = context.turn;
  const scope = scopeOf(context.call.args['for']);
  if (scope !== 'conversation') return { ...arrival, scope };
  const found = await findConversation(context);
  return isView(found) ? found : { ...found, scope };
};

export const scopeOf = (word: string | undefined): Scope => {
  if (word === 'channel') return 'channel';
  return word === 'me' ? 'person' : 'conversation';
};

/** Who sets it; a view when this person may not set it for everybody here. */
export const nameOf = async (context: CommandContext, scope: Scope): Promise<string | View> => {
  if (scope === 'channel' && !(await managesChannel(context))) return { note: english.needsManager, private: true };
  return (await context.place.read(0)).person.name;
};

const notFound = (wanted: string, models: readonly Model[]): View => {
  const [best] = byReadiness(models);
  const proposal = best ? ` ${english.forExample(describeModel(best))}` : '';
  return { note: `${english.noModelMatches(wanted)}${proposal}`, private: true };
};

const candidates = (wanted: string, found: readonly Model[], args: Readonly<Record<string, string>>): View => {
  const { model: _model, ...more } = args;
  return {
    text: [
      english.ambiguous(wanted),
      ...found.slice(0, MAX_CANDIDATES).map((model) => `- ${describeModel(model)}`),
    ].join('\n'),
    choices: useChoices(found.slice(0, MAX_CANDIDATES), more).filter(fits),
    private: true,
  };
};
