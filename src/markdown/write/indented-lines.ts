import { columns } from '../scan/code-fence.ts';

/** Where a text stands among indented lines. */
export interface IndentContext {
  /** Code of which so many lines that came last were blank: they are written with the next one. Undefined outside of such code. */
  readonly blanks: number | undefined;
  /** What an indented line behind a blank one belongs to. */
  readonly within: 'item' | 'note' | undefined;
  readonly afterBlank: boolean;
}

export const NO_INDENT: IndentContext = { blanks: undefined, within: undefined, afterBlank: true };

interface Written {
  text: string;
  after: IndentContext;
  /** Set where the line is written already. */
  isWhole: boolean;
}

const CODE_COLUMNS = 4;
const FENCE = '```';
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/u;
const NOTE = /^ {0,3}\[\^[^\]]{1,99}\]:/u;
/** What else is indented so is mostly meant as what it is. */
const NO_CODE = /^[ \t]*(?:[-*+]|\d{1,9}[.)]|[|>]|`{3}|~{3}|\${2}|\\\[|\\begin\{)/u;

const withoutIndent = (line: string): string => line.replace(/^(?: {4}| {0,3}\t)/u, '');

/**
 * Indented code as a fence, which every place can show, and the paragraphs of a note without their indentation, which would make code of them.
 * Lines that are none of it come back as they are, behind the end of code before them.
 */
export const indentedLine = (line: string, end: string, before: IndentContext): Written => {
  const indent = columns(/^[ \t]*/u.exec(line)?.[0] ?? '');
  const { blanks, within } = before;
  if (line.trim() === '') {
    const after = { ...before, afterBlank: true, blanks: blanks === undefined ? undefined : blanks + 1 };
    return { text: blanks === undefined ? line + end : '', after, isWhole: true };
  }
  const code = withoutIndent(line).replaceAll(FENCE, '~~~') + end;
  if (indent >= CODE_COLUMNS) {
    const after = { ...before, afterBlank: false };
    if (blanks !== undefined)
      return { text: '\n'.repeat(blanks) + code, after: { ...after, blanks: 0 }, isWhole: true };
    if (before.afterBlank && within === undefined && !NO_CODE.test(line)) {
      return { text: `${FENCE}\n${code}`, after: { ...after, blanks: 0 }, isWhole: true };
    }
    return { text: within === 'note' ? line.trimStart() : line, after, isWhole: false };
  }
  const closing = blanks === undefined ? '' : `${FENCE}\n${'\n'.repeat(blanks)}`;
  const goesOn = within !== undefined && (indent >= 2 || !before.afterBlank);
  const newWithin = ITEM.test(line) ? 'item' : NOTE.test(line) ? 'note' : goesOn ? within : undefined;
  return { text: closing + line, after: { blanks: undefined, within: newWithin, afterBlank: false }, isWhole: false };
};
