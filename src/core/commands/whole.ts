import type { History } from '../memory/history.ts';
import { wholeText } from '../memory/past-turn.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';

/** The button under an answer that was stopped while it was posted. */
export const showWhole = async ({ turn, call, sentences }: Command, history: History): Promise<View> => {
  const past = await history.find(turn.arrival.conversation, call.args['turn'] ?? '');
  return past ? { text: wholeText(past), note: past.model } : { note: sentences.nothingKept, private: true };
};
