import { columns, lineInFence, openedFence, type CodeFence } from '../../../../markdown/scan/code-fence.ts';

/** Quotes and items that a line may stand in, as where HTML is read. */
const MAX_DEPTH = 24;
/** Blanks before the words of a line: each item takes two columns at least, and mostly three. */
const MAX_COLUMNS_BEFORE = 3 * MAX_DEPTH;

const LEAD = /^(?:[ \t]|>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*/;
const MARK = />|[-*+]|\d+[.)]/g;
const RULE = /^ {0,3}(?:[-*_][ \t]*)+$/;

const isDeep = (line: string): boolean => {
  const [lead = ''] = LEAD.exec(line) ?? [];
  if (lead.length <= MAX_DEPTH || line.trim() === '' || RULE.test(line)) return false;
  return columns(lead) > MAX_COLUMNS_BEFORE || (lead.match(MARK)?.length ?? 0) > MAX_DEPTH;
};

export interface Run {
  text: string;
  isDeep: boolean;
}

/**
 * The lines of a text, where those that are nested too deep stand apart: a parser takes time squared for the depth. Code is as deep as it likes.
 * Of a text that grows, only the last run does.
 */
export const runsByDepth = (text: string): readonly Run[] => {
  const runs: Run[] = [];
  let fence: CodeFence | undefined;
  let from = 0;
  let at = 0;
  let wasDeep = false;
  for (const line of text.split(/(?<=\n)/)) {
    const source = line.replace(/\n$/, '');
    const place = fence ? lineInFence(source, fence) : 'left';
    if (place === 'closes') fence = undefined;
    else if (place === 'left') fence = openedFence(source);
    const deep: boolean = place === 'left' ? isDeep(source) : wasDeep;
    if (deep !== wasDeep && at > from) {
      runs.push({ text: text.slice(from, at), isDeep: wasDeep });
      from = at;
    }
    wasDeep = deep;
    at += line.length;
  }
  return at > from ? [...runs, { text: text.slice(from), isDeep: wasDeep }] : runs;
};
