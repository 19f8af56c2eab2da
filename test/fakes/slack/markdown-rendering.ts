/**
 * How many blocks Slack makes of one markdown block: a header of each heading, one block of each code fence, table and divider,
 * and one of each run of text between them. Reported by users of the API; the reference only says that there may be several.
 */
export function renderedBlocks(markdown: string): { count: number; headings: number } {
  let count = 0;
  let headings = 0;
  let open: 'text' | 'table' | 'fence' | undefined;
  for (const line of markdown.split('\n')) {
    if (/^ {0,3}(?:```|~~~)/.test(line)) {
      if (open !== 'fence') count += 1;
      open = open === 'fence' ? undefined : 'fence';
    } else if (open === 'fence') {
      continue;
    } else if (/^ {0,3}#{1,6}\s/.test(line)) {
      count += 1;
      headings += 1;
      open = undefined;
    } else if (/^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line)) {
      count += 1;
      open = undefined;
    } else if (line.trim() !== '') {
      const kind = line.trimStart().startsWith('|') ? 'table' : 'text';
      if (open !== kind) count += 1;
      open = kind;
    }
  }
  return { count, headings };
}
