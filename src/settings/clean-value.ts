/** What copying leaves at the ends: blanks, line ends, byte-order marks, characters without width. */
const ENDS = /^[\s\u200B-\u200D\u2060]+|[\s\u200B-\u200D\u2060]+$/g; // \s has the byte-order mark
const QUOTES = new Set(['"', "'"]);

/** A value without what surrounds it, and without one pair of quotes, which `docker run --env-file` keeps. */
export const cleanValue = (raw: string): string => {
  const text = raw.replaceAll(ENDS, '');
  const [quote = ''] = text;
  const inner = text.slice(1, -1);
  const isQuoted = text.length > 1 && QUOTES.has(quote) && text.endsWith(quote) && !inner.includes(quote);
  return isQuoted ? inner.replaceAll(ENDS, '') : text;
};
