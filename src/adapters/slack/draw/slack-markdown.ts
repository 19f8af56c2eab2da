import { languageOf } from '../../../markdown/scan/code-fence.ts';
import { decodeEntities } from '../../../markdown/scan/entities.ts';
import { rewriteProse, type ProseStyle } from '../../../markdown/write/rewrite-prose.ts';
import { markdownSections, type MarkdownSection } from '../../../markdown/scan/sections.ts';
import { paddedTable, parseTable, plainTable } from '../../../markdown/write/table-text.ts';
import { withoutMassPing } from './slack-mrkdwn.ts';

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

const FOOTNOTE = /\[\^([^\]\s]{1,40})\]/gu;
// A definition would say where a `[label]` leads out of sight of the label. Those that stand at the beginning of a line are written as notes;
// wherever else a parser might see one, a word joiner stands between.
const DEFINITION = /^((?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t]){0,20})\[\^?([^\]]{1,999})\]:[ \t]*/u;
const DEFINES = ']:';
// GFM reads an address up to the next blank, code included, and only gives back marks at its very end.
const GOES_ON = /^[?!.,:;*_~'")\]]*[^\s?!.,:;*_~'")\]]/u;

/** The references that Slack reads itself; all others it would show. */
const SLACK_ENTITIES = ['lt', 'gt', 'amp'];

const style: ProseStyle = {
  // Every bracket is written as an entity: `<…>` is Slack's, within a markdown block too (same source). `&` stays: it is not decoded in addresses.
  text: (prose) =>
    withoutMassPing(decodeEntities(prose, SLACK_ENTITIES).replaceAll('<', '&lt;'))
      .replaceAll(FOOTNOTE, '[$1]')
      .replaceAll(DEFINES, ']\u2060:'),
  code: safeCode,
  link: (label, url) => `[${label}](${url})`,
  address: (url, next) => (GOES_ON.test(next) ? `${url} ` : url),
  math: (content) => `\`${safeCode(content.trim().replaceAll('`', "'").replaceAll(/\s+/gu, ' '))}\``,
  ticks: (source) => source.replaceAll('`', '\\`'),
  lineBreak: '\n',
};
const rowStyle: ProseStyle = { ...style, lineBreak: ' ' };

/** Slack documents fences of backticks, with a language and nothing else behind them. */
const fence = ({ fence: opened, lines, closed }: MarkdownSection & { kind: 'fence' }): string => {
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

const tableOrCode = (lines: readonly string[], unitsSoFar: number): string => {
  const table = parseTable(lines);
  const fits = table.rows.length < MAX_TABLE.rows && table.header.length <= MAX_TABLE.columns;
  if (fits && unitsSoFar <= MAX_TABLE.units) return lines.map((line) => rewriteProse(line, rowStyle)).join('\n');
  return `\`\`\`\n${safeCode(paddedTable(plainTable(table)).replaceAll('```', '~~~'))}\n\`\`\``;
};

/** Markdown for a `markdown` block: nothing in it pings, unfurls an image, or shows another address than it leads to. Blank only if it was. */
export const slackMarkdown = (markdown: string): string => {
  let tableUnits = 0;
  const written = markdownSections(markdown)
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
  return written.trim() === '' ? style.text(markdown) : written;
};
