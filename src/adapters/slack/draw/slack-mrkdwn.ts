import type { MarkdownBlock } from '../../../markdown/scan/blocks.ts';
import { withoutQuote } from '../../../markdown/scan/code-fence.ts';
import { decodeEntities } from '../../../markdown/scan/entities.ts';
import type { LineLead } from '../../../markdown/scan/line-lead.ts';
import type { ListLevel } from '../../../markdown/scan/list-levels.ts';
import { isOnlySigns } from '../../../markdown/write/seen-words.ts';
import { rewriteProse, type ProseStyle } from '../../../markdown/write/rewrite-prose.ts';
import { isTooWide, paddedTable, parseTable, plainTable, tableItems } from '../../../markdown/write/table-text.ts';
import { withLeads, writeMarkdown, type MarkdownStyle } from '../../../markdown/write/write-markdown.ts';
import { escapeSlack, withoutMassPing } from '../api/slack-escape.ts';

const FOOTNOTE = /\[\^([^\]\s]{1,40}?)\^?\]/gu;

/** There are no escapes in mrkdwn: what is a sign in Markdown is a sign here, and a mark of Slack's if it happens to be one. */
const words = (text: string): string =>
  withoutMassPing(escapeSlack(decodeEntities(text, { escapes: false }))).replaceAll(FOOTNOTE, '[$1]');

/** A backtick within would end it, and mrkdwn has no longer ones; \u02cb looks the same. */
const code = (content: string): string => {
  const text = escapeSlack(content.trim().replaceAll(/\s+/gu, ' '));
  return text === '' ? text : `\`${text.replaceAll('`', '\u02cb')}\``;
};

const LABEL_MARKS = /\*\*|__|~~|`/gu;

const link = (label: string, url: string): string => {
  const text = label.replaceAll(LABEL_MARKS, '');
  return text === '' ? `<${escapeSlack(url)}>` : `<${escapeSlack(url)}|${text}>`;
};

const prose: ProseStyle = {
  text: words,
  escape: (sign) => sign,
  code: (source) => code(source.replace(/^(`+)([^]*)\1$/u, '$2')),
  link,
  address: (url) => link(url.toLowerCase().startsWith('mailto:') ? words(url.slice('mailto:'.length)) : '', url),
  math: (content) => code(content.replaceAll('`', "'")),
  ticks: (source) => source,
  lineBreak: '\n',
  marks: { strong: '*', emphasis: '_', strike: '~' },
};
const inRow: ProseStyle = { ...prose, lineBreak: ' ' };
/** Slack knows no bold text within bold text. */
const inHeading: ProseStyle = { ...inRow, marks: { strong: '', emphasis: '_', strike: '~' } };

const BULLETS = ['•', '◦', '▪'];
const INDENT = '    ';

const quoteMark = (depth: number): string => (depth > 0 ? '> ' : '');

/** What belongs to an item stands below its text. */
const belowItem = (depth: number): string => INDENT.repeat(depth) + '  ';

const itemSign = ({ item }: LineLead, { depth, number }: ListLevel): string => {
  if (!item) return '';
  const sign = number === undefined ? (BULLETS[depth % BULLETS.length] ?? '•') : `${number}.`;
  return `${sign} ${item.checked === undefined ? '' : item.checked ? '☑ ' : '☐ '}`;
};

const heading = (title: string): string => {
  const text = rewriteProse(title, inHeading);
  return text.trim() === '' ? text : `*${text}*`;
};

const fenced = (content: string, quoteDepth: number): string => {
  const mark = quoteMark(quoteDepth);
  return withLeads(`\`\`\`\n${escapeSlack(content.replaceAll('```', '~~~'))}\n\`\`\``, mark, mark);
};

const fence = ({ fence: opened, lines, closed }: MarkdownBlock & { kind: 'fence' }): string => {
  const inner = lines.slice(1, closed ? -1 : undefined).map((line) => {
    const unquoted = withoutQuote(line, opened.quoteDepth) ?? line;
    const blank = /^ */u.exec(unquoted)?.[0].length ?? 0;
    return unquoted.slice(Math.min(blank, opened.indent));
  });
  return fenced(inner.join('\n'), opened.quoteDepth);
};

const table = (lines: readonly string[], quoteDepth: number): string => {
  const parsed = parseTable(lines);
  const plain = plainTable(parsed);
  if (!isTooWide(plain)) return fenced(paddedTable(plain), quoteDepth);
  const items = tableItems(parsed).map(
    ({ depth, text }) => `${INDENT.repeat(depth)}${BULLETS[depth] ?? ''} ${rewriteProse(text, inRow)}`,
  );
  return withLeads(items.join('\n'), quoteMark(quoteDepth), quoteMark(quoteDepth));
};

const style: MarkdownStyle = {
  lead: (lead, level) => {
    const before = lead.item || level.depth === 0 ? INDENT.repeat(level.depth) : belowItem(level.depth - 1);
    return quoteMark(lead.quoteDepth) + before + itemSign(lead, level);
  },
  rest: (lead, { depth }) =>
    quoteMark(lead.quoteDepth) + (lead.item ? belowItem(depth) : depth === 0 ? '' : belowItem(depth - 1)),
  prose: (text) => rewriteProse(text, prose),
  heading: (_, title) => heading(title),
  rule: () => '──────────',
  fence,
  table: ({ lead, lines }) => table(lines, lead.quoteDepth),
};

/** Markdown as Slack's own mark-up, for the `text` beside blocks and for places where blocks are refused. Nothing in it can ping: every `<` that is not ours is escaped. */
export const slackMrkdwn = (markdown: string): string =>
  (isOnlySigns(markdown) ? escapeSlack(markdown) : writeMarkdown(markdown, style))
    .replaceAll(/\n[^\S\n]*(?:\n[^\S\n]*)+\n/gu, '\n\n')
    .trim();
