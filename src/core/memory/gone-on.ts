import { wholeText } from './past-turn.ts';
import type { PastTurn } from './past-turn.ts';

/** How often an answer was gone on with. */
export const partsOf = ({ goneOnBy = [] }: Pick<PastTurn, 'goneOnBy'>): number => goneOnBy.length;

/** What was written when an answer was gone on with, as it is shown: code that was cut in its middle is opened again. */
export const shownPart = (before: Pick<PastTurn, 'texts'>, written: string): string => {
  const fence = openFence(wholeText(before));
  return fence === undefined ? written : `${fence}\n${withoutFence(written)}`;
};

/** Both as one text. @param shown as `shownPart` made it */
export const joinedText = (before: string, shown: string): string => {
  if (openFence(before) !== undefined) return `${before}${before.endsWith('\n') ? '' : '\n'}${withoutFence(shown)}`;
  if (goesOnLine(before, shown)) return `${before}${before.endsWith('\n') ? '' : '\n'}${shown}`;
  const isApart = /\s$/.test(before) || /^[\s.,;:!?)\]}]/.test(shown);
  return `${before}${isApart ? '' : ' '}${shown}`;
};

/** A list, a table or a quotation goes on with a line of its own. */
const LINE = /^\s*(?:(?<quote>>)|(?<row>\|)|(?<point>[-*+]\s)|(?<number>\d+[.)]\s))/;

const goesOnLine = (before: string, shown: string): boolean => {
  const last = before.split('\n').at(-1)?.trimEnd() ?? '';
  const [now, next] = [kindOfLine(last), kindOfLine(shown)];
  return next !== undefined && now === next && (next !== 'row' || last.endsWith('|'));
};

const kindOfLine = (text: string): string | undefined =>
  Object.entries(LINE.exec(text)?.groups ?? {}).find(([, mark]) => mark !== undefined)?.[0];

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** The line that opens the code in which a text ends. */
const openFence = (text: string): string | undefined => {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const [, marks = '', info = ''] = FENCE.exec(line) ?? [];
    if (marks === '') continue;
    if (open === undefined) open = line;
    else if (open.trimStart().startsWith(marks.slice(0, 3)) && info.trim() === '') open = undefined;
  }
  return open;
};

/** Models open the code again, as they should, or go on in it. */
const withoutFence = (text: string): string => text.replace(/^\s*(?:`{3,}|~{3,})[^\n]*\n/, '');
