import { clockTime } from '../errors.ts';
import type { Settings } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';
import { findConversation, isView } from './find-conversation.ts';
import type { ConversationSources } from './find-conversation.ts';
import { scopeOf, setterOf } from './scope.ts';
import type { Choice } from '../ports/arrival.ts';

interface Parts extends ConversationSources {
  settings: Settings;
  operator: Pick<OperatorSettings, 'managers' | 'systemPrompt'>;
}

/** Longest system text, characters; more would leave small models no room for the conversation. */
const MAX_SYSTEM = 4_000;

/** `system`: shows, sets or takes back what the model is told about its task. */
export const systemText = async (command: Command, parts: Parts): Promise<View> => {
  const { call, turn, sentences } = command;
  const text = (call.args['text'] ?? '').trim();
  const scope = scopeOf(call.args['for']);
  const target = scope === 'conversation' ? await findConversation(command, parts) : turn.arrival;
  if (isView(target)) return target;
  if (text === '') return show(command, parts);
  if (text.length > MAX_SYSTEM) return { note: sentences.systemTooLong(text.length, MAX_SYSTEM), private: true };
  const by = await setterOf(command, scope, parts.operator);
  if (typeof by !== 'string') return by;
  const reset = text.toLowerCase() === 'reset';
  await parts.settings.set(target, scope, 'system', reset ? undefined : { value: text, by, at: turn.at });
  return {
    note: reset ? sentences.systemReset[scope] : sentences.systemSet[scope],
    private: true,
  };
};

const show = async ({ turn, sentences }: Command, { settings, operator }: Parts): Promise<View> => {
  const set = await settings.find(turn.arrival, 'system');
  if (set) {
    return {
      text: quote(set.value),
      note: sentences.setBy(set.scope, set.by, clockTime(set.at)),
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
