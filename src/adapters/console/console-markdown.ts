import wrapAnsi from 'wrap-ansi';
import type { Look } from './console-look.ts';

/** Markdown as lines for a terminal: readable, wrapped between words. */
export const terminalLines = (markdown: string, { columns }: Look): string[] =>
  markdown.split('\n').flatMap((line) => wrapAnsi(line, columns).split('\n'));
