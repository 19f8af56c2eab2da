import { utcTime } from '../sentences/time-mark.ts';
import { wholeText } from '../memory/past-turn.ts';
import type { PastTurn } from '../memory/past-turn.ts';
import type { TextFile, View } from '../ports/platform.ts';
import type { Command } from './command.ts';
import { findConversation, isView } from './find-conversation.ts';
import type { ConversationSources } from './find-conversation.ts';

/** `export`: this conversation as a file, for the asker alone. */
export const exportConversation = async (command: Command, sources: ConversationSources): Promise<View> => {
  const where = await findConversation(command, sources);
  if (isView(where)) return where;
  const turns: PastTurn[] = [];
  for await (const turn of sources.history.all(where.conversation)) turns.push(turn);
  if (turns.length === 0) return { note: command.sentences.nothingToExport, private: true };
  const inOrder = turns.toReversed();
  const asJson = command.call.args['format'] === 'json';
  const file: TextFile = asJson
    ? { name: 'conversation.json', text: `${JSON.stringify(inOrder.map(plainTurn), null, 2)}\n` }
    : { name: 'conversation.md', text: inOrder.map(markdownTurn).join('\n') };
  return { note: command.sentences.exported(inOrder.length), files: [file], private: true };
};

const plainTurn = (turn: PastTurn): object => ({
  at: new Date(turn.at).toISOString(),
  who: turn.questions.map(({ who }) => who).join(', '),
  question: turn.questions.map(({ text }) => text).join('\n\n'),
  ...(filesOf(turn).length > 0 ? { files: filesOf(turn) } : {}),
  model: turn.model,
  answer: wholeText(turn),
});

/** Their names: whoever attached them has them. */
const filesOf = (turn: PastTurn): string[] => turn.questions.flatMap(({ files = [] }) => files.map(({ name }) => name));

const markdownTurn = (turn: PastTurn): string => {
  const questions = turn.questions.map(({ who, text }) => `## ${who}, ${utcTime(turn.at)}\n\n${text}`);
  const files = filesOf(turn).map((name) => `- ${name}`);
  const said = [...questions, ...(files.length > 0 ? [files.join('\n')] : [])];
  return `${[...said, `## ${turn.model}\n\n${wholeText(turn)}`].join('\n\n')}\n`;
};
