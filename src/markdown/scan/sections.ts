import type { CodeFence } from './code-fence.ts';
import { DELIMITER_ROW } from './line-seams.ts';
import { scanLines, type ScannedLine } from './scan-lines.ts';

/** A stretch of Markdown that is treated as one; the lines come without their ends. */
export type MarkdownSection =
  | { kind: 'blank'; lines: string[] }
  /** With its opening line; `closed` is false while the model is still writing it. */
  | { kind: 'fence'; fence: CodeFence; lines: string[]; closed: boolean }
  /** With its header and delimiter row. */
  | { kind: 'table'; lines: string[] }
  /** Lines with no blank one between them, as they came: with list and quote markers. */
  | { kind: 'prose'; lines: string[] };

const sectionKind = (line: ScannedLine): MarkdownSection['kind'] => {
  if (line.kind === 'blank') return 'blank';
  return line.kind === 'opens' || line.fenceBefore ? 'fence' : 'prose';
};

const isPiped = (line: string | undefined): boolean => line?.includes('|') ?? false;

/** The tables among lines of prose, with and without outer pipes. */
const withTables = (lines: readonly string[]): MarkdownSection[] => {
  const sections: MarkdownSection[] = [];
  let prose: string[] = [];
  let table: string[] | undefined;
  lines.forEach((line, index) => {
    const header = prose.at(-1);
    if (table && isPiped(line)) {
      table.push(line);
    } else if (header !== undefined && isPiped(header) && isPiped(line) && DELIMITER_ROW.test(line)) {
      table = [header, line];
      prose.pop();
      if (prose.length > 0) sections.push({ kind: 'prose', lines: prose });
      sections.push({ kind: 'table', lines: table });
      prose = [];
    } else {
      table = undefined;
      prose.push(line);
    }
    if (index === lines.length - 1 && prose.length > 0) sections.push({ kind: 'prose', lines: prose });
  });
  return sections;
};

/** The text cut into sections; joined again with line ends between all lines it is the same text. */
export const markdownSections = (text: string): MarkdownSection[] => {
  const sections: MarkdownSection[] = [];
  for (const line of scanLines(text)) {
    const source = text.slice(line.start, line.textEnd);
    const kind = sectionKind(line);
    const last = sections.at(-1);
    if (last?.kind === kind && line.kind !== 'opens') last.lines.push(source);
    else if (kind === 'prose' || kind === 'blank') sections.push({ kind, lines: [source] });
    else if (line.fenceAfter) {
      sections.push({ kind: 'fence', fence: line.fenceAfter, lines: [source], closed: false });
    }
    const newest = sections.at(-1);
    if (newest?.kind === 'fence') newest.closed = line.kind === 'closes';
  }
  return sections.flatMap((section) => (section.kind === 'prose' ? withTables(section.lines) : [section]));
};
