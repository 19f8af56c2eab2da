import { decodeEntities } from '../scan/entities.ts';
import { inlineTokens, type InlineToken } from '../scan/inline-tokens.ts';

type Tag = InlineToken & { type: 'tag' };

interface OpenElement {
  readonly name: string;
  /** The number of the next item, or of the rows of a table. */
  readonly count: number;
}

/** Where a text stands in HTML that began in an earlier line. */
export interface HtmlContext {
  readonly open: readonly OpenElement[];
  /** Of the table row that is being written. */
  readonly cells: number | undefined;
  /** Line ends that were written last; the beginning counts as two. */
  readonly lineEnds: number;
  /** The mark of a title of which nothing was written yet. */
  readonly mark: string;
}

export const NO_HTML: HtmlContext = { open: [], cells: undefined, lineEnds: 2, mark: '' };

const PARAGRAPHS: ReadonlySet<string> = new Set(
  'address article aside center dd div dl figcaption figure footer header main nav p section'.split(' '),
);
const LISTS: ReadonlySet<string> = new Set(['ul', 'ol']);
const HEADING = /^h[1-6]$/u;
const BLOCK =
  /^(?:[ \t]*>)*[ \t]*<\/?(?:address|article|aside|blockquote|center|d[dlt]|details|div|figcaption|figure|footer|h[1-6]|header|hr|li|main|nav|[ou]l|p|pre|section|summary|table|tbody|t[dhr]|tfoot|thead)(?:[\s/>]|$)/iu;
