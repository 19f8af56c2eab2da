import { lineInFence, openedFence, type CodeFence } from '../scan/code-fence.ts';
import { cleanText } from '../scan/clean-text.ts';
import { endOfMath, nextMath, openMath, type OpenMath } from './display-math.ts';
import { fixFencesFrom, NO_FENCE, type FenceContext } from './fix-fences.ts';
import { htmlLine, isHtml, NO_HTML, type HtmlContext } from './html-blocks.ts';

interface BlockContext {
  readonly fence: CodeFence | undefined;
  readonly math: OpenMath | undefined;
  readonly html: HtmlContext;
  /** The place is within a line. */
  readonly inLine: boolean;
}

/** What the text before a place says about what stands behind it. */
export interface TextContext {
  readonly blocks: BlockContext;
  readonly fences: FenceContext;
}

export const BEGINNING: TextContext = {
  blocks: { fence: undefined, math: undefined, html: NO_HTML, inLine: false },
  fences: NO_FENCE,
};

interface Written<Context> {
  text: string;
  after: Context;
}

/** Inside of code everything stays as it is. Undefined where a line is none. */
const codeLine = (line: string, before: BlockContext): BlockContext | undefined => {
  const place = before.fence ? lineInFence(line, before.fence) : 'left';
  if (place !== 'left') return { ...before, fence: place === 'inside' ? before.fence : undefined };
  if (before.math) return undefined;
  const fence = before.html.open.some(({ name }) => name === 'pre') ? undefined : openedFence(line);
  return fence && { ...before, fence };
};

const writtenLine = (line: string, end: string, before: BlockContext): Written<BlockContext> => {
  const code = codeLine(line, before);
  if (code) return { text: line + end, after: { ...code, html: { ...code.html, lineEnds: 1 } } };
  const open: BlockContext = { ...before, fence: undefined };
  const math = open.math ? nextMath(line, open.math) : openMath(line);
  if (math) return { text: math.lines.join('\n') + end, after: { ...open, math: math.open } };
  if (open.math) {
    const rest = writtenLine(line, end, { ...open, math: undefined });
    return { text: `${endOfMath(open.math)}\n${rest.text}`, after: rest.after };
  }
  if (!isHtml(line, open.html)) {
    return { text: line + end, after: { ...open, html: { ...NO_HTML, lineEnds: line.trim() === '' ? 2 : 1 } } };
  }
  const html = htmlLine(line, end !== '', open.html);
  return { text: html.text, after: { ...open, html: html.after } };
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
