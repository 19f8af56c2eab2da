import type { Language } from './language.ts';

/** Numbers, and words that depend on them, as one language writes them. */
export interface Counts {
  number: (count: number) => string;
  /** Of two forms the one for this number: "1 question", "2 questions". */
  choose: <Form>(count: number, one: Form, other: Form) => Form;
  /** The number and the form for it. */
  counted: (count: number, one: string, other: string) => string;
  /** "1 h 47 min": the symbols of SI, which these languages share, need no case and no plural. @param ms milliseconds */
  duration: (ms: number) => string;
}

export const countsIn = (language: Language): Counts => {
  const plurals = new Intl.PluralRules(language);
  const format = new Intl.NumberFormat(language);
  const number = (count: number): string => format.format(count);
  const choose: Counts['choose'] = (count, one, other) => (plurals.select(count) === 'one' ? one : other);
  return {
    number,
    choose,
    counted: (count, one, other) => `${number(count)} ${choose(count, one, other)}`,
    duration: (ms) => {
      const seconds = Math.max(0, Math.round(ms / 1_000));
      if (seconds < 60) return `${seconds} s`;
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
      const hours = number(Math.floor(minutes / 60));
      return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
    },
  };
};

/** "a, b, WORD c", with a word that is clear beside parts that hold an "and" of their own. */
export const listed = (parts: readonly string[], word: string): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')}${word} ${parts.at(-1) ?? ''}`;
