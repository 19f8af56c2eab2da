import type { CodeFence } from './code-fence.ts';
import { isRule, leadOf, type LineLead } from './line-lead.ts';
import { scanLines } from './scan-lines.ts';
import { isTableDelimiter, isTableRow } from './table-lines.ts';

/** A stretch of Markdown that is written as one. Lines come without their ends, and without their leads where there is one. */
export type MarkdownBlock =
  | { kind: 'blank'; lines: string[] }
  /** The lines as they are, with the opening one; `closed` is false while the model is still writing it. */
  | { kind: 'fence'; fence: CodeFence; lines: string[]; closed: boolean }
  | { kind: 'heading'; lead: LineLead; level: number; text: string }
  | { kind: 'rule'; lead: LineLead; text: string }
  /** With its header and delimiter row. `rest` is what the second line begins with. */
  | { kind: 'table'; lead: LineLead; rest: string; lines: string[] }
  /** Text of one paragraph or list item. */
  | { kind: 'prose'; lead: LineLead; rest: string; lines: string[] };

type Prose = MarkdownBlock & { kind: 'prose' };

const HEADING = /^(#{1,6})[ \t]+(?=\S)/u;

/** A title without the signs that may close it. */
const withoutClosingMarks = (title: string): string => {
  const text = title.trimEnd();
  const end = text.length - (/#+$/u.exec(text.slice(-80))?.[0].length ?? 0);
  return /[ \t]/u.test(text.charAt(end - 1)) ? text.slice(0, end).trimEnd() : text;
};

/** A longer line above dashes is a paragraph. */
const MAX_TITLE = 80;

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

/** Whether a line goes on with the paragraph of the lines before it. */
const goesOn = (block: Prose, lead: LineLead, text: string): boolean => {
  if (lead.item || isBlank(text) || isBlank(block.lines.at(-1))) return false;
  const { quoteDepth, itemIsQuote } = block.lead;
  return lead.quoteDepth === quoteDepth || (itemIsQuote && lead.quoteDepth === quoteDepth + 1);
};

/** What the second line of a block begins with when the first one has this lead. */
const restOf = ({ source, item }: LineLead): string => (item ? source.replaceAll(/[^\s>]/gu, ' ') : source);

class BlockReader {
  readonly #blocks: MarkdownBlock[] = [];

  get blocks(): readonly MarkdownBlock[] {
    return this.#blocks;
  }

  blank(line: string): void {
    const last = this.#blocks.at(-1);
    if (last?.kind === 'blank') last.lines.push(line);
    else this.#blocks.push({ kind: 'blank', lines: [line] });
  }

  opens(fence: CodeFence, line: string): void {
    this.#blocks.push({ kind: 'fence', fence, lines: [line], closed: false });
  }

  code(line: string, closes: boolean): void {
    const last = this.#blocks.at(-1);
    if (last?.kind !== 'fence') return;
    last.lines.push(line);
    last.closed = closes;
  }

  text(line: string): void {
    const lead = leadOf(line);
    const text = line.slice(lead.source.length);
    const [marks, signs = ''] = HEADING.exec(text) ?? [];
    const underlined = this.#underlinedBy(lead, text);
    if (underlined !== undefined) {
      const title = this.#blocks.pop();
      if (title?.kind === 'prose')
        this.#blocks.push({ kind: 'heading', lead: title.lead, level: underlined, text: title.lines.join(' ').trim() });
    } else if (marks !== undefined) {
      this.#blocks.push({
        kind: 'heading',
        lead,
        level: signs.length,
        text: withoutClosingMarks(text.slice(marks.length)),
      });
    } else if (isRule(text)) {
      this.#blocks.push({ kind: 'rule', lead, text });
    } else {
      this.#prose(lead, text);
    }
  }

  /** The level of the heading that the line before becomes. A line of dashes below a sentence is meant as a rule. */
  #underlinedBy(lead: LineLead, text: string): number | undefined {
    const last = this.#blocks.at(-1);
    const [title = ''] = last?.kind === 'prose' && last.lines.length === 1 ? last.lines : [];
    if (last?.kind !== 'prose' || last.lead.item || lead.item || isBlank(title)) return undefined;
    if (lead.indent > 3 || lead.quoteDepth !== last.lead.quoteDepth) return undefined;
    if (/^={3,}[ \t]*$/u.test(text)) return 1;
    return /^-{3,}[ \t]*$/u.test(text) && title.length <= MAX_TITLE && !/[.!?:;,…]["'”’*_)]*[ \t]*$/u.test(title)
      ? 2
      : undefined;
  }

  #prose(lead: LineLead, text: string): void {
    const last = this.#blocks.at(-1);
    const isRow = isTableRow(text);
    if (last?.kind === 'table' && isRow && !lead.item && lead.quoteDepth === last.lead.quoteDepth) {
      last.lines.push(text);
    } else if (last?.kind !== 'prose' || !goesOn(last, lead, text)) {
      this.#blocks.push({ kind: 'prose', lead, rest: restOf(lead), lines: [text] });
    } else if (isRow && isTableDelimiter(text) && isTableRow(last.lines.at(-1) ?? '')) {
      this.#table(last, lead, text);
    } else {
      if (last.lines.length === 1 && lead.quoteDepth === last.lead.quoteDepth) last.rest = lead.source;
      last.lines.push(text);
    }
  }

  /** The line before a delimiter row was a header and no prose. */
  #table(block: Prose, lead: LineLead, delimiter: string): void {
    const header = block.lines.pop() ?? '';
    const isAlone = block.lines.length === 0;
    if (isAlone) this.#blocks.pop();
    const first = isAlone ? block.lead : { ...lead, source: block.rest };
    this.#blocks.push({ kind: 'table', lead: first, rest: lead.source, lines: [header, delimiter] });
  }
}

/** Markdown as blocks, read line by line and forwards only. Linear. */
export const markdownBlocks = (text: string): readonly MarkdownBlock[] => {
  const reader = new BlockReader();
  for (const line of scanLines(text)) {
    const source = text.slice(line.start, line.textEnd);
    if (line.fenceBefore) reader.code(source, line.kind === 'closes');
    else if (line.fenceAfter) reader.opens(line.fenceAfter, source);
    else if (line.kind === 'blank') reader.blank(source);
    else reader.text(source);
  }
  return reader.blocks;
};
