import type { Command } from '../commands/command.ts';
import type { History } from '../memory/history.ts';
import type { View } from '../ports/platform.ts';
import type { PastTurn } from '../memory/past-turn.ts';
import type { TurnQueue } from '../ports/turns.ts';

/** The last turn, or the one that is named, whose questions are asked again; a view when there is nothing to ask again. */
export const questionsAgain = async (
  { turn, call, sentences }: Command,
  conversation: string,
  { history, turns }: { history: History; turns: TurnQueue },
): Promise<PastTurn | View> => {
  const { turn: failed } = call.args;
  const last = await (failed === undefined ? history.last(conversation) : history.find(conversation, failed));
  if (!last) return { note: sentences.nothingToRetry };
  if (failed !== undefined) {
    if (await wasAnswered(history, conversation, failed)) return { note: sentences.alreadyOver, private: true };
    const open = new Set((await turns.open(turn.arrival.conversation)).map(({ id }) => id));
    if (!(await history.claimAgain(conversation, failed, turn.id, open)))
      return { note: sentences.alreadyOnIt, private: true };
  }
  return last;
};

/** A button may be pressed twice before it is gone. */
const wasAnswered = async (history: History, conversation: string, turnId: string): Promise<boolean> => {
  const last = await history.last(conversation);
  return last !== undefined && last.texts.length > 0 && last.questions.some((question) => question.turnId === turnId);
};
