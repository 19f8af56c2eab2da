import { arrivalId } from '../arrival-id.ts';
import type { Settings } from '../memory/settings.ts';
import { THINKING } from '../operator-settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { TextFile, View } from '../ports/platform.ts';
import type { Command } from './command.ts';

export interface ThinkingParts {
  settings: Settings;
  operator: Pick<OperatorSettings, 'thinking'>;
}

/** `thinking`: whether a person is shown what models think, wherever on the platform. */
export const setThinking = async (
  { turn, call, sentences }: Command,
  { settings, operator }: ThinkingParts,
): Promise<View> => {
  const wanted = (call.args['what'] ?? '').trim().toLowerCase();
  const choice = THINKING.find((each) => each === wanted);
  if (choice !== undefined) await settings.setThinking(turn.arrival, choice);
  const now = choice ?? (await settings.thinkingOf(turn.arrival)) ?? operator.thinking;
  return { note: sentences.thinkingNow[now], private: true };
};

/** Is it shown where the question itself says nothing of it: by the asker's own setting, or by the operator's? */
export const isThinkingShown = async (
  { turn }: Pick<Command, 'turn'>,
  { settings, operator }: ThinkingParts,
): Promise<boolean> => ((await settings.thinkingOf(turn.arrival)) ?? operator.thinking) === 'shown';

/** What an answer comes with, what the model thought included, for places that show that as a file. */
export const filesBeside = ({ files = [], thinking }: View): TextFile[] => {
  if (thinking === undefined) return files;
  return [...files, { name: `thinking-${arrivalId(thinking).slice(0, 6)}.md`, text: thinking }];
};
