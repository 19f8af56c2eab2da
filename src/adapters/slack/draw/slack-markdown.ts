import type { MarkdownBlock } from '../../../markdown/scan/blocks.ts';
import { languageOf } from '../../../markdown/scan/code-fence.ts';
import { decodeEntities } from '../../../markdown/scan/entities.ts';
import type { LineLead } from '../../../markdown/scan/line-lead.ts';
import type { ListLevel } from '../../../markdown/scan/list-levels.ts';
import { isOnlySigns } from '../../../markdown/write/seen-words.ts';
import { rewriteProse, type ProseStyle } from '../../../markdown/write/rewrite-prose.ts';
import {
  gfmTable,
  isTooWide,
  paddedTable,
  parseTable,
  plainTable,
  tableItems,
} from '../../../markdown/write/table-text.ts';
import type { TextTable } from '../../../markdown/write/table-text.ts';
import { withLeads, writeMarkdown, type MarkdownStyle } from '../../../markdown/write/write-markdown.ts';
import { withoutMassPing } from '../api/slack-escape.ts';

/** What Slack's table block takes, in one message (docs.slack.dev, table block). */
const MAX_TABLE = { rows: 100, columns: 20, units: 9_500 };

const CONTROL_TOKEN =
  /<(?=!(?:here|channel|everyone|group|subteam\^|date\^)|@[UWB][A-Z0-9]{2}|#[CG][A-Z0-9]{2}|[a-z][a-z0-9+.-]{0,30}:[^\s<>|]*\|)/giu;

/**
 * Code stays as it is, to be copied, but for tokens that Slack's own parser might act on: of these the bracket becomes an entity, which Slack
 * shows as the bracket and does not read again as a token (PostHog/posthog#95054, measured on a real workspace). Whether it looks
 * for tokens in code at all is not documented.
 */
const safeCode = (code: string): string => code.replaceAll(CONTROL_TOKEN, '&lt;');

const FOOTNOTE = /\[\^([^\]\s]{1,40}?)\^?\]/gu;
// A parser might see a definition where ours sees none; a word joiner stands between.
const DEFINES = ']:';
// GFM reads an address up to the next blank, code included, and only gives back marks at its very end.
const GOES_ON = /^[?!.,:;*_~'")\]]*[^\s?!.,:;*_~'")\]]/u;

/** The references that Slack reads itself; all others it would show. */
const SLACK_ENTITIES = ['lt', 'gt', 'amp'];

/** Whatever is not simply words: most of a long list is. */
const MAY_MEAN = /[&<>@[\]]/u;

const prose: ProseStyle = {
  // Every bracket is written as an entity: `<…>` is Slack's, within a markdown block too (same source). `&` stays: it is not decoded in addresses.
  text: (text) =>
    MAY_MEAN.test(text)
      ? withoutMassPing(decodeEntities(text, { kept: SLACK_ENTITIES }).replaceAll('<', '&lt;'))
          .replaceAll(/^>/gmu, '&gt;')
          .replaceAll(FOOTNOTE, '[$1]')
          .replaceAll(DEFINES, ']\u2060:')
      : text,
  escape: (sign) => `\\${sign}`,
  code: safeCode,
  link: (label, url) => `[${label}](${url})`,
  address: (url, next) => url.replace(/^mailto:/iu, '') + (GOES_ON.test(next) ? ' ' : ''),
  math: (content) => `\`${safeCode(content.trim().replaceAll('`', "'").replaceAll(/\s+/gu, ' '))}\``,
  ticks: (source) => source.replaceAll('`', '\\`'),
  lineBreak: '\n',
  joiner: '\u2060',
};
const inRow: ProseStyle = { ...prose, lineBreak: ' ' };

/** Slack documents fences of backticks, with a language and nothing else behind them. */
const fence = ({ fence: opened, lines, closed }: MarkdownBlock & { kind: 'fence' }): string => {
  const tildes = opened.marker.startsWith('~');
  const runs = tildes ? lines.flatMap((line) => line.match(/`+/gu) ?? []).map((run) => run.length) : [];
  const marker = tildes ? '`'.repeat(Math.max(2, ...runs) + 1) : opened.marker;
  const last = closed ? lines.length - 1 : -1;
  return lines
    .map((line, index) => {
      if (index !== 0 && index !== last) return safeCode(line);
      const before = line.slice(0, line.search(/`{3}|~{3}/u));
      return before + marker + (index === 0 ? languageOf(opened) : '');
    })
    .join('\n');
};

/** In quotes and lists, and where Slack would refuse it, a table becomes code or, where that is too wide, a list. */
const otherTable = (table: TextTable): string => {
  const plain = plainTable(table);
  if (!isTooWide(plain)) return `\`\`\`\n${safeCode(paddedTable(plain).replaceAll('```', '~~~'))}\n\`\`\``;
  return tableItems(table)
    .map(({ depth, text }) => `${'  '.repeat(depth)}- ${rewriteProse(text, inRow)}`)
    .join('\n');
};

const cells = (row: readonly string[]): string[] => row.map((cell) => rewriteProse(cell, inRow));

type TableBlock = MarkdownBlock & { kind: 'table' };

const QUOTES = /^(?:[ \t]*>)* ?/u;
const quotesOf = ({ source, quoteDepth }: LineLead): string => (quoteDepth > 0 ? (QUOTES.exec(source)?.[0] ?? '') : '');

/** Nested as it is meant, and with the signs of tasks, whatever Slack makes of brackets. */
const firstLead = (lead: LineLead, { column, depth }: ListLevel): string => {
  if (!lead.item && depth === 0) return lead.source;
  const { checked } = lead.item ?? {};
  const sign = checked === undefined ? '$&' : checked ? '☑' : '☐';
  const quotes = quotesOf(lead);
  return (
    quotes +
    ' '.repeat(column) +
    lead.source
      .slice(quotes.length)
      .trimStart()
      .replace(/\[[ xX]\]/u, sign)
  );
};

const restLead = (lead: LineLead, { restColumn, depth }: ListLevel, source: string): string =>
  lead.item || depth > 0 ? quotesOf(lead) + ' '.repeat(restColumn) : source;

/** @param unitsBefore how much the tables before this one take */
const table = ({ lead, rest, lines }: TableBlock, level: ListLevel, unitsBefore: number): string => {
  const parsed = parseTable(lines);
  const isNested = level.depth > 0 || lead.quoteDepth > 0 || lead.item !== undefined;
  const fits = parsed.rows.length < MAX_TABLE.rows && parsed.header.length <= MAX_TABLE.columns;
  if (isNested || !fits || unitsBefore + unitsOf(lines) > MAX_TABLE.units)
    return withLeads(otherTable(parsed), firstLead(lead, level), restLead(lead, level, rest));
  return gfmTable({ header: cells(parsed.header), align: parsed.align, rows: parsed.rows.map(cells) });
};

const unitsOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length, 0);

/** The line below a table would be one of its rows, and one above a rule a heading. */
const APART: ReadonlySet<MarkdownBlock['kind']> = new Set(['table', 'rule']);

const styleOfMessage = (): MarkdownStyle => {
  let tableUnits = 0;
  return {
    lead: firstLead,
    rest: restLead,
    prose: (text) => rewriteProse(text, prose),
    heading: (level, title) => `${'#'.repeat(level)} ${rewriteProse(title, inRow)}`,
    rule: (source) => source,
    apart: APART,
    fence,
    table: (block, level) => {
      const written = table(block, level, tableUnits);
      tableUnits += unitsOf(block.lines);
      return written;
    },
  };
};

const MARKS = /[!-%'-/:;=-@[-`{-~]/gu;

/** Markdown for a `markdown` block: nothing in it pings, unfurls an image, or shows another address than it leads to. Blank only if it was. */
export const slackMarkdown = (markdown: string): string => {
  if (isOnlySigns(markdown)) return markdown.replaceAll('<', '&lt;').replaceAll(MARKS, String.raw`\$&`);
  const written = writeMarkdown(markdown, styleOfMessage());
  return written.trim() === '' ? prose.text(markdown) : written;
};
