import wrapAnsi from 'wrap-ansi';
import type { MarkdownBlock } from '../../../markdown/scan/blocks.ts';
import { withoutQuote } from '../../../markdown/scan/code-fence.ts';
import { displayWidth } from '../../../markdown/scan/display-width.ts';
import { decodeEntities } from '../../../markdown/scan/entities.ts';
import type { LineLead } from '../../../markdown/scan/line-lead.ts';
import type { ListLevel } from '../../../markdown/scan/list-levels.ts';
import type { EmphasisMarks } from '../../../markdown/write/emphasis-marks.ts';
import { isOnlySigns } from '../../../markdown/write/seen-words.ts';
import { rewriteProse, type ProseStyle } from '../../../markdown/write/rewrite-prose.ts';
import { paddedTable, parseTable, plainTable, tableItems, tableWidth } from '../../../markdown/write/table-text.ts';
import { writeMarkdown, type MarkdownStyle } from '../../../markdown/write/write-markdown.ts';
import { cleanText } from '../../../markdown/scan/clean-text.ts';
import type { Look } from './console-look.ts';

// Stand for the beginning and the end of a style until the lines are wrapped, and in front of a line that must not be.
const [BOLD, ITALIC, STRIKE, CODE, AS_IT_IS] = ['\uE000', '\uE001', '\uE002', '\uE003', '\uE004'] as const;
const STAND_INS = /[\uE000-\uE004]/gu;
const STYLES = [
  [BOLD, 'bold'],
  [ITALIC, 'italic'],
  [STRIKE, 'strikethrough'],
  [CODE, 'cyan'],
] as const;
const MARKS: EmphasisMarks = { strong: BOLD, emphasis: ITALIC, strike: STRIKE };
const BULLETS = ['•', '◦', '▪'];
const INDENT = '  ';
const MAX_RULE = 40;
/** What the rows that a line is wrapped into stand below: quotes, blanks, the sign of an item. */
const LEAD = /^((?:│ )*)( *(?:(?:[•◦▪]|\d{1,9}\.) (?:[☑☐] )?)?)/u;

const words = (text: string): string => cleanText(decodeEntities(text, { escapes: false })).replaceAll(STAND_INS, '');

const proseStyle = (isStyled: boolean): ProseStyle => ({
  text: words,
  escape: (sign) => sign,
  code: (source) => {
    const code = words(source);
    return isStyled ? CODE + code.replace(/^(`+)([^]*)\1$/u, '$2').trim() + CODE : code;
  },
  link: (label, url) => `${label} (${words(url)})`,
  address: (url) => words(url).replace(/^mailto:/iu, ''),
  math: (content) => words(content).trim(),
  ticks: (source) => source,
  lineBreak: '\n',
  // Where nothing can be styled the marks stay.
  ...(isStyled ? { marks: MARKS } : {}),
});

const itemSign = ({ item }: LineLead, { depth, number }: ListLevel): string => {
  if (!item) return '';
  const sign = number === undefined ? (BULLETS[depth % BULLETS.length] ?? '•') : `${number}.`;
  return `${sign} ${item.checked === undefined ? '' : item.checked ? '☑ ' : '☐ '}`;
};

const before = (lead: LineLead, depth: number): string => '│ '.repeat(lead.quoteDepth) + INDENT.repeat(depth);

/** Code is not wrapped: what is copied from the screen must run. */
const fence = ({ fence: opened, lines, closed }: MarkdownBlock & { kind: 'fence' }, isStyled: boolean): string =>
  (isStyled ? lines.slice(1, closed ? -1 : undefined) : lines)
    .map((line) => {
      const unquoted = withoutQuote(line, opened.quoteDepth) ?? line;
      const blank = /^ */u.exec(unquoted)?.[0].length ?? 0;
      const code = unquoted.slice(Math.min(blank, opened.indent)).replaceAll(STAND_INS, '');
      return AS_IT_IS + (isStyled && code !== '' ? INDENT + CODE + code + CODE : code);
    })
    .join('\n');

/** In columns; where these are too wide, each row as a list. */
const table = ({ lines }: MarkdownBlock & { kind: 'table' }, columns: number, prose: ProseStyle): string => {
  const parsed = parseTable(lines.map((line) => line.replaceAll(STAND_INS, '')));
  const plain = plainTable(parsed);
  if (tableWidth(plain) <= columns) {
    const [header = '', ...rest] = cleanText(paddedTable(plain)).split('\n');
    return [prose.marks ? BOLD + header + BOLD : header, ...rest].map((line) => AS_IT_IS + line).join('\n');
  }
  return tableItems(parsed)
    .map(({ depth, text }) =>
      rewriteProse(`${INDENT.repeat(depth)}${BULLETS[depth] ?? ''} ${text}`, { ...prose, lineBreak: ' ' }),
    )
    .join('\n');
};

const styleFor = ({ columns }: Look, isStyled: boolean): MarkdownStyle => {
  const prose = proseStyle(isStyled);
  return {
    lead: (lead, level) => before(lead, level.depth) + itemSign(lead, level),
    rest: (lead, level) => before(lead, level.depth) + ' '.repeat(displayWidth(itemSign(lead, level))),
    prose: (text) => rewriteProse(text, prose),
    heading: (level, title) => {
      if (!isStyled) return `${'#'.repeat(level)} ${rewriteProse(title, { ...prose, lineBreak: ' ' })}`;
      return BOLD + rewriteProse(title, { ...prose, lineBreak: ' ', marks: { ...MARKS, strong: '' } }) + BOLD;
    },
    rule: () => '─'.repeat(Math.min(columns, MAX_RULE)),
    fence: (block) => fence(block, isStyled),
    table: (block) => table(block, columns, prose),
  };
};

const styled = (text: string, { paint }: Look): string => {
  let line = text;
  for (const [mark, style] of STYLES) {
    line = line.replaceAll(new RegExp(`${mark}([^${mark}]*)${mark}`, 'gu'), (_, inner: string) => paint(inner, style));
  }
  return line.replaceAll(STAND_INS, '');
};

/** Between words only; a longer word is left to the terminal. */
const wrapped = (line: string, look: Look): string[] => {
  if (line.startsWith(AS_IT_IS)) return [styled(line, look)];
  const [lead = '', quotes = '', sign = ''] = LEAD.exec(line) ?? [];
  const room = Math.max(look.columns - displayWidth(lead), 10);
  const rest = quotes + ' '.repeat(displayWidth(sign));
  const rows = wrapAnsi(styled(line.slice(lead.length), look), room).split('\n');
  return rows.map((row, index) => (index === 0 ? lead : rest) + row);
};

/** Markdown as lines for a terminal: readable, wrapped between words. */
export const terminalLines = (markdown: string, look: Look): string[] => {
  const isStyled = look.paint('x', 'bold') !== 'x';
  return (isOnlySigns(markdown) ? markdown : writeMarkdown(markdown, styleFor(look, isStyled)))
    .split('\n')
    .flatMap((line) => wrapped(line, look));
};
