import { timeMark } from '../sentences/time-mark.ts';
import type { Scope, SettingPlace, Settings } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';
import { findConversation, isView } from './find-conversation.ts';
import type { ConversationSources } from './find-conversation.ts';
import { findOverruling, isSetter, offerOtherScopes, scopeOf, setterOf } from './scope.ts';
import type { Choice } from '../ports/arrival.ts';

interface Parts extends ConversationSources {
  settings: Settings;
  operator: Pick<OperatorSettings, 'managers' | 'systemPrompt'>;
}

/** Longest system text, characters; more would leave small models no room for the conversation. */
const MAX_SYSTEM = 4_000;

/** `system`: shows, sets or takes back what the model is told about its task. */
export const systemText = async (command: Command, parts: Parts): Promise<View> => {
  const { turn, sentences } = command;
  const text = await textOf(command, parts.settings);
  const scope = scopeOf(command);
  const target = scope === 'conversation' ? await findConversation(command, parts) : turn.arrival;
  if (isView(target)) return target;
  if (text === '') return show(command, parts);
  if (text.length > MAX_SYSTEM) return { note: sentences.systemTooLong(text.length, MAX_SYSTEM), private: true };
  const setter = await setterOf(command, scope, parts.operator);
  if (!isSetter(setter)) return setter;
  const reset = text.toLowerCase() === 'reset';
  await parts.settings.set(target, scope, 'system', reset ? undefined : { value: text, ...setter, at: turn.at });
  const sentence = reset ? sentences.systemReset[scope] : sentences.systemSet[scope];
  const choices = scope === 'person' && !reset ? await offerOtherScopes(command, { from: 'me' }, parts) : [];
  return { note: await withOverruling(command, { sentence, target, scope }, parts.settings), choices, private: true };
};

/** What was written; a text is too long for a button, so that one that sets it elsewhere takes what its person has set. */
const textOf = async ({ call, turn }: Command, settings: Settings): Promise<string> => {
  if (call.args['from'] === 'me') return (await settings.findOwn(turn.arrival, 'system'))?.value ?? '';
  return (call.args['text'] ?? '').trim();
};

const withOverruling = async (
  { sentences }: Command,
  { sentence, target, scope }: { sentence: string; target: SettingPlace; scope: Scope },
  settings: Settings,
): Promise<string> => {
  const found = await findOverruling(target, scope, 'system', settings);
  if (!found) return sentence;
  return `${sentence} ${sentences.otherSystemHere(sentences.setBy(found.scope, found.by, timeMark(found.at)))}`;
};

const show = async ({ turn, sentences }: Command, { settings, operator }: Parts): Promise<View> => {
  const set = await settings.find(turn.arrival, 'system');
  if (set) {
    return {
      text: quote(set.value),
      note: sentences.setBy(set.scope, set.by, timeMark(set.at)),
      private: true,
    };
  }
  const choices: Choice[] = [{ label: sentences.setIt, call: { command: 'system', args: {} }, askFor: 'text' }];
  return operator.systemPrompt === undefined
    ? { note: sentences.systemDefault, choices, private: true }
    : { text: quote(operator.systemPrompt), note: sentences.systemOfOperator, private: true };
};

const quote = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
