import { markdownBlocks, type MarkdownBlock } from '../scan/blocks.ts';
import type { LineLead } from '../scan/line-lead.ts';
import { ListLevels, type ListLevel } from '../scan/list-levels.ts';

/** How a platform writes Markdown, block by block. What these return is sent as it is. */
export interface MarkdownStyle {
  /** What the first line of a block begins with. */
  lead(lead: LineLead, level: ListLevel): string;
  /** What its other lines begin with; `source` is what the second one begins with as it is written. */
  rest(lead: LineLead, level: ListLevel, source: string): string;
  prose(text: string): string;
  heading(level: number, title: string): string;
  rule(source: string): string;
  /** All of a code block, or of a table, with what its lines begin with. */
  fence(block: MarkdownBlock & { kind: 'fence' }): string;
  table(block: MarkdownBlock & { kind: 'table' }, level: ListLevel): string;
  /** What stands at the left edge between blank lines, lest a parser takes it for one with the lines beside it. */
  apart?: ReadonlySet<MarkdownBlock['kind']>;
}

const DEFINITION = /^\[\^?([^\]]{1,999})\]:[ \t]*/u;

/** A definition would say out of sight where a `[label]` leads; as a note it says it in sight. */
const withNotes = (line: string): string => line.replace(DEFINITION, '[$1] ');

/** Each line behind its lead. */
export const withLeads = (text: string, first: string, rest: string): string =>
  first + (text.includes('\n') ? text.replaceAll('\n', `\n${rest}`) : text);

/** Headings and rules are seen at the left edge only. */
const atEdge = (lead: LineLead): LineLead => (lead.item ? lead : { ...lead, indent: 0 });

const writeBlock = (block: MarkdownBlock, style: MarkdownStyle, levels: ListLevels): string => {
  switch (block.kind) {
    case 'blank':
      return '';
    case 'fence':
      return style.fence(block);
    case 'table':
      return style.table(block, levels.enter(block.lead));
    case 'rule':
      return style.lead(atEdge(block.lead), levels.enter(block.lead)) + style.rule(block.text);
    case 'heading': {
      const level = levels.enter(block.lead);
      const text = style.heading(block.level, block.text);
      return withLeads(text, style.lead(atEdge(block.lead), level), style.rest(block.lead, level, block.lead.source));
    }
    case 'prose': {
      const level = levels.enter(block.lead);
      const text = style.prose(block.lines.map(withNotes).join('\n'));
      return withLeads(text, style.lead(block.lead, level), style.rest(block.lead, level, block.rest));
    }
    default:
      return block satisfies never;
  }
};

/** CommonMark lets only a list that begins with one follow upon a line of text. */
const beginsWithinText = (block: MarkdownBlock, next: MarkdownBlock): boolean =>
  block.kind === 'prose' &&
  next.kind === 'prose' &&
  next.lead.quoteDepth === 0 &&
  (next.lead.item?.number ?? 1) !== 1 &&
  (block.lead.item === undefined || next.lead.indent > block.lead.indent);

const needsGap = (block: MarkdownBlock, next: MarkdownBlock, apart: ReadonlySet<MarkdownBlock['kind']>): boolean => {
  if (block.kind === 'blank' || next.kind === 'blank') return false;
  const isApart = (each: MarkdownBlock): boolean => 'lead' in each && each.lead.source === '' && apart.has(each.kind);
  return isApart(block) || isApart(next) || beginsWithinText(block, next);
};

/** Markdown written anew for a platform. Blank lines stay, and what stands between two of them is written the same alone. Linear. */
export const writeMarkdown = (markdown: string, style: MarkdownStyle): string => {
  const levels = new ListLevels();
  const blocks = markdownBlocks(markdown);
  const written: string[] = [];
  for (const [index, block] of blocks.entries()) {
    const text = writeBlock(block, style, levels);
    const isEmpty = text.trim() === '' && (block.kind === 'blank' || block.kind === 'prose');
    // Of several blank lines one is enough, and so it is where nothing was to be seen but a comment.
    if (isEmpty && block.kind !== 'blank' && blocks.length > 1) continue;
    if (isEmpty && written.at(-1) === '') continue;
    const next = blocks[index + 1];
    const gap = next && style.apart && needsGap(block, next, style.apart);
    written.push(isEmpty && block.kind === 'blank' ? '' : text, ...(gap ? [''] : []));
  }
  return written.join('\n');
};
