import { columns } from './code-fence.ts';

export interface ListMarker {
  /** The number that is written; undefined for bullets. */
  number: number | undefined;
  /** Of a task; undefined for other items. */
  checked: boolean | undefined;
}

/** What a line begins with before its own text: the marks of quotes, and of a list item. */
export interface LineLead {
  /** As it is written. */
  source: string;
  /** Quotes that the line stands in. */
  quoteDepth: number;
  /** Columns before the marker, or before the text of a line without one, inside the quotes. */
  indent: number;
  item: ListMarker | undefined;
  /** The item holds a quote. */
  itemIsQuote: boolean;
}

const QUOTES = /^(?:[ \t]*>)+ ?/u;
const MARKER = /^(?:[-*+]|(\d{1,9})[.)])(?:[ \t]+|$)/u;
const TASK = /^\[([ xX])\](?:[ \t]+|$)/u;
const RULE = /^(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/u;

export const isRule = (text: string): boolean => RULE.test(text);

interface Item {
  item: ListMarker;
  length: number;
  isQuote: boolean;
}

/** A quote within an item belongs to the item's lead, for no platform shows one there. */
const itemAt = (text: string): Item | undefined => {
  const [marker, digits] = MARKER.exec(text) ?? [];
  if (marker === undefined || isRule(text)) return undefined;
  const [task = '', sign] = TASK.exec(text.slice(marker.length)) ?? [];
  const marked = marker.length + task.length;
  const quote = QUOTES.exec(text.slice(marked))?.[0] ?? '';
  const checked = sign === undefined ? undefined : sign !== ' ';
  const number = digits === undefined ? undefined : Number(digits);
  return { item: { number, checked }, length: marked + quote.length, isQuote: quote !== '' };
};

export const leadOf = (line: string): LineLead => {
  const quotes = QUOTES.exec(line)?.[0] ?? '';
  const inner = line.slice(quotes.length);
  const blank = /^[ \t]*/u.exec(inner)?.[0] ?? '';
  const found = itemAt(inner.slice(blank.length));
  return {
    source: line.slice(0, quotes.length + blank.length + (found?.length ?? 0)),
    quoteDepth: quotes === '' ? 0 : quotes.replaceAll(/[^>]/gu, '').length,
    indent: columns(blank),
    item: found?.item,
    itemIsQuote: found?.isQuote ?? false,
  };
};
