import { languageOf, lineInFence, withoutQuote, type CodeFence } from '../scan/code-fence.ts';

/** A code block that is open. */
export interface OpenFence {
  readonly fence: CodeFence;
  /** Blocks that are open within it. */
  readonly nested: number;
}

/** What a line in a code block is, as it is written. */
interface FenceLine {
  text: string;
  /** Undefined behind the end of the block. */
  open: OpenFence | undefined;
  /** What stands behind the closing mark, on a line of its own. */
  behind?: string;
}

/** Only in these are fences part of what is shown; elsewhere one that begins in another is a forgotten end. */
const HOLDS_FENCES: ReadonlySet<string> = new Set(['markdown', 'md', 'mdx']);
const NESTED = /^[ \t]*(`{3,})[\w+#.-]{1,40}[ \t]*$/u;
/** At least two words, and nothing of an info string. */
const TEXT_BEHIND = /^([ \t]*(`{3,}|~{3,}))[ \t]*([^\s`~={}]+(?:[ \t]+[^\s`={}]+)+)[ \t]*$/u;

/** Tildes mean the same, and end nothing. */
const withTildes = (line: string): string => line.replace(/`{3,}/u, (run) => '~'.repeat(run.length));

/**
 * A line in a code block, or its end. Models show Markdown with code in it in a block with marks no longer than those within, and write on behind a
 * closing mark: for CommonMark the one ends too early, and the other never. Undefined for a line behind a quote that ended.
 */
export const fenceLine = (line: string, open: OpenFence): FenceLine | undefined => {
  const { fence, nested } = open;
  const place = lineInFence(line, fence);
  if (place === 'left') return undefined;
  if (place === 'closes') {
    return nested > 0
      ? { text: withTildes(line), open: { fence, nested: nested - 1 } }
      : { text: line, open: undefined };
  }
  const inner = withoutQuote(line, fence.quoteDepth) ?? line;
  const fits = (marker: string): boolean => marker.startsWith(fence.marker);
  const [, opening] = NESTED.exec(inner) ?? [];
  if (opening !== undefined && fits(opening) && HOLDS_FENCES.has(languageOf(fence).toLowerCase())) {
    return { text: withTildes(line), open: { fence, nested: nested + 1 } };
  }
  const [, closing = '', marker = '', behind = ''] = nested === 0 ? (TEXT_BEHIND.exec(inner) ?? []) : [];
  if (behind === '' || !fits(marker)) return { text: line, open };
  const quote = line.slice(0, line.length - inner.length);
  return { text: quote + closing, open: undefined, behind: quote + behind };
};
