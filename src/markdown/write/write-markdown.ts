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
      return block.lines.join('\n');
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

/** Markdown written anew for a platform. Blank lines stay, and what stands between two of them is written the same alone. Linear. */
export const writeMarkdown = (markdown: string, style: MarkdownStyle): string => {
  const levels = new ListLevels();
  const blocks = markdownBlocks(markdown);
  const isApart = (block: MarkdownBlock | undefined): boolean =>
    block !== undefined && 'lead' in block && block.lead.source === '' && style.apart?.has(block.kind) === true;
  return blocks
    .map((block, index) => {
      const next = blocks[index + 1];
      const gap = next && next.kind !== 'blank' && block.kind !== 'blank' && (isApart(block) || isApart(next));
      return writeBlock(block, style, levels) + (gap ? '\n' : '');
    })
    .join('\n');
};
