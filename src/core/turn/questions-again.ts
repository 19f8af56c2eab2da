import type { Command } from '../commands/command.ts';
import type { History } from '../memory/history.ts';
import type { View } from '../ports/platform.ts';
import type { Question } from '../ports/exchange.ts';
import type { TurnQueue } from '../ports/turns.ts';

/** Those of the last turn, or of the one that is named; a view when there is nothing to ask again. */
export const questionsAgain = async (
  { turn, call, sentences }: Command,
  conversation: string,
  { history, turns }: { history: History; turns: TurnQueue },
): Promise<Question[] | View> => {
  const { turn: failed } = call.args;
  const last = await (failed === undefined ? history.last(conversation) : history.find(conversation, failed));
  if (!last) return { note: sentences.nothingToRetry };
  if (failed !== undefined) {
    if (await wasAnswered(history, conversation, failed)) return { note: sentences.alreadyOver, private: true };
    const open = new Set((await turns.open(turn.arrival.conversation)).map(({ id }) => id));
    if (!(await history.claimAgain(conversation, failed, turn.id, open)))
      return { note: sentences.alreadyOnIt, private: true };
  }
  const copied = (question: Question): Question => ({ turnId: last.turnId, ...question });
  return last.questions.map(copied);
};

/** A button may be pressed twice before it is gone. */
const wasAnswered = async (history: History, conversation: string, turnId: string): Promise<boolean> => {
  const last = await history.last(conversation);
  return last !== undefined && last.texts.length > 0 && last.questions.some((question) => question.turnId === turnId);
};
