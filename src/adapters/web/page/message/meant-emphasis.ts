import { Tokenizer, type MarkedExtension } from 'marked';
import { PLAIN_SIGNS } from '../../../../markdown/scan/plain-signs.ts';

/** Signs of scripts that write without blanks between words: a mark stands there between a bracket and a letter, where CommonMark sees none. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]`;
const SIGN = String.raw`[\p{P}\p{S}]`;
const ENDS_UNSPACED = new RegExp(`${UNSPACED}$`, 'u');
const BESIDE_MARK = new RegExp(
  String.raw`(?<=${UNSPACED}(?:\*+|~+))(?![*~])${SIGN}|(?![*~])${SIGN}(?=(?:\*+|~+)${UNSPACED})`,
  'gu',
);

const PLAIN = new RegExp(PLAIN_SIGNS, 'giu');

const asLetters = (signs: string): string => 'a'.repeat(signs.length);

/** What stands before a mark, as the parser is told of it. */
const before = (source: string, masked: string, previous: string): string => {
  const at = masked.length - source.length;
  return ENDS_UNSPACED.test(masked.slice(Math.max(0, at - 2), at)) ? ' ' : previous;
};

/**
 * Emphasis as it is meant, as on Slack and Discord: in Chinese, Japanese and Korean (`これは**「重要」**です`), and not in `2*3*4`, `__init__` or `~5`.
 */
export const meantEmphasis: MarkedExtension = {
  hooks: {
    emStrongMask: (source: string) => source.replaceAll(PLAIN, asLetters).replaceAll(BESIDE_MARK, asLetters),
  },
  tokenizer: {
    emStrong(source, masked, previous = '') {
      if (masked.charAt(masked.length - source.length) === 'a') return undefined;
      const told = source.startsWith('*') ? before(source, masked, previous) : previous;
      return Tokenizer.prototype.emStrong.call(this, source, masked, told);
    },
    del(source, masked, previous = '') {
      if (!source.startsWith('~~')) return undefined;
      return Tokenizer.prototype.del.call(this, source, masked, before(source, masked, previous));
    },
  },
};
