/** Blanks, controls, and signs that are drawn as nothing: joiners, fillers, marks of direction, the blank of Braille. */
const SEEN = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Does a reader see anything of this text? */
export const isSeen = (text: string): boolean => SEEN.test(text);
