import wrapAnsi from 'wrap-ansi';
import { cleanText } from '../../../markdown/scan/clean-text.ts';
import { displayWidth } from '../../../markdown/scan/display-width.ts';
import type { View } from '../../../core/ports/platform.ts';
import type { NumberedChoice } from './console-choices.ts';
import type { Look } from './console-look.ts';
import { terminalLines } from './console-markdown.ts';

const ENDS_BLANK = /\n[ \t]*\n\s*$/u;

/** Markdown as lines that stay; of a part of a text, the blank line behind it too. */
export const drawText = (text: string, look: Look): string[] => {
  const shown = text.trimEnd();
  return [...(shown === '' ? [] : terminalLines(shown, look)), ...(ENDS_BLANK.test(text) ? [''] : [])];
};

/** Everything below the text of an answer. */
export const drawAround = (
  view: View,
  { choices, aboutFiles }: { choices: readonly NumberedChoice[]; aboutFiles: readonly string[] },
  look: Look,
): string[] => {
  const note = cleanText(view.note ?? '');
  const isAlone = (view.text ?? '').trim() === '';
  const thinking = terminalLines(cleanText(view.thinking ?? ''), look).map((line) => look.paint(line, 'dim'));
  return [
    ...(view.thinking === undefined ? [] : ['', ...thinking, '']),
    ...(note === '' ? [] : terminalLines(note, look).map((line) => (isAlone ? line : look.paint(line, 'dim')))),
    ...aboutFiles.flatMap((sentence) => terminalLines(sentence, look)),
    ...choices.flatMap((choice) => drawChoice(choice, look)),
  ];
};

/** One to a line, with room for two digits; a long one goes on below its beginning. */
const drawChoice = ({ number, choice }: NumberedChoice, { columns, paint }: Look): string[] => {
  const sign = `${String(number).padStart(3)}  `;
  const lines = wrapAnsi(cleanText(choice.label), Math.max(columns - sign.length, 10)).split('\n');
  return lines.map((line, index) => (index === 0 ? paint(sign, 'bold') : ' '.repeat(sign.length)) + line);
};

export interface LiveView {
  view: View;
  /** Of its draft, what has not been printed. */
  rest: string;
  choices: readonly NumberedChoice[];
}

/** What is going on, as rows that fit: of a draft its end. */
export const drawLive = ({ view, rest, choices }: LiveView, look: Look, maxRows: number): string[] => {
  const note = cleanText(view.note ?? '');
  const below = [
    ...(note === '' ? [] : [look.paint(note.replaceAll('\n', ' '), 'dim')]),
    ...drawWays(view, choices, look),
  ];
  const draft = drawText(rest.trimEnd(), look);
  return [...draft.slice(-Math.max(maxRows - below.length, 1)), ...below].map((row) => cutRow(row, look));
};

/** What can be done during a wait, side by side. */
const drawWays = ({ choices = [] }: View, numbered: readonly NumberedChoice[], look: Look): string[] => {
  const halt = choices.find(({ call }) => call.command === 'halt');
  const ways = [
    ...numbered.map(({ number, choice }) => `${number} ${cleanText(choice.label)}`),
    ...(halt ? [`Ctrl-C ${cleanText(halt.label)}`] : []),
  ];
  const rows: string[] = [];
  for (const way of ways) {
    const row = rows.at(-1);
    if (row !== undefined && displayWidth(`${row} · ${way}`) < look.columns) rows[rows.length - 1] = `${row} · ${way}`;
    else rows.push(way);
  }
  return rows.map((row) => look.paint(row, 'dim'));
};

/** One row of the terminal, whatever is in it. */
export const cutRow = (row: string, { columns }: Look): string =>
  wrapAnsi(row, columns - 1, { hard: true, trim: false }).split('\n')[0] ?? '';
