import type { CodeFence } from './code-fence.ts';
import { DELIMITER_ROW } from './line-seams.ts';
import { scanLines, type LineKind, type ScannedLine } from './scan-lines.ts';

/** A stretch of Markdown that is treated as one; the lines come without their ends. */
export type MarkdownSection =
  | { kind: 'blank'; lines: string[] }
  /** `closed` is false while the model is still writing it. */
  | { kind: 'fence'; fence: CodeFence; lines: string[]; closed: boolean }
  /** With its header and delimiter row. */
  | { kind: 'table'; lines: string[] }
  /** Lines with no blank one between them, as they came: with list and quote markers. */
  | { kind: 'prose'; lines: string[]; kinds: LineKind[] };

const sectionKind = (line: ScannedLine): MarkdownSection['kind'] => {
  if (line.kind === 'blank') return 'blank';
  if (line.kind === 'opens' || line.fenceBefore) return 'fence';
  return line.kind === 'table' ? 'table' : 'prose';
};

/** The text cut into sections; joined again with line ends between all lines it is the same text. */
export const markdownSections = (text: string): MarkdownSection[] => {
  const sections: MarkdownSection[] = [];
  for (const line of scanLines(text)) {
    const source = text.slice(line.start, line.textEnd);
    const kind = sectionKind(line);
    const last = sections.at(-1);
    if (last?.kind === kind && line.kind !== 'opens') {
      last.lines.push(source);
      if (last.kind === 'prose') last.kinds.push(line.kind);
    } else if (kind === 'prose') {
      sections.push({ kind, lines: [source], kinds: [line.kind] });
    } else if (kind !== 'fence') {
      sections.push({ kind, lines: [source] });
    } else if (line.fenceAfter) {
      sections.push({ kind, fence: line.fenceAfter, lines: [source], closed: false });
    }
    const newest = sections.at(-1);
    if (newest?.kind === 'fence') newest.closed = line.kind === 'closes';
  }
  return sections.map((section) =>
    section.kind === 'table' && !DELIMITER_ROW.test(section.lines[1] ?? '')
      ? { kind: 'prose', lines: section.lines, kinds: section.lines.map((): LineKind => 'text') }
      : section,
  );
};