/** Such an element is meant, wherever in a line it stands. */
const ELEMENT = /<(li|h[1-6]|p|t[dhr]|summary)(?:\s[^<>]*)?>[^]*<\/\1>/iu;
const LANGUAGE = /\bclass\s*=\s*["']?(?:[\w-]+\s+)*lang(?:uage)?-([\w+#.-]{1,40})/iu;
const START = /\bstart\s*=\s*["']?(\d{1,9})/iu;
const QUOTES = /^(?:[ \t]*>)+ ?/u;
const ITEM_INDENT = 4;
/** Deeper elements are as shallow as this: a model that repeats a tag without an end must not cost the square of its length. */
const MAX_DEPTH = 24;

/** Does a line hold HTML that is more than marks in a text? */
export const isHtml = (line: string, { open }: HtmlContext): boolean =>
  open.length > 0 || (line.includes('<') && (BLOCK.test(line) || ELEMENT.test(line)));

/** Writes the lines of HTML blocks in Markdown. Forwards only: what was written stays as it is when more comes. */
class HtmlWriter {
  readonly #lead: string;
  #open: readonly OpenElement[];
  #cells: number | undefined;
  #lineEnds: number;
  #mark: string;
  #text = '';
  /** The last that was written is the mark of an item. */
  #isAtItem = false;

  constructor(lead: string, { open, cells, lineEnds, mark }: HtmlContext) {
    this.#lead = lead;
    this.#open = open;
    this.#cells = cells;
    this.#lineEnds = lineEnds;
    this.#mark = mark;
  }

  get written(): string {
    return this.#text;
  }

  get context(): HtmlContext {
    return { open: this.#open, cells: this.#cells, lineEnds: this.#lineEnds, mark: this.#mark };
  }

  get isInCode(): boolean {
    return this.#isIn('pre');
  }

  /** Whether lines without a tag are Markdown like any other. */
  get isPlain(): boolean {
    return this.#cells === undefined && !this.#open.some(({ name }) => LISTS.has(name) || name === 'table');
  }

  text(source: string): void {
    const text = this.#lineEnds > 0 && !this.isInCode ? source.trimStart() : source;
    if (text === '' || (this.#cells === undefined && this.#isIn('table') && text.trim() === '')) return;
    this.#put(this.#cells === undefined ? text : text.replaceAll(/\s+/gu, ' ').replaceAll('|', String.raw`\|`));
  }

  /** Of the source. */
  lineEnd(): void {
    if (this.#cells !== undefined) return;
    if (this.isInCode) this.#breakLine();
    else this.#atLineStart();
  }

  line(source: string): void {
    if (source.trim() !== '') {
      this.#put(source);
      return;
    }
    this.#leave('p'); // its end is often left out
    this.#atLineStart(2);
  }

  tag(tag: Tag, source: string): void {
    const { name, closing } = tag;
    if (this.isInCode && name !== 'pre') return;
    if (LISTS.has(name)) this.#list(name, closing, source);
    else if (name === 'li') this.#item(closing);
    else if (name === 'pre') this.#code(closing, source);
    else if (HEADING.test(name)) this.#heading(Number(name.slice(1)), closing);
    else if (['table', 'tr', 'td', 'th', 'thead', 'tbody', 'tfoot'].includes(name)) this.#table(name, closing);
    else if (name === 'summary' || name === 'dt') this.#title(closing);
    else if (name === 'details' || name === 'blockquote') this.#container(name, closing);
    else if (name === 'hr') this.#rule();
    else if (PARAGRAPHS.has(name)) this.#paragraph(name, closing);
    else this.#put(source);
  }

  #isIn(name: string): boolean {
    return this.#open.some((element) => element.name === name);
  }

  #enter(name: string, count = 1): void {
    if (this.#open.length >= MAX_DEPTH && name !== 'pre') return; // of code there is one, which has to end
    this.#open = [...this.#open, { name, count }];
  }

  /** An end without its beginning is nothing. */
  #leave(name: string): void {
    const index = this.#open.findLastIndex((element) => element.name === name);
    if (index !== -1) this.#open = this.#open.slice(0, index);
  }

  #put(text: string): void {
    if (this.#lineEnds > 0) this.#text += this.#lead + (this.#isIn('blockquote') ? '> ' : '');
    this.#text += this.#mark + text;
    this.#mark = '';
    this.#lineEnds = 0;
    this.#isAtItem = false;
  }

  #breakLine(): void {
    this.#text += this.#lineEnds > 0 ? `${this.#lead.trimEnd()}\n` : '\n';
    this.#lineEnds += 1;
  }

  /** Behind a mark of an item nothing is broken. */
  #atLineStart(lineEnds = 1): void {
    if (this.#cells !== undefined || (this.#lineEnds === 0 && this.#isAtItem)) return;
    while (this.#lineEnds < lineEnds) this.#breakLine();
  }

  #list(name: string, closing: boolean, source: string): void {
    if (closing) this.#leave(name);
    this.#atLineStart(this.#open.some((element) => LISTS.has(element.name)) ? 1 : 2);
    if (!closing) this.#enter(name, Number(START.exec(source)?.[1] ?? 1));
  }

  #item(closing: boolean): void {
    this.#atLineStart();
    if (closing) return;
    const index = this.#open.findLastIndex(({ name }) => LISTS.has(name));
    const list = this.#open[index];
    const depth = Math.max(0, this.#open.filter(({ name }) => LISTS.has(name)).length - 1);
    this.#put(' '.repeat(ITEM_INDENT * depth) + (list?.name === 'ol' ? `${list.count}. ` : '- '));
    this.#isAtItem = true;
    if (list) this.#open = this.#open.with(index, { ...list, count: list.count + 1 });
  }

  #code(closing: boolean, source: string): void {
    if (closing === !this.isInCode) return;
    this.#atLineStart();
    this.#put(closing ? '```' : `\`\`\`${LANGUAGE.exec(source)?.[1] ?? ''}`);
    this.#breakLine();
    if (closing) this.#leave('pre');
    else this.#enter('pre');
  }

  #heading(level: number, closing: boolean): void {
    this.#mark = '';
    this.#atLineStart(2);
    if (!closing) this.#mark = `${'#'.repeat(level)} `;
  }

  #title(closing: boolean): void {
    if (!closing) this.#atLineStart();
    const isEmpty = this.#mark !== '';
    this.#mark = closing ? '' : '**';
    if (!closing || isEmpty) return;
    this.#put('**');
    this.#atLineStart(2);
  }

  #paragraph(name: string, closing: boolean): void {
    this.#atLineStart(name === 'dd' ? 1 : 2);
    if (closing || name === 'p') this.#leave(name);
    if (!closing) this.#enter(name);
  }

  #container(name: string, closing: boolean): void {
    this.#atLineStart(2);
    if (closing) this.#leave(name);
    else this.#enter(name);
  }

  #rule(): void {
    this.#atLineStart(2);
    this.#put('---');
    this.#atLineStart(2);
  }

  #table(name: string, closing: boolean): void {
    if (name === 'table') {
      this.#endRow();
      this.#atLineStart(2);
      if (closing) this.#leave('table');
      else this.#enter('table', 0);
    } else if (name === 'tr') {
      this.#endRow();
      if (!closing) this.#beginRow();
    } else if (name === 'td' || name === 'th') {
      if (this.#cells === undefined) this.#beginRow();
      this.#put(closing ? ' |' : ' ');
      if (!closing) this.#cells = (this.#cells ?? 0) + 1;
    }
  }

  #beginRow(): void {
    this.#atLineStart();
    this.#put('|');
    this.#cells = 0;
  }

  /** The first row is the header. */
  #endRow(): void {
    const cells = this.#cells;
    if (cells === undefined) return;
    this.#cells = undefined;
    this.#breakLine();
    const index = this.#open.findLastIndex(({ name }) => name === 'table');
    const table = this.#open[index];
    if (table?.count === 0) {
      this.#put(`|${'---|'.repeat(Math.max(1, cells))}`);
      this.#breakLine();
    }
    if (table) this.#open = this.#open.with(index, { ...table, count: table.count + 1 });
  }
}

/** @param line without its line end; `ended` says whether it has one. */
export const htmlLine = (line: string, ended: boolean, before: HtmlContext): { text: string; after: HtmlContext } => {
  const lead = QUOTES.exec(line)?.[0] ?? '';
  const source = line.slice(lead.length);
  const writer = new HtmlWriter(lead, before);
  const tags = inlineTokens(source).filter((token): token is Tag => token.type === 'tag');
  if (tags.length === 0 && writer.isPlain && !writer.isInCode) {
    writer.line(source);
  } else {
    let at = 0;
    for (const [index, tag] of tags.entries()) {
      const next = tags[index + 1];
      writer.text(textOf(source.slice(at, tag.from), writer));
      // The language of code stands in a tag of its own.
      const end = tag.name === 'pre' && next?.name === 'code' && next.from === tag.to ? next.to : tag.to;
      writer.tag(tag, source.slice(tag.from, end));
      at = tag.to;
    }
    writer.text(textOf(source.slice(at), writer));
  }
  if (ended) writer.lineEnd();
  return { text: writer.written, after: writer.context };
};

const textOf = (source: string, writer: HtmlWriter): string =>
  writer.isInCode ? decodeEntities(source, { escapes: false }).replaceAll('```', '~~~') : source;
