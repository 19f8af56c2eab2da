import { displayWidth, padToWidth } from '../markdown/scan/display-width.ts';
import type { Style, Paint } from './terminal.ts';

export interface Cell {
  text: string;
  style?: Style;
}
export interface Column {
  title: string;
  align?: 'left' | 'right';
}

const GAP = '  ';

/** Lines of a fixed-width table; the width of a character is what a terminal gives it. */
export const textTable = (columns: readonly Column[], rows: readonly (readonly Cell[])[], paint: Paint): string => {
  const header = columns.map(({ title }): Cell => ({ text: title, style: 'bold' }));
  const lines = [header, ...rows];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => displayWidth(line[at]?.text ?? ''))));
  const toCell = ({ text, style }: Cell, at: number, line: readonly Cell[]): string => {
    const align = columns[at]?.align ?? 'left';
    const isEnd = at === line.length - 1 && align === 'left';
    const padded = isEnd ? text : padToWidth(text, widths[at] ?? 0, align);
    return style === undefined ? padded : paint(padded, style);
  };
  return lines.map((line) => `${line.map(toCell).join(GAP)}\n`).join('');
};
