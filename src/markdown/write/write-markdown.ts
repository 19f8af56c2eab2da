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
  table(block: MarkdownBlock & { kind: 'table' }): string;
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
      return style.table(block);
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
  return markdownBlocks(markdown)
    .map((block) => writeBlock(block, style, levels))
    .join('\n');
};
