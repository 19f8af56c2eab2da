import { Tokenizer, type MarkedExtension } from 'marked';

/** Signs of scripts that write without blanks between words: a mark stands there between a bracket and a letter, where CommonMark sees none. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]`;
const SIGN = String.raw`[\p{P}\p{S}]`;
const ENDS_UNSPACED = new RegExp(`${UNSPACED}$`, 'u');
const BESIDE_MARK = new RegExp(
  String.raw`(?<=${UNSPACED}(?:\*+|~+))(?![*~])${SIGN}|(?![*~])${SIGN}(?=(?:\*+|~+)${UNSPACED})`,
  'gu',
);

const asLetters = (signs: string): string => 'a'.repeat(signs.length);

/** What stands before a mark, as the parser is told of it. */
const before = (source: string, masked: string, previous: string): string => {
  const at = masked.length - source.length;
  return ENDS_UNSPACED.test(masked.slice(Math.max(0, at - 2), at)) ? ' ' : previous;
};

/** Emphasis in Chinese, Japanese and Korean as it is meant, as on Slack and Discord: `これは**「重要」**です`. */
export const unspacedEmphasis: MarkedExtension = {
  hooks: {
    emStrongMask: (source: string) => source.replaceAll(BESIDE_MARK, asLetters),
  },
  tokenizer: {
    emStrong(source, masked, previous = '') {
      const told = source.startsWith('*') ? before(source, masked, previous) : previous;
      return Tokenizer.prototype.emStrong.call(this, source, masked, told);
    },
    del(source, masked, previous = '') {
      return Tokenizer.prototype.del.call(this, source, masked, before(source, masked, previous));
    },
  },
};
