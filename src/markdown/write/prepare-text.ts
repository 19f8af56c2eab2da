import { openedFence, type CodeFence } from '../scan/code-fence.ts';
import { cleanText } from '../scan/clean-text.ts';
import { endOfMath, nextMath, openMath, type OpenMath } from './display-math.ts';
import { fenceLine, type OpenFence } from './fence-lines.ts';
import { fixFencesFrom, NO_FENCE, type FenceContext } from './fix-fences.ts';
import { htmlLine, isHtml, NO_HTML, type HtmlContext } from './html-blocks.ts';
import { indentedLine, NO_INDENT, type IndentContext } from './indented-lines.ts';

interface BlockContext {
  readonly fence: OpenFence | undefined;
  readonly math: OpenMath | undefined;
  readonly html: HtmlContext;
  readonly indent: IndentContext;
  /** The place is within a line. */
  readonly inLine: boolean;
}

/** What the text before a place says about what stands behind it. */
export interface TextContext {
  readonly blocks: BlockContext;
  readonly fences: FenceContext;
}

export const BEGINNING: TextContext = {
  blocks: { fence: undefined, math: undefined, html: NO_HTML, indent: NO_INDENT, inLine: false },
  fences: NO_FENCE,
};

/** Somewhere in a text of which nothing is known but the code that goes on there. */
export const contextIn = (fence: CodeFence | undefined, inLine: boolean): TextContext => ({
  blocks: { ...BEGINNING.blocks, fence: fence && { fence, nested: 0 }, inLine },
  fences: { ...NO_FENCE, fence, inLine },
});

interface Written<Context> {
  text: string;
  after: Context;
}

const AFTER_CODE = { html: { ...NO_HTML, lineEnds: 1 }, indent: { ...NO_INDENT, afterBlank: false } };

/** Inside of code everything stays as it is. Undefined where a line is none. */
const codeLine = (line: string, end: string, before: BlockContext): Written<BlockContext> | undefined => {
  if (before.fence) {
    const read = fenceLine(line, before.fence);
    if (!read) return undefined;
    const after = { ...before, ...AFTER_CODE, fence: read.open };
    if (read.behind === undefined) return { text: read.text + end, after };
    const behind = writtenLine(read.behind, end, after);
    return { text: `${read.text}\n${behind.text}`, after: behind.after };
  }
  if (before.math || before.indent.blanks !== undefined) return undefined;
  const fence = before.html.open.some(({ name }) => name === 'pre') ? undefined : openedFence(line);
  return fence && { text: line + end, after: { ...before, html: AFTER_CODE.html, fence: { fence, nested: 0 } } };
};

/** GitHub's boxes. */
const ALERT = /^((?:[ \t]*>)+[ \t]*)\[!(note|tip|important|warning|caution)\][ \t]*$/iu;
const withAlert = (line: string): string =>
  line.replace(
    ALERT,
    (_, lead: string, name: string) => `${lead}**${name.charAt(0).toUpperCase()}${name.slice(1).toLowerCase()}**`,
  );

const mathLine = (line: string, end: string, before: BlockContext): Written<BlockContext> | undefined => {
  const math = before.math ? nextMath(line, before.math) : openMath(line);
  return math && { text: math.lines.join('\n') + end, after: { ...before, math: math.open } };
};

const writtenLine = (line: string, end: string, before: BlockContext): Written<BlockContext> => {
  const code = codeLine(line, end, before);
  if (code) return code;
  const open: BlockContext = { ...before, fence: undefined };
  if (before.math) {
    const next = mathLine(line, end, open);
    if (next) return next;
    const rest = writtenLine(line, end, { ...open, math: undefined });
    return { text: `${endOfMath(before.math)}\n${rest.text}`, after: rest.after };
  }
  if (isHtml(line, open.html) && open.indent.blanks === undefined) {
    const html = htmlLine(line, end !== '', open.html);
    return { text: html.text, after: { ...open, html: html.after, indent: NO_INDENT } };
  }
  return plainLine(line, end, open);
};

const plainLine = (line: string, end: string, before: BlockContext): Written<BlockContext> => {
  const html = { ...NO_HTML, lineEnds: line.trim() === '' ? 2 : 1 };
  const read = indentedLine(line, end, before.indent);
  const after = { ...before, html, indent: read.after };
  if (read.isWhole) return { text: read.text, after };
  if (before.indent.blanks !== undefined) {
    const rest = writtenLine(line, end, after);
    return { text: read.text.slice(0, read.text.length - line.length) + rest.text, after: rest.after };
  }
  return mathLine(read.text, end, after) ?? { text: withAlert(read.text) + end, after };
};

const blocksFrom = (text: string, before: BlockContext): Written<BlockContext> => {
  const from = before.inLine ? text.indexOf('\n') + 1 : 0;
  if (text === '' || (before.inLine && from === 0)) return { text, after: before };
  const lines = text.slice(from).split('\n');
  const last = lines.pop() ?? '';
  const written = [text.slice(0, from)];
  let after = before;
  const write = (line: string, end: string): void => {
    const next = writtenLine(line, end, after);
    written.push(next.text);
    ({ after } = next);
  };
  for (const line of lines) write(line, '\n');
  if (last !== '') write(last, '');
  return { text: written.join(''), after: { ...after, inLine: last !== '' } };
};

/** `prepareText` for a text that comes in pieces. */
export const prepareFrom = (text: string, before: TextContext): Written<TextContext> => {
  const blocks = blocksFrom(cleanText(text), before.blocks);
  const fences = fixFencesFrom(blocks.text, before.fences);
  return { text: fences.text, after: { blocks: blocks.after, fences: fences.after } };
};

/**
 * A model's text as Markdown that every place can be written from: nothing invisible, formulas of several lines as code, HTML blocks as what they
 * mean, fences where they were meant. Line by line and forwards only.
 */
export const prepareText = (text: string): string => prepareFrom(text, BEGINNING).text;
