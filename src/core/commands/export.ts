import { clockTime } from '../errors.ts';
import type { PastTurn } from '../memory/history.ts';
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

const plainTurn = ({ who, question, answer, model, at }: PastTurn): object => ({
  at: new Date(at).toISOString(),
  who,
  question,
  model,
  answer,
});

const markdownTurn = ({ who, question, answer, model, at }: PastTurn): string =>
  `## ${who}, ${clockTime(at)}\n\n${question}\n\n## ${model}\n\n${answer}\n`;
