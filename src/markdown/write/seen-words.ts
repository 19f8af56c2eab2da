import { cleanText } from '../scan/clean-text.ts';
import { decodeEntities } from '../scan/entities.ts';
import { isSeen } from '../scan/is-seen.ts';
import { prepareText } from './prepare-text.ts';
import { rewriteProse, type ProseStyle } from './rewrite-prose.ts';
import { parseTable, plainTable } from './table-text.ts';
import { writeMarkdown, type MarkdownStyle } from './write-markdown.ts';

const words: ProseStyle = {
  text: (text) => cleanText(decodeEntities(text, { escapes: false })),
  escape: (sign) => sign,
  code: (source) => cleanText(source.replace(/^(`+)([^]*)\1$/u, '$2')),
  link: (label, url) => (isSeen(label) ? label : url),
  address: (url) => url,
  math: (content) => content,
  ticks: (source) => source,
  lineBreak: '\n',
  marks: { strong: '', emphasis: '', strike: '' },
};

const style: MarkdownStyle = {
  lead: () => '',
  rest: () => '',
  prose: (text) => rewriteProse(text, words),
  heading: (_, title) => rewriteProse(title, words),
  rule: (source) => source,
  fence: ({ lines, closed }) => lines.slice(1, closed ? -1 : undefined).join('\n'),
  table: ({ lines }) => {
    const { header, rows } = plainTable(parseTable(lines));
    return [header, ...rows].map((row) => row.join(' ')).join('\n');
  },
};

/** Signs that mean themselves where there is nothing else: somebody has asked how a comment begins. */
const SIGNS = /^(?!`{3}|~{3})[!-%'-;=-@[-`{-~\s]+$/u;
/** Of what may all be markup so much is looked at at a time, UTF-16 units. */
const LOOK = 50_000;
/** A tag or reference that a look ends in belongs to the next one. */
const BEGUN = /(?:<[^<>]{0,2000}|&[#\w]{0,32})$/u;

/** Comments, tags and references, also those that are still being written; the beginning of code; signs, and what may be the number of an item. */
const MAY_VANISH =
  /<!--[^]*?(?:-->|(?![^]))|<[^<>]*>?|&[#\w]{0,32};?|^[ \t]*(?:`{3}|~{3}).*$|^[ \t>]*\d{1,9}(?:[.)]|$)|[!-/:-@[-`{-~]/gmu;

/** Does a reader certainly see something of a text that begins so? Cheap: it looks at what cannot be markup. */
export const isSurelyShown = (beginning: string): boolean => isSeen(beginning.replaceAll(MAY_VANISH, ''));

/** A text of signs alone, which as Markdown would be an empty list, title or quotation. */
export const isOnlySigns = (text: string): boolean => SIGNS.test(text) && isSeen(text) && !hasWords(text);

const hasWords = (text: string): boolean => isSeen(writeMarkdown(prepareText(text), style));

/** Does a reader see anything of a text, once it is drawn? Not of `<div></div>`, `&nbsp;`, a comment, empty code. Linear. */
export const isShown = (text: string): boolean => {
  if (isSurelyShown(text)) return true;
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at, at + LOOK);
    const looked = (at + LOOK < text.length && rest.replace(BEGUN, '')) || rest;
    if (isOnlySigns(looked) || hasWords(looked)) return true;
    at += looked.length;
  }
  return false;
};
