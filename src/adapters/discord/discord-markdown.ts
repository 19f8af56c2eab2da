import { rewriteProse, type ProseStyle } from '../../core/markdown/rewrite-prose.ts';
import { markdownSections, type MarkdownSection } from '../../core/markdown/sections.ts';
import { paddedTable, parseTable, tableWidth } from '../../core/markdown/table-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  '#39': "'",
};
const ENTITY = /&(lt|gt|amp|quot|apos|nbsp|#39);/gu;
// Names of what Discord parses between angle brackets, and its mass mentions; a zero-width space is what parts them without a visible sign.
const MENTION = /<(?=@[!&]?\d|#\d|@&)/gu;
const MASS = /@(?=everyone|here(?!\.\w))/giu;

const style: ProseStyle = {
  text: (prose) =>
    prose
      .replaceAll(ENTITY, (source, name: string) => ENTITIES[name] ?? source)
      .replaceAll(MENTION, '<\u200b')
      .replaceAll(MASS, '@\u200b')
      .replaceAll(/\[\^([^\]\s]{1,40})\]/gu, '[$1]')
      .replaceAll(/(?<![\p{L}\p{N}_])__(?=\S)|(?<=\S)__(?![\p{L}\p{N}_])/gu, '**')
      .replaceAll('||', '\\|\\|'),
  code: (source) => source,
  link: (label, url) => `[${label}](<${url}>)`,
  address: (url) => (url.startsWith('mailto:') || !url.includes('://') ? url : `<${url}>`),
  math: (content) => `\`${content.trim().replaceAll('`', "'").replaceAll(/\s+/gu, ' ')}\``,
  // A backtick that opens nothing here would pair with one of a later paragraph.
  ticks: (source) => source.replaceAll('`', '\\`'),
  lineBreak: '\n',
};

const line = (source: string): string => {
  const heading = /^ {0,3}#{4,6}[ \t]+(.*?)(?:[ \t]+#*)?$/u.exec(source);
  if (heading) return `**${(heading[1] ?? '').replaceAll('**', '')}**`;
  if (/^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/u.test(source)) return '──────────';
  return source
    .replace(/^((?:[ \t]|>)*)\[\^?([^\]]{1,999})\]:[ \t]*/u, '$1[$2] ')
    .replace(/^([ \t]*)[*+](?=[ \t])/u, '$1-')
    .replace(/^([ \t]*\d{1,9})\)(?=[ \t])/u, '$1.')
    .replace(/^([ \t]*(?:-|\d{1,9}\.)[ \t]+)\[ \](?=[ \t])/u, '$1☐')
    .replace(/^([ \t]*(?:-|\d{1,9}\.)[ \t]+)\[[xX]\](?=[ \t])/u, '$1☑')
    .replace(/^[ \t]*>(?:[ \t]*>)+[ \t]?/u, '> ');
};

const FENCE = '```';
const safeCode = (code: string): string => code.replaceAll(/`{3,}/gu, (run) => '~'.repeat(run.length));

/** Discord knows three backticks, wherever they stand, and keeps the indentation that a list item asks for. */
const fence = ({ fence: opened, lines, closed }: MarkdownSection & { kind: 'fence' }): string => {
  const last = closed ? lines.length - 1 : -1;
  const indent = opened.quoteDepth > 0 ? 0 : opened.indent;
  return lines
    .map((source, index) => {
      if (index === 0 || index === last) return source.replace(/`{3,}|~{3,}/u, FENCE);
      const blank = /^ */u.exec(source)?.[0].length ?? 0;
      return safeCode(source.slice(Math.min(blank, indent)));
    })
    .join('\n');
};

const TABLE_WIDTH_MAX = 80;

const tableText = (lines: readonly string[]): string => {
  const table = parseTable(lines);
  if (tableWidth(table) <= TABLE_WIDTH_MAX) return `${FENCE}\n${safeCode(paddedTable(table))}\n${FENCE}`;
  return table.rows
    .map((row) =>
      row
        .map((cell, column) => `${column === 0 ? '- ' : '  - '}${table.header[column] ?? ''}: ${cell}`)
        .map((source) => rewriteProse(source, { ...style, lineBreak: ' ' }))
        .join('\n'),
    )
    .join('\n');
};

/** Markdown in Discord's dialect: what it cannot show is written in what it can, nothing mentions, addresses do not unfurl. */
export const discordMarkdown = (markdown: string): string =>
  markdownSections(markdown)
    .map((section) => {
      if (section.kind === 'fence') return fence(section);
      if (section.kind === 'table') return tableText(section.lines);
      if (section.kind === 'blank') return section.lines.join('\n');
      return rewriteProse(section.lines.map(line).join('\n'), style);
    })
    .join('\n');
