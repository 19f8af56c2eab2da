/** An open fenced code block: enough to recognise its end, to close it early and to open it again. */
export interface CodeFence {
  /** How many block quotes it stands in. */
  quoteDepth: number;
  /** Columns before the marker, inside the quote. */
  indent: number;
  marker: string;
  info: string;
}

const OPENING = /^((?:[ \t]*>)*)([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)((?:>[ \t]*)*)(`{3,}|~{3,})(.*)$/u;
const CLOSING = /^([ \t]*)(`{3,}|~{3,})[ \t]*$/u;
// What is longer is somebody's noise; a part could not carry it twice.
const MAX_MARKER = 32;

export const columns = (blank: string): number =>
  blank.includes('\t') ? blank.replaceAll('\t', '    ').length : blank.length;

/**
 * The fence that this line opens. More generous than CommonMark about indentation: models nest fences in lists at any depth,
 * and a fence that we see but a renderer does not costs less than the other way round.
 */
export const openedFence = (line: string): CodeFence | undefined => {
  if (!line.includes('```') && !line.includes('~~~')) return undefined;
  const [, quote = '', lead = '', within = '', marker = '', info = ''] = OPENING.exec(line) ?? [];
  if (marker === '' || marker.length > MAX_MARKER) return undefined;
  if (marker.startsWith('`') && info.includes('`')) return undefined; // a code span on one line
  const before = within === '' ? lead : within.slice(within.lastIndexOf('>') + 1);
  const indent = columns(quote + within === '' ? lead : before.replace(/^ /u, ''));
  return { quoteDepth: (quote + within).replaceAll(/[^>]/gu, '').length, indent, marker, info: info.trim() };
};

/** The line without the quote markers of `depth` block quotes; undefined when it stands in fewer. */
export const withoutQuote = (line: string, depth: number): string | undefined => {
  let at = 0;
  for (let level = 0; level < depth; level += 1) {
    while (line[at] === ' ' || line[at] === '\t') at += 1;
    if (line[at] !== '>') return undefined;
    at += 1;
  }
  return depth > 0 && line[at] === ' ' ? line.slice(at + 1) : line.slice(at);
};

/** 'inside' is code, 'closes' is the closing marker, 'left' is the first line behind a quote that ended without one. */
export const lineInFence = (line: string, fence: CodeFence): 'inside' | 'closes' | 'left' => {
  const rest = withoutQuote(line, fence.quoteDepth);
  if (rest === undefined) return 'left';
  const [, blank = '', marker = ''] = CLOSING.exec(rest) ?? [];
  const closes =
    marker.startsWith(fence.marker.charAt(0)) &&
    marker.length >= fence.marker.length &&
    columns(blank) <= fence.indent + 3;
  return closes ? 'closes' : 'inside';
};

/** The language that the info string names, as platforms understand it; the rest of it they would show as code. */
export const languageOf = ({ info }: CodeFence): string => /^[\w+#.-]{1,40}(?=[\s,:{]|$)/u.exec(info)?.[0] ?? '';

/** The fence that is open behind a text of whole lines. @param open before it */
export const fenceAfter = (text: string, open?: CodeFence): CodeFence | undefined => {
  let fence = open;
  let readTo = 0;
  for (const { index } of text.matchAll(/`{3,}|~{3,}/gu)) {
    if (index < readTo) continue;
    const from = text.lastIndexOf('\n', index) + 1;
    const end = text.indexOf('\n', index);
    readTo = end === -1 ? text.length : end;
    const line = text.slice(from, readTo);
    if (fence && lineInFence(line, fence) !== 'inside') fence = undefined;
    else fence ??= openedFence(line);
  }
  return fence;
};
