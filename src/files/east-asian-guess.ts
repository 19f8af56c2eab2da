/** How characters of two bytes are written; by their first bytes the more usual half of the characters is known, as each standard orders them. */
interface Row {
  encoding: string;
  pair: RegExp;
  usual: RegExp;
  minPairs: number;
  /** Of so many characters one begins so. */
  tells?: { after: number; sign: RegExp };
}

// GB 2312, Shift_JIS (JIS X 0208), Big5 and KS X 1001 begin with their signs and kana, then have what is used most. Korean letters stand where
// half of the usual Chinese ones do, so that it takes more of them, and Japanese ones of EUC-JP where most do; fewer than three characters tell nothing.
const ROWS: readonly Row[] = [
  { encoding: 'euc-kr', pair: /[\xa1-\xfd][\xa1-\xfe]/g, usual: /^[\xa1\xb0-\xc8]/, minPairs: 8 },
  {
    encoding: 'gb18030',
    pair: /[\xa1-\xf7][\xa1-\xfe]/g,
    usual: /^[\xa1\xa3\xb0-\xd7]/,
    minPairs: 3,
    tells: { after: 12, sign: /^[\xd0-\xd7]/ },
  },
  {
    encoding: 'shift_jis',
    pair: /[\x81-\x9f\xe0-\xef][\x40-\x7e\x80-\xfc]/g,
    usual: /^[\x81-\x83\x88-\x97]/,
    minPairs: 3,
  },
  { encoding: 'big5', pair: /[\xa1-\xf9][\x40-\x7e\xa1-\xfe]/g, usual: /^[\xa1\xa4-\xc6]/, minPairs: 3 },
];
const MIN_USUAL = 0.9;
/** So much of what is no ASCII stands in words of several characters: signs of Latin stand alone between letters. */
const MIN_IN_WORDS = 0.6;

/** In what a short text of East Asia may be written, by the look of its bytes; undefined where it does not look like one. */
export const guessEastAsian = (bytes: Uint8Array): string | undefined => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return ROWS.find((row) => fits(text, row))?.encoding;
};

const fits = (text: string, { pair, usual, minPairs, tells }: Row): boolean => {
  const pairs = text.match(pair) ?? [];
  const usuals = pairs.filter((each) => usual.test(each)).length;
  const inWords = (text.match(new RegExp(`(?:${pair.source}){2,}`, 'g')) ?? []).join('').length / 2;
  return (
    new Set(pairs).size >= minPairs &&
    !/[\x80-\xff]/.test(text.replaceAll(pair, '')) &&
    usuals >= MIN_USUAL * pairs.length &&
    (!tells || pairs.length < tells.after || pairs.some((each) => tells.sign.test(each))) &&
    inWords >= MIN_IN_WORDS * pairs.length
  );
};
