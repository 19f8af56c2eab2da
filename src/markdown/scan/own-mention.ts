/** Stands for the bot's own mention while a text is read: a noncharacter, which no honest text holds. */
export const OWN_MENTION = '\uffff';

const BLANKS = ' \t\u00a0';

// By hand: a regular expression that looks for blanks before something takes a square of their number.
const withoutBlanksBehind = (text: string): string => {
  let end = text.length;
  while (end > 0 && BLANKS.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
};
const withoutBlanksBefore = (text: string): string => text.replace(/^[ \t\u00a0]+/u, '');

/** The text without the marks, closed up as if they had never been there: "hey MARK, why?" becomes "hey, why?". */
export const withoutOwnMention = (text: string): string => {
  const [first = '', ...others] = text.split(OWN_MENTION);
  let read = first;
  for (const other of others) {
    const before = withoutBlanksBehind(read);
    const after = withoutBlanksBefore(other);
    const apart = before.length < read.length || after.length < other.length;
    if (before.trim() === '') {
      read = after.replace(/^[,:]?\s*/u, '');
    } else {
      const closes = before.endsWith('\n') || /^(?:[\n,.;:?]|!?\s|!?$)/u.test(after);
      read = before + (apart && !closes ? ' ' : '') + after;
    }
  }
  return read.trim();
};
