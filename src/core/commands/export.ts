import { clockTime } from '../errors.ts';
import { wholeText } from '../memory/past-turn.ts';
import type { PastTurn } from '../memory/past-turn.ts';
import type { View } from '../ports/platform.ts';
import { english } from '../sentences/english.ts';
import { findConversation, isView } from './command-context.ts';
import type { CommandContext } from './command-context.ts';

/** `export`: this conversation as a file, for the asker alone. */
export const exportConversation = async (context: CommandContext): Promise<View> => {
  const where = await findConversation(context);
  if (isView(where)) return where;
  const turns: PastTurn[] = [];
  for await (const turn of context.parts.history.all(where.conversation)) turns.push(turn);
  if (turns.length === 0) return { note: english.nothingToExport, private: true };
  const inOrder = turns.toReversed();
  const asJson = context.call.args['format'] === 'json';
  const file = asJson
    ? { name: 'conversation.json', text: `${JSON.stringify(inOrder.map(plainTurn), null, 2)}\n` }
    : { name: 'conversation.md', text: inOrder.map(markdownTurn).join('\n') };
  return { note: english.exported(inOrder.length), files: [file], private: true };
};

const plainTurn = (turn: PastTurn): object => ({
  at: new Date(turn.at).toISOString(),
  who: turn.questions.map(({ who }) => who).join(', '),
  question: turn.questions.map(({ text }) => text).join('\n\n'),
  model: turn.model,
  answer: wholeText(turn),
});

const markdownTurn = (turn: PastTurn): string => {
  const questions = turn.questions.map(({ who, text }) => `## ${who}, ${clockTime(turn.at)}\n\n${text}`);
  return `${[...questions, `## ${turn.model}\n\n${wholeText(turn)}`].join('\n\n')}\n`;
};
