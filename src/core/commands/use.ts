import type { OperatorSettings } from '../operator-settings.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import { timeMark } from '../sentences/time-mark.ts';
import type { Scope, SettingPlace, Settings } from '../memory/settings.ts';
import type { Command } from './command.ts';
import { findConversation, isView } from './find-conversation.ts';
import type { ConversationSources } from './find-conversation.ts';
import { usualStart } from './models.ts';
import { isModel, oneModel } from './one-model.ts';
import { findOverruling, isSetter, offerOtherScopes, scopeOf, setterOf } from './scope.ts';

interface Parts extends ConversationSources {
  gateway: ModelGateway;
  settings: Settings;
  operator: Pick<OperatorSettings, 'managers'>;
}

/** `use`: sets the model for a conversation, a channel or a person; "default" goes back. */
export const useModel = async (command: Command, parts: Parts): Promise<View> => {
  const { call, turn, sentences } = command;
  const wanted = (call.args['model'] ?? '').trim();
  if (wanted === '') return { note: sentences.useWhat, private: true };
  const target = await findTarget(command, parts);
  if (isView(target)) return target;
  const setter = await setterOf(command, target.scope, parts.operator);
  if (!isSetter(setter)) return setter;

  if (wanted.toLowerCase() === 'default') {
    await parts.settings.set(target, target.scope, 'model', undefined);
    const overruling = await usedInstead(command, target, parts.settings);
    return {
      note: overruling === '' ? sentences.usesDefault[target.scope] : `${sentences.undone[target.scope]} ${overruling}`,
      private: true,
    };
  }
  const { models } = await parts.gateway.models();
  const model = oneModel(wanted, models, command);
  if (!isModel(model)) return model;
  const set = { value: model.id, ...setter, at: turn.at };
  await parts.settings.set(target, target.scope, 'model', set);
  const overruling = await usedInstead(command, target, parts.settings);
  const [usual] = usualStart(model, sentences);
  const state = `${sentences.usesState[model.state]}${usual === undefined ? '' : ` (${usual})`}`;
  const sentence = `${sentences.uses[target.scope](model.id)}${state}`;
  return {
    note: overruling === '' ? sentence : `${sentence} ${overruling}`,
    choices: target.scope === 'person' ? await offerOtherScopes(command, { model: model.id }, parts) : [],
    private: true,
  };
};

const usedInstead = async ({ sentences }: Command, target: Target, settings: Settings): Promise<string> => {
  const found = await findOverruling(target, target.scope, 'model', settings);
  return found ? sentences.usedHere(found.value, sentences.setBy(found.scope, found.by, timeMark(found.at))) : '';
};

type Target = SettingPlace & { scope: Scope };

const findTarget = async (command: Command, parts: Parts): Promise<Target | View> => {
  const { arrival } = command.turn;
  const scope = scopeOf(command);
  if (scope !== 'conversation') return { ...arrival, scope };
  const found = await findConversation(command, parts);
  return isView(found) ? found : { ...found, scope };
};
