// Stand-ins for the two control characters that begin and end terminal sequences: noncharacters, which no honest text holds.
const ESCAPE = '\ufffe';
const BELL = '\uffff';
/** The one-character forms of terminal sequences (ECMA-48) in their two-character form. */
const SEQUENCES: Readonly<Record<string, string>> = {
  '\u0007': BELL,
  '\u001b': ESCAPE,
  '\u0090': `${ESCAPE}P`,
  '\u0098': `${ESCAPE}X`,
  '\u009b': `${ESCAPE}[`,
  '\u009c': `${ESCAPE}\\`,
  '\u009d': `${ESCAPE}]`,
  '\u009e': `${ESCAPE}^`,
  '\u009f': `${ESCAPE}_`,
};
// Colours and cursor moves; strings such as a window title, which end on their line or are none; everything else that an escape begins.
const CURSOR = /\ufffe\[[0-?]{0,64}[ -/]{0,16}[@-~]/gu;
const STRING = /\ufffe[\]PX^_][^\ufffe\uffff\n]*(?:\uffff|\ufffe\\)/gu;
const OTHER = /\ufffe[ -/]{0,4}[0-~]|[\ufffe\uffff]/gu;
const CONTROL = /[^\P{Cc}\t\n]/gu;
// Embeddings, overrides and isolates reorder what follows them ("Trojan Source", CVE-2021-42574).
// The plain marks (LRM, RLM, ALM) stay: right-to-left writing needs them, and they cannot reorder other text.
const BIDI = /[\u202a-\u202e\u2066-\u2069]/gu;
const INVISIBLE = /[\ufeff\ufff9-\ufffb]/gu;
// Tag characters carry hidden ASCII; their one honest use is behind a black flag (the flag of Scotland).
const TAGS = /(\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,6}\u{e007f})|[\u{e0000}-\u{e007f}]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Text from a model or a stranger without what a reader cannot see: control characters, terminal sequences, bidi overrides, tag characters.
 * Line ends become \n, tabs stay, lone surrogates become U+FFFD (they cannot be sent as UTF-8).
 */
export const cleanText = (text: string): string =>
  text
    .replaceAll(/[\ufffe\uffff]/gu, '')
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replaceAll(/\p{Cc}/gu, (char) => SEQUENCES[char] ?? char)
    .replaceAll(CURSOR, '')
    .replaceAll(STRING, '')
    .replaceAll(OTHER, '')
    .replaceAll(CONTROL, '')
    .replaceAll(BIDI, '')
    .replaceAll(INVISIBLE, '')
    .replaceAll(TAGS, '$1')
    .replaceAll(LONE_SURROGATE, '\ufffd');
