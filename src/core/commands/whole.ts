import type { History } from '../memory/history.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import { wholeText } from '../memory/past-turn.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';

/** The button under an answer that was stopped while it was posted. */
export const showWhole = async (
  { turn, call, sentences }: Command,
  { history, operator }: { history: History; operator: Pick<OperatorSettings, 'footer'> },
): Promise<View> => {
  const past = await history.find(turn.arrival.conversation, call.args['turn'] ?? '');
  if (!past) return { note: sentences.nothingKept, private: true };
  return { text: wholeText(past), ...(operator.footer === 'quiet' ? {} : { note: past.model }) };
};
