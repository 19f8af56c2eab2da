import { withoutQuote } from '../scan/code-fence.ts';

/** A formula that goes over several lines. */
export interface OpenMath {
  readonly close: string;
  /** What its lines begin with. */
  readonly lead: string;
  readonly quoteDepth: number;
  readonly lines: number;
  readonly afterBlank: boolean;
}

interface Written {
  lines: string[];
  open: OpenMath | undefined;
}

const OPENING =
  /^((?:[ \t]*>)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:>[ \t]*)*)(\\\[|\$\$|\\begin\{([a-z]{1,20}\*?)\})(.*)$/u;
/** What else begins so is no formula: an escaped bracket, an environment of something else. */
const LOOKS_LIKE_MATH = /^[ \t]*$|[\\^_={}]/u;
const ENDS_FORMULA = /^(?:[ \t]*>)*[ \t]*(?:#{1,6}[ \t]|`{3,}|~{3,})/u;
/** Behind a blank line three words in a row, and no sign of LaTeX's, are no formula any more: its end was forgotten. */
const PROSE = /^(?!.*\\).*\p{L}{2,}[,:]? \p{L}{2,}[,:]? \p{L}{2,}/u;
/** Whatever never ends is given up here. */
const MAX_LINES = 60;
const FENCE = '```';

/** The lines of a formula as code, so that no sign of it is a mark; it may hold blank lines, and stand in quotes and lists. Undefined for other lines. */
export const openMath = (line: string): Written | undefined => {
  const [, lead = '', sign = '', environment, rest = ''] = OPENING.exec(line) ?? [];
  if (sign === '') return undefined;
  const close = environment === undefined ? (sign === '$$' ? '$$' : String.raw`\]`) : `\\end{${environment}}`;
  const first = environment === undefined ? rest : sign + rest;
  if (rest.includes(close)) {
    return environment === undefined ? undefined : { lines: [`${lead}$$${first.trim()}$$`], open: undefined };
  }
  if (environment === undefined && !LOOKS_LIKE_MATH.test(rest)) return undefined;
  const inner = lead.replaceAll(/[^\s>]/gu, ' ');
  const quoteDepth = lead.replaceAll(/[^>]/gu, '').length;
  const lines = [`${lead}${FENCE}latex`, ...(first.trim() === '' ? [] : [inner + first.trim()])];
  return { lines, open: { close, lead: inner, quoteDepth, lines: 1, afterBlank: false } };
};

/** The next line of a formula. Undefined where it is none: `endOfMath` comes before it. */
export const nextMath = (line: string, open: OpenMath): Written | undefined => {
  const text = withoutQuote(line, open.quoteDepth);
  const isBlank = text?.trim() === '';
  const isOver = open.afterBlank && (isBlank || PROSE.test(line));
  if (text === undefined || isOver || ENDS_FORMULA.test(line) || open.lines >= MAX_LINES) return undefined;
  const at = text.indexOf(open.close);
  if (at === -1) return { lines: [line], open: { ...open, lines: open.lines + 1, afterBlank: isBlank } };
  const isEnvironment = open.close.startsWith(String.raw`\end`);
  const formula = text.slice(0, isEnvironment ? at + open.close.length : at).trim();
  const behind = text.slice(at + open.close.length).trim();
  const endsSentence = /^[.,;:!?]$/u.test(behind);
  const before = endsSentence ? formula + behind : formula;
  const after = endsSentence ? '' : behind;
  const lines = [before, FENCE, after].filter((each) => each !== '').map((each) => open.lead + each);
  return { lines, open: undefined };
};

export const endOfMath = ({ lead }: OpenMath): string => lead + FENCE;
