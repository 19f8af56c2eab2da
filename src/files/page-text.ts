import { Parser } from 'htmlparser2';
import { isSeen } from '../markdown/scan/is-seen.ts';

const BLOCKS: ReadonlySet<string> = new Set(
  'address article blockquote div dl dt dd figure footer h1 h2 h3 h4 h5 h6 header hr main nav p pre section table tr ul ol'.split(
    ' ',
  ),
);
const UNSEEN: ReadonlySet<string> = new Set(['script', 'style', 'head', 'template']);
/** How a canvas marks lists of tasks (as it is exported). */
const TASKS = '7';
/** Lists in lists, of which the indentation is seen. */
const MAX_INDENT = 8;
/** What lies deeper was made to cost time. */
const MAX_DEPTH = 500;

interface OpenList {
  isTasks: boolean;
  /** Of the next item; undefined for bullets. */
  number: number | undefined;
}

/** Collects the words of a page, a line for each of its blocks. */
class PageText {
  #text = '';
  #lists: OpenList[] = [];
  #links: string[] = [];
  #unseen = 0;
  #isTasks = false;
  #cells = 0;
  /** A canvas says the name of an emoji beside its picture. */
  #controls = 0;
  /** Of an item or a title of which nothing was written yet. */
  #sign = '';

  get text(): string {
    return this.#text
      .replaceAll(/[ \t]+\n/g, '\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim();
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (UNSEEN.has(name)) this.#unseen += 1;
    if (attributes['data-section-style'] !== undefined) this.#isTasks = attributes['data-section-style'] === TASKS;
    if (name === 'ul' || name === 'ol')
      this.#lists.push({ isTasks: this.#isTasks, number: name === 'ol' && !this.#isTasks ? 1 : undefined });
    if (BLOCKS.has(name)) this.#breakLine();
    if (/^h[1-6]$/.test(name)) this.#sign = `${'#'.repeat(Number(name.slice(1)))} `;
    if (name === 'li') this.#item(attributes);
    if (name === 'br') this.#breakLine();
    if (name === 'td' || name === 'th') this.#cells += 1;
    if (name === 'control') this.#controls += 1;
    if (name === 'img' && this.#controls === 0) this.add(attributes['alt'] ?? '');
    if (name === 'a') this.#links.push(attributes['href'] ?? '');
  }

  close(name: string): void {
    if (UNSEEN.has(name)) this.#unseen -= 1;
    if (name === 'ul' || name === 'ol') this.#lists.pop();
    if (name === 'control') this.#controls -= 1;
    if (name === 'td' || name === 'th') this.#endCell();
    if (name === 'a') this.#leaveLink(this.#links.pop() ?? '');
    if (BLOCKS.has(name) || name === 'li') this.#breakLine();
  }

  add(words: string): void {
    if (this.#unseen > 0) return;
    const written = words.replaceAll(/\s+/g, ' ');
    if (this.#sign !== '' && !isSeen(written)) return;
    this.#text += /(?:^|\s)$/.test(this.#text.slice(-1)) ? this.#sign + written.trimStart() : this.#sign + written;
    this.#sign = '';
  }

  #item({ class: names = '', value }: Readonly<Record<string, string>>): void {
    this.#breakLine();
    const list = this.#lists.at(-1);
    const indent = '  '.repeat(Math.min(Math.max(this.#lists.length - 1, 0), MAX_INDENT));
    const number = Number(value) || list?.number;
    if (list?.number !== undefined) list.number = (number ?? 0) + 1;
    const sign = list?.isTasks === true ? `- [${/\bchecked\b/.test(names) ? 'x' : ' '}]` : '-';
    this.#sign = `${indent}${list?.number === undefined ? sign : `${number}.`} `;
  }

  #endCell(): void {
    this.#cells -= 1;
    this.#text = `${this.#text.endsWith(' ') ? this.#text.slice(0, -1) : this.#text}\t`;
  }

  #leaveLink(url: string): void {
    if (/^https?:/.test(url) && this.#unseen === 0 && !this.#text.endsWith(url)) this.#text += ` (${url})`;
  }

  /** In a cell everything stands on one line. */
  #breakLine(): void {
    if (this.#cells > 0) this.add(' ');
    else if (this.#text !== '' && !this.#text.endsWith('\n')) this.#text += '\n';
  }
}

/** What a person reads on a page of HTML, a canvas of Slack for instance: titles, lists with what is done, rows of tables with tabs, where links lead. */
export const pageText = (html: string): string => {
  const page = new PageText();
  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1;
        if (depth > MAX_DEPTH) throw new Error('HTML that is nested too deeply');
        page.open(name, attributes);
      },
      onclosetag: (name) => {
        depth -= 1;
        page.close(name);
      },
      ontext: (words) => page.add(words),
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return page.text;
};
