import { Marked } from 'marked';

/** How a formula is written, inline and on lines of its own. */
const INLINE_MATH = /^(?:\\\((.+?)\\\)|\$(?![\s$])((?:\\.|[^$\\\n])+?)(?<![\s\\])\$(?![\d\w]))/;
const BLOCK_MATH = /^(?:\\\[([\s\S]+?)\\\]|\$\$([\s\S]+?)\$\$)[ \t]*(?:\n|$)/;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const mathHtml = (tex: string, isBlock: boolean): string => {
  const tag = isBlock ? 'div' : 'span';
  return `<${tag} data-math="${isBlock ? 'block' : 'inline'}">${escapeHtml(tex.trim())}</${tag}>`;
};

const marked = new Marked({
  gfm: true,
  extensions: [
    {
      name: 'inlineMath',
      level: 'inline',
      start: (text: string) => text.search(/\\\(|\$/),
      tokenizer: (text: string) => {
        const found = INLINE_MATH.exec(text);
        return found ? { type: 'inlineMath', raw: found[0], text: found[1] ?? found[2] ?? '' } : undefined;
      },
      renderer: ({ text }) => mathHtml(String(text), false),
    },
    {
      name: 'blockMath',
      level: 'block',
      start: (text: string) => text.search(/\\\[|\$\$/),
      tokenizer: (text: string) => {
        const found = BLOCK_MATH.exec(text);
        return found ? { type: 'blockMath', raw: found[0], text: found[1] ?? found[2] ?? '' } : undefined;
      },
      renderer: ({ text }) => mathHtml(String(text), true),
    },
  ],
  // Nothing is fetched from anybody: a picture is the link to it.
  renderer: {
    image: ({ href, text }) => `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`,
  },
});

export const blockHtml = (markdown: string): string => marked.parse(markdown, { async: false });

/**
 * A growing text as blocks: those before the last one stay as they are, so that a long draft costs no more than its last block each time
 * that it grows.
 */
export class GrowingBlocks {
  #text = '';
  #blocks: string[] = [];

  split(written: string): readonly string[] {
    const text = written.replaceAll(/\r\n?/g, '\n');
    if (text === this.#text) return this.#blocks;
    const settled = text.startsWith(this.#text) ? this.#blocks.slice(0, -1) : [];
    const rest = text.slice(settled.reduce((sum, block) => sum + block.length, 0));
    this.#text = text;
    this.#blocks = [...settled, ...marked.lexer(rest).map(({ raw }) => raw)];
    return this.#blocks;
  }
}
