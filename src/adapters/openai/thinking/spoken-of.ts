const ENDS_A_SENTENCE = /[.!?…。！？"”»)\]*_~`>|\d\p{Extended_Pictographic}]\s*$/u;
const LINE_BEGINS = /(?:^|\n)[ \t>]*$/;
const GOES_ON = /^\s*[\p{Ll},.;:!?)'"”’`|]/u;
const CONJUNCTION = /^\s*(?:\p{L}{1,4}|[&,/|+…-]|\.{3})\s*$/u;

/** Are these the last words before a thought begins, or is its tag a word in a sentence? */
export const beginsAThought = (before: string): boolean => LINE_BEGINS.test(before) || ENDS_A_SENTENCE.test(before);

/**
 * Ends a closing tag that nothing has opened a thought that began unmarked? Then the thought is a whole one, and the answer begins behind
 * it; a tag with a sentence going on around it is spoken of. Undefined while `after` is too short to tell.
 */
export const endsAThought = (before: string, after: string): boolean | undefined => {
  if (/^[ \t]*\r?\n/.test(after)) return LINE_BEGINS.test(before) || ENDS_A_SENTENCE.test(before);
  if (after.trim() === '') return undefined;
  return !GOES_ON.test(after) && (LINE_BEGINS.test(before) || ENDS_A_SENTENCE.test(before));
};

/** The same where a thought is expected: only a sentence that goes on around the tag speaks against it. */
export const interruptsASentence = (before: string, after: string): boolean | undefined => {
  if (after.trim() === '' && !after.includes('\n')) return undefined;
  return /[\p{L}\d,] $/u.test(before) && /^(?: \p{Ll}|[.,;:)])/u.test(after);
};

/** "The tags <think> and </think> mark a thought": what stands between such tags is no thought. */
export const isBetweenTags = (thought: string): boolean => CONJUNCTION.test(thought);
