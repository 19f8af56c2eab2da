import { rewriteProse, type ProseStyle } from '../../core/markdown/rewrite-prose.ts';
import { markdownSections, type MarkdownSection } from '../../core/markdown/sections.ts';
import { paddedTable, parseTable } from '../../core/markdown/table-text.ts';
import { withoutMassPing } from './slack-mrkdwn.ts';

/** What Slack's table block takes, in one message (docs.slack.dev, table block). */
const TABLE_MAX = { rows: 100, columns: 20, units: 9_500 };

const CONTROL_TOKEN =
  /<(?=!(?:here|channel|everyone|group|subteam\^|date\^)|@[UWB][A-Z0-9]{2}|#[CG][A-Z0-9]{2}|[a-z][a-z0-9+.-]{0,30}:[^\s<>|]*\|)/giu;

/**
 * Code stays as it is, to be copied, but for tokens that Slack's own parser might act on: of these the bracket becomes an entity, which Slack
 * shows as the bracket and does not read again as a token (PostHog/posthog#95054, measured on a real workspace). Whether it looks
 * for tokens in code at all is not documented.
 */
const safeCode = (code: string): string => code.replaceAll(CONTROL_TOKEN, '&lt;');

const FOOTNOTE = /\[\^([^\]\s]{1,40})\]/gu;
// What is left of `]:` before an address would define where a `[label]` leads, out of sight of the label.
const DEFINES = /\]:(?=\s{0,20}(?:$|<?[^\s<>]{0,2000}[:/]))/gu;

const style: ProseStyle = {
  // Outside code every bracket is written as an entity: `<…>` is Slack's, also within a markdown block. `&` stays: it is not decoded in addresses.
  text: (prose) =>
    withoutMassPing(prose.replaceAll('<', '&lt;')).replaceAll(FOOTNOTE, '[$1]').replaceAll(DEFINES, '] :'),
  code: safeCode,
  link: (label, url) => `[${label}](${url})`,
  address: (url, next) => (/^[^\s)\].,;:!?]/u.test(next) ? `${url} ` : url),
  math: (content) => `\`${safeCode(content.trim().replaceAll('`', "'").replaceAll(/\s+/gu, ' '))}\``,
  ticks: (source) => source,
  lineBreak: '\n',
};
const rowStyle: ProseStyle = { ...style, lineBreak: ' ' };

const DEFINITION = /^((?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t]){0,20})\[\^?([^\]]{1,999})\]:[ \t]*/u;

const fence = (section: MarkdownSection & { kind: 'fence' }): string => {
  const { marker } = section.fence;
  if (marker.startsWith('`')) return safeCode(section.lines.join('\n'));
  // Slack documents backticks only.
  const longest = Math.max(2, ...(section.lines.join('\n').match(/`+/gu) ?? []).map((run) => run.length));
  const last = section.closed ? section.lines.length - 1 : -1;
  return section.lines
    .map((line, index) => (index === 0 || index === last ? line.replace(/~{3,}/u, '`'.repeat(longest + 1)) : line))
    .map(safeCode)
    .join('\n');
};

const tableOrCode = (lines: readonly string[], unitsSoFar: number): string => {
  const table = parseTable(lines);
  const fits = table.rows.length < TABLE_MAX.rows && table.header.length <= TABLE_MAX.columns;
  if (fits && unitsSoFar <= TABLE_MAX.units) {
    return lines.map((line) => rewriteProse(line, rowStyle)).join('\n');
  }
  return `\`\`\`\n${safeCode(paddedTable(table).replaceAll('```', '~~~'))}\n\`\`\``;
};

/** Markdown for a `markdown` block: nothing in it pings, unfurls an image, or shows another address than it leads to. */
export const slackMarkdown = (markdown: string): string => {
  let tableUnits = 0;
  return markdownSections(markdown)
    .map((section) => {
      if (section.kind === 'fence') return fence(section);
      if (section.kind === 'blank') return section.lines.join('\n');
      if (section.kind === 'prose') {
        return rewriteProse(section.lines.map((line) => line.replace(DEFINITION, '$1[$2] ')).join('\n'), style);
      }
      tableUnits += section.lines.reduce((sum, line) => sum + line.length, 0);
      return tableOrCode(section.lines, tableUnits);
    })
    .join('\n');
};
