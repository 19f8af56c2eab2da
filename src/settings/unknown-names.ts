import { distance } from 'fastest-levenshtein';

export interface UnknownNames {
  /** A misspelt setting, or a file for something that is no secret: certainly not what was meant. */
  mistakes: string[];
  /** Begins like one of ours, and may be another program's. */
  remarks: string[];
}

/** Shorter names, such as HOST, are near to too much. */
const MIN_NEAR_LENGTH = 7;
/** Two letters may differ in a name of this length; in a shorter one a single letter, or two that changed places. */
const LONG_LENGTH = 12;
/** Known to other programs. */
const FOREIGN = new Set(['LOGLEVEL']);
/** Kubernetes sets such variables for a service named aitta-bot. */
const OF_KUBERNETES = /^AITTA_BOT_/;

/**
 * The names that look like settings and are none. A misspelt ALLOWED_CHANNELS would let everybody in without a word.
 * @param prefixes first words of settings that no other program has, such as SLACK
 */
export const findUnknownNames = (
  names: Iterable<string>,
  known: readonly string[],
  prefixes: readonly string[],
): UnknownNames => {
  const [mistakes, remarks]: [string[], string[]] = [[], []];
  for (const name of names) {
    if (known.includes(name) || FOREIGN.has(name) || OF_KUBERNETES.test(name)) continue;
    const spelling = name.toUpperCase().replaceAll(/[-.\s]/g, '_');
    const nearest = findNearest(spelling, known);
    if (nearest !== undefined) mistakes.push(`${name} is not a setting; did you mean ${nearest}?`);
    else if (spelling.endsWith('_FILE') && known.includes(spelling.slice(0, -'_FILE'.length)))
      mistakes.push(`${name} is not a setting; only secrets may come from a file`);
    else if (prefixes.some((prefix) => spelling.startsWith(`${prefix}_`)))
      remarks.push(`${name} is not a setting of aitta-bot${didYouMean(findAlike(spelling, known))}`);
  }
  return { mistakes, remarks };
};

const findNearest = (spelling: string, known: readonly string[]): string | undefined =>
  known
    .map((name) => ({ name, letters: distance(name, spelling) }))
    .filter(({ name, letters }) => isNear(name, spelling, letters))
    .toSorted((a, b) => a.letters - b.letters)[0]?.name;

const isNear = (name: string, spelling: string, letters: number): boolean =>
  name.length >= MIN_NEAR_LENGTH &&
  (letters <= 1 || (letters === 2 && (name.length >= LONG_LENGTH || sorted(name) === sorted(spelling))));

const sorted = (name: string): string => name.split('').toSorted().join('');

/** Settings with a word more or less: SLACK_TOKEN for SLACK_BOT_TOKEN. */
const findAlike = (spelling: string, known: readonly string[]): string[] => {
  const words = spelling.split('_');
  const values = known.filter((name) => !name.endsWith('_FILE'));
  return values.filter((name) => {
    const own = name.split('_');
    return own.length > 1 && (hasAll(own, words) || hasAll(words, own));
  });
};

const hasAll = (words: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((word) => words.includes(word));

const didYouMean = (names: readonly string[]): string =>
  names.length === 0 || names.length > 3 ? '' : `; did you mean ${names.join(' or ')}?`;
