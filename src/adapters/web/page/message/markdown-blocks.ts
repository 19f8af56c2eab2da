import { Lexer, Marked, Tokenizer } from 'marked';
import { runsByDepth } from './deep-lines.ts';
import { meantEmphasis } from './meant-emphasis.ts';
import { shownHtml } from './shown-tags.ts';

/** How a formula is written, inline and on lines of its own; of bounded length, so that no end is looked for through all that follows. */
const INLINE_MATH = [
  /^\\\((.{1,1000}?)\\\)/,
  /^\$\$((?:\\.|[^$\\\n]){1,1000}?)\$\$/,
  /^\$(?![\s$])((?:\\.|[^$\\\n]){1,1000}?)(?<![\s\\])\$(?![\d\w])/,
  /^(\\begin\{([a-z]{1,20}\*?)\}[^]{0,1000}?\\end\{\2\})/,
];
const BLOCK_MATH: readonly (readonly [string, string])[] = [
  ['\\[', '\\]'],
  ['$$', '$$'],
];
/** What ends an address in scripts without blanks between words, as on Slack and Discord. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u2018-\u201f\u3000-\u303f\uff00-\uffef]/u;
const MAX_FORMULA = 4_000;
/** A footnote, at its place or where it is written. */
const NOTE = /^\[\^([^\]\s]{1,40}?)\^?\]/;
/** GitHub's boxes. */
const ALERT = /^((?:[ \t]*>)+[ \t]*)\[!(note|tip|important|warning|caution)\][ \t]*$/gimu;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const mathHtml = (tex: string, isBlock: boolean): string => {
  const tag = isBlock ? 'div' : 'span';
  return `<${tag} data-math="${isBlock ? 'block' : 'inline'}">${escapeHtml(tex.trim())}</${tag}>`;
};

const ENVIRONMENT = /^\\begin(\{[a-z]{1,20}\*?\})/;

/** A formula at the beginning of a text, on lines of its own. */
const blockMath = (text: string): { raw: string; text: string } | undefined => {
  const [opening, name] = ENVIRONMENT.exec(text) ?? [];
  if (opening !== undefined) {
    const found = blockUntil(text, '', `\\end${name}`);
    return found && { raw: found.raw, text: found.raw };
  }
  const [begin, end] = BLOCK_MATH.find(([mark]) => text.startsWith(mark)) ?? [];
  return begin === undefined || end === undefined ? undefined : blockUntil(text, begin, end);
};

const blockUntil = (text: string, begin: string, end: string): { raw: string; text: string } | undefined => {
  const at = text.slice(0, MAX_FORMULA).indexOf(end, begin.length + 1);
  const [rest] = at < 0 ? [] : (/^[ \t]*(?:\n|$)/.exec(text.slice(at + end.length)) ?? []);
  if (rest === undefined) return undefined;
  return { raw: text.slice(0, at + end.length + rest.length), text: text.slice(begin.length, at) };
};

