import type { MarkdownBlock } from '../../../markdown/scan/blocks.ts';
import { languageOf } from '../../../markdown/scan/code-fence.ts';
import { decodeEntities } from '../../../markdown/scan/entities.ts';
import type { LineLead } from '../../../markdown/scan/line-lead.ts';
import { isOnlySigns } from '../../../markdown/write/seen-words.ts';
import { rewriteProse, type ProseStyle } from '../../../markdown/write/rewrite-prose.ts';
import { isTooWide, paddedTable, parseTable, plainTable, tableItems } from '../../../markdown/write/table-text.ts';
import { withLeads, writeMarkdown, type MarkdownStyle } from '../../../markdown/write/write-markdown.ts';

// Mentions between angle brackets, and mass mentions. Nothing pings while `allowed_mentions` is empty; the zero-width space keeps them from
// looking like pings, and from being some should that field ever be missing.
const MENTION = /<(?=@[!&]?\d|#\d)/gu;
const MASS = /@(?=everyone|here(?!\.\w))/giu;
// Small print is the bot's own: what stands below an answer, and above what it quotes.
const SMALL_PRINT = /(?<![^\s>])-#(?=\s|$)/gu;
const UNDERLINE = /(?<![\p{L}\p{N}_])__(?=\S)|(?<=\S)__(?![\p{L}\p{N}_])/gu;

const FENCE = '```';
/** Tildes make the same fence everywhere else, so an example of Markdown can still be copied. */
const safeCode = (code: string): string => code.replaceAll(/`{3,}/gu, (run) => '~'.repeat(run.length));

/** Three backticks would begin or end a block, also in the middle of a line. */
const inlineCode = (source: string): string => {
  if (!source.includes(FENCE)) return source;
  const content = safeCode(source.replace(/^(`+)([^]*)\1$/u, '$2'))
    .replaceAll('``', "''")
    .trim();
  return content.includes('`') ? `\`\` ${content} \`\`` : `\`${content}\``;
};

const prose: ProseStyle = {
  text: (text) =>
    decodeEntities(text)
      .replaceAll(MENTION, '<\u200b')
      .replaceAll(MASS, '@\u200b')
      .replaceAll(SMALL_PRINT, '\\-#')
      .replaceAll(/\[\^([^\]\s]{1,40}?)\^?\]/gu, '[$1]')
      .replaceAll(UNDERLINE, '**')
      .replaceAll('||', '\\|\\|') // would hide what stands between two of them
      .replaceAll(/^>/gmu, '\\>'),
  escape: (sign) => `\\${sign}`,
  code: inlineCode,
  link: (label, url) => `[${label}](<${url}>)`,
  address: (url) => (url.toLowerCase().startsWith('mailto:') ? url.slice('mailto:'.length) : `<${url}>`),
  math: (content) => `\`${content.trim().replaceAll('`', "'").replaceAll(/\s+/gu, ' ')}\``,
  // Backticks that open nothing here would pair with those of a later paragraph.
  ticks: (source) => source.replaceAll('`', '\\`'),
  lineBreak: '\n',
};
const inLine: ProseStyle = { ...prose, lineBreak: ' ' };

/** Bold text within a bold line would end it; in code the same signs are code. */
const withoutBold = (text: string): string =>
  text
    .split(/(`+[^`]*`+)/u)
    .map((piece, index) => (index % 2 === 0 ? piece.replaceAll('**', '') : piece))
    .join('');

const MAX_HEADING_LEVEL = 3;

const heading = (level: number, title: string): string =>
  level <= MAX_HEADING_LEVEL
    ? `${'#'.repeat(level)} ${rewriteProse(title, inLine)}`
    : rewriteProse(`**${withoutBold(title)}**`, inLine);

/** One level of quote only; `>>>` would quote the rest of the message. */
const quoteMark = (depth: number): string => (depth > 0 ? '> ' : '');

const lead = ({ quoteDepth, indent, item }: LineLead): string => {
  const before = quoteMark(quoteDepth) + ' '.repeat(indent);
  if (!item) return before;
  const task = item.checked === undefined ? '' : item.checked ? '☑ ' : '☐ ';
  return `${before}${item.number === undefined ? '-' : `${item.number}.`} ${task}`;
};

/** Discord takes two columns for what belongs to an item. */
const restLead = ({ quoteDepth, indent, item }: LineLead): string =>
  quoteMark(quoteDepth) + ' '.repeat(item ? indent + 2 : indent);

const beforeFence = (source: string): string => source.slice(0, source.search(/`{3}|~{3}/u));

/** Discord knows three backticks, wherever they stand, and would show the indentation that a list item asks for. */
const fence = ({ fence: opened, lines, closed }: MarkdownBlock & { kind: 'fence' }): string => {
  const indent = opened.quoteDepth > 0 ? 0 : opened.indent;
  const [first = '', ...rest] = lines;
  const code: string[] = (closed ? rest.slice(0, -1) : rest).map((source) => {
    const blank = /^ */u.exec(source)?.[0].length ?? 0;
    return safeCode(source.slice(Math.min(blank, indent)));
  });
  // With nothing in it, its end would begin a block with the text behind it.
  if (code.join('') === '') code.push(' ');
  const end = closed ? beforeFence(rest.at(-1) ?? '') : '> '.repeat(Math.min(1, opened.quoteDepth));
  return [beforeFence(first) + FENCE + languageOf(opened), ...code, end + FENCE].join('\n');
};

const tableText = (lines: readonly string[]): string => {
  const table = parseTable(lines);
  const plain = plainTable(table);
  if (!isTooWide(plain)) return `${FENCE}\n${safeCode(paddedTable(plain))}\n${FENCE}`;
  return tableItems(table)
    .map(({ depth, text }) => rewriteProse(`${'  '.repeat(depth)}- ${text}`, inLine))
    .join('\n');
};

const style: MarkdownStyle = {
  lead,
  rest: restLead,
  prose: (text) => rewriteProse(text, prose),
  heading,
  rule: () => '──────────',
  fence,
  table: ({ lead: { quoteDepth }, lines }) => withLeads(tableText(lines), quoteMark(quoteDepth), quoteMark(quoteDepth)),
};

const MARKS = /[!-/:-@[-`{-~]/gu;

/** Markdown in Discord's dialect: what it cannot show is written in what it can, nothing mentions, addresses do not unfurl. Blank only if it was. */
export const discordMarkdown = (markdown: string): string => {
  if (isOnlySigns(markdown)) return markdown.replaceAll(MARKS, String.raw`\$&`);
  const written = writeMarkdown(markdown, style);
  return written.trim() === '' ? prose.text(markdown) : written;
};
