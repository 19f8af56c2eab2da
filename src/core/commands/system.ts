import { clockTime } from '../errors.ts';
import type { View } from '../ports/platform.ts';
import { english } from '../sentences/english.ts';
import { findConversation, isView } from './command-context.ts';
import type { CommandContext } from './command-context.ts';
import { nameOf, scopeOf } from './use.ts';

/** Longest system text, characters; more would leave small models no room for the conversation. */
const SYSTEM_MAX = 4_000;

/** `system`: shows, sets or takes back what the model is told about its task. */
export const systemText = async (context: CommandContext): Promise<View> => {
  const { call, parts, turn } = context;
  const text = (call.args['text'] ?? '').trim();
  const scope = scopeOf(call.args['for']);
  const target = scope === 'conversation' ? await findConversation(context) : turn.arrival;
  if (isView(target)) return target;
  if (text === '') return show(context);
  if (text.length > SYSTEM_MAX) return { note: english.systemTooLong(text.length, SYSTEM_MAX), private: true };
  const by = await nameOf(context, scope);
  if (typeof by !== 'string') return by;
  const reset = text.toLowerCase() === 'reset';
  await parts.settings.set(target, scope, 'system', reset ? undefined : { value: text, by, at: turn.at });
  return {
    note: reset ? english.systemReset[scope] : english.systemSet[scope],
    private: true,
  };
};

const show = async ({ turn, parts }: CommandContext): Promise<View> => {
  const set = await parts.settings.find(turn.arrival, 'system');
  if (set) {
    return {
      text: quote(set.value),
      note: english.setBy(set.scope, set.by, clockTime(set.at)),
      private: true,
    };
  }
  const choices = [{ label: english.setIt, call: { command: 'system', args: {} }, askFor: 'text' }];
  return parts.systemPrompt === undefined
    ? { note: english.systemDefault, choices, private: true }
    : { text: quote(parts.systemPrompt), note: english.systemOfOperator, private: true };
};

const quote = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
