import { styleText } from 'node:util';
import { displayWidth } from '../markdown/scan/display-width.ts';
import type { Output, VerbIo } from './run-verb.ts';

export type Style = Parameters<typeof styleText>[0];
export type Paint = (text: string, style: Style) => string;

/** Somebody looks at it, and it can move its cursor. */
export const isTerminal = (output: Output, env: VerbIo['env']): boolean =>
  output.isTTY === true && env['TERM'] !== 'dumb';

/** Colours on a terminal, unless NO_COLOR (no-color.org) is set to anything. */
export const createPaint = (output: Output, env: VerbIo['env']): Paint => {
  const colours = isTerminal(output, env) && (env['NO_COLOR'] ?? '') === '';
  return (text, style) => (colours ? styleText(style, text, { validateStream: false }) : text);
};

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** As much of the line as takes at most so many columns, marked where it is cut. */
export const cutToWidth = (line: string, columns: number): string => {
  if (displayWidth(line) <= columns) return line;
  let cut = '';
  let width = 1; // the mark's
  for (const { segment } of graphemes.segment(line)) {
    width += displayWidth(segment);
    if (width > columns) break;
    cut += segment;
  }
  return `${cut}…`;
};
