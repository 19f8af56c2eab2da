import { cleanText } from '../scan/clean-text.ts';
import { prepareText } from '../write/prepare-text.ts';
import { fileSign, takeOutLongCode, type CodeFile } from './long-code.ts';
import type { PartLimits } from './part-limits.ts';
import { markdownParts } from './split-markdown.ts';

/** An answer as few enough parts, and what of it is in files. */
export interface BoundedParts {
  parts: string[];
  files: CodeFile[];
}

/** As many parts as there are, but no more than one too many. */
const firstParts = (text: string, limits: PartLimits, max: number): string[] => {
  const parts: string[] = [];
  for (const part of markdownParts(text, limits)) {
    parts.push(part.text);
    if (parts.length > max) break;
  }
  return parts;
};

/** The beginning, with a sign that it goes on in a file. Read no further than the part reaches. */
const beginning = (text: string, limits: PartLimits, name: string): string => {
  const sign = `\n\n… ${fileSign(name)}`;
  const [first = ''] = firstParts(
    prepareText(text.slice(0, 2 * limits.max)),
    { ...limits, max: limits.max - sign.length },
    0,
  );
  return first + sign;
};

/**
 * An answer of any length as at most `maxParts` parts: what is longer is its first part, and all of it in a file. Long code is in files of its own.
 * What does not get into the parts is not read.
 * @param name of the file that holds all of the text
 */
export const boundedParts = (text: string, limits: PartLimits, maxParts: number, name: string): BoundedParts => {
  const { text: shown, files } = takeOutLongCode(text);
  const parts = shown.length > maxParts * limits.max ? undefined : firstParts(prepareText(shown), limits, maxParts);
  if (parts && parts.length <= maxParts) return { parts, files };
  return { parts: [beginning(shown, limits, name)], files: [{ name, text: cleanText(text) }, ...files] };
};