const marked = new Marked(meantEmphasis, {
  gfm: true,
  extensions: [
    {
      name: 'inlineMath',
      level: 'inline',
      start: (text: string) => text.search(/\\\(|\$|\\begin\{/),
      tokenizer: (text: string) => {
        const [raw, tex = ''] = INLINE_MATH.map((each) => each.exec(text)).find((found) => found !== null) ?? [];
        return raw === undefined ? undefined : { type: 'inlineMath', raw, text: tex };
      },
      renderer: ({ text }) => mathHtml(String(text), false),
    },
    {
      name: 'blockMath',
      level: 'block',
      start: (text: string) => text.search(/(?<=\n)(?:\\\[|\$\$|\\begin\{)/),
      tokenizer: (text: string) => {
        const found = blockMath(text);
        return found ? { type: 'blockMath', ...found } : undefined;
      },
      renderer: ({ text }) => mathHtml(String(text), true),
    },
    {
      name: 'note',
      level: 'inline',
      start: (text: string) => text.indexOf('[^'),
      tokenizer: (text: string) => {
        const [raw, name] = NOTE.exec(text) ?? [];
        return raw === undefined ? undefined : { type: 'note', raw, text: name };
      },
      renderer: ({ text }) => `[${escapeHtml(String(text))}]`,
    },
  ],
  tokenizer: {
    // Blocks are drawn one by one: an address that stands in another one would be lost.
    def: () => undefined,
    url(source) {
      const end = source.search(UNSPACED);
      return Tokenizer.prototype.url.call(this, end < 0 ? source : source.slice(0, end));
    },
  },
  // Nothing is fetched from anybody: a picture is the link to it.
  renderer: {
    html: ({ text }) => shownHtml(text),
    image: ({ href, text }) => `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`,
  },
});

/** Where the next paragraph, item, row or heading begins. */
const NEXT_RUN = /\n(?=[ \t]*(?:\n|[-*+>|#]|\d{1,9}[.)]))/;
const FENCE = /^ {0,3}(?:```|~~~)/;
/** Of what stands in one run: what takes a parser time squared takes it no longer than people notice, characters. */
const MAX_RUN = 5_000;

/** A table of more takes a browser too long to lay out. */
const MAX_COLUMNS = 100;

const isTooMuch = (block: string): boolean => {
  if (FENCE.test(block)) return false;
  const isTooLong = block.length > MAX_RUN && block.split(NEXT_RUN).some((run) => run.length > MAX_RUN);
  return (
    isTooLong ||
    runsByDepth(block).some(({ isDeep }) => isDeep) ||
    block.split('\n').some((line) => line.split('|').length > MAX_COLUMNS)
  );
};

/** Signs that mean themselves where there is nothing else, as on Slack and Discord: somebody has asked how a comment begins. */
const SIGNS = /^(?!`{3}|~{3}|\s*$)[!-%'-;=-@[-`{-~\s]+$/;
/** Something of it is seen: a word, a line. */
const SEEN = /<hr>|^[^<]*[^<\s]|>[^<]*[^<\s]/;

const withTitle = (markdown: string): string =>
  markdown.trimStart().startsWith('>')
    ? markdown.replace(
        ALERT,
        (_, lead: string, [first = '', ...rest]: string) =>
          `${lead}**${first.toUpperCase()}${rest.join('').toLowerCase()}**  `,
      )
    : markdown;

/** One block as HTML that nobody has looked at yet. What would take a parser too long or too deep is shown as it was written. */
export const blockHtml = (markdown: string): string => {
  try {
    if (!isTooMuch(markdown)) {
      const html = marked.parse(withTitle(markdown), { async: false });
      return SIGNS.test(markdown) && !SEEN.test(html) ? `<p>${escapeHtml(markdown)}</p>` : html;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the stack: thousands of quotes in quotes
  }
  return `<pre>${escapeHtml(markdown)}</pre>`;
};

/** The blocks of lines that are nested no deeper than people write; all of them where marked sees more depth than we do. */
const blocksOfRun = (text: string): string[] => {
  try {
    return new Lexer(marked.defaults).blockTokens(text, []).map(({ raw }) => raw);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [text];
  }
};

/** The blocks of a text; what is nested too deep to be told apart is one. */
const blocksOf = (text: string): string[] =>
  runsByDepth(text).flatMap((run) => (run.isDeep ? [run.text] : blocksOfRun(run.text)));

/** Embeddings, overrides and isolates make text look like other text (CVE-2021-42574). */
const REORDERS = /[\u202a-\u202e\u2066-\u2069]/g;

const isWritten = (block: string): boolean => block.trim() !== '';

/** A list goes on behind blank lines, and what comes behind them may be the beginning of its next item: `2` of `2. `. */
const settledOf = (blocks: readonly string[]): readonly string[] => {
  const last = blocks.findLastIndex(isWritten);
  return blocks.slice(0, Math.max(0, blocks.slice(0, Math.max(0, last)).findLastIndex(isWritten)));
};

/**
 * A growing text as blocks: those before the last two stay as they are, so that a long draft costs no more than these each time
 * that it grows.
 */
export class GrowingBlocks {
  #text = '';
  #blocks: string[] = [];

  split(written: string): readonly string[] {
    const text = written.replaceAll(/\r\n?/g, '\n').replaceAll(REORDERS, '');
    if (text === this.#text) return this.#blocks;
    const settled = text.startsWith(this.#text) ? settledOf(this.#blocks) : [];
    const rest = text.slice(settled.reduce((sum, block) => sum + block.length, 0));
    this.#text = text;
    this.#blocks = [...settled, ...blocksOf(rest)];
    return this.#blocks;
  }
}
