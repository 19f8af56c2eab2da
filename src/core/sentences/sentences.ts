import { english } from './english.ts';

/** The same shape, for any words of that kind. */
type Shape<T> = T extends string
  ? string
  : T extends (...args: infer Args) => string
    ? (...args: Args) => string
    : { readonly [Key in keyof T]: Shape<T[Key]> };

/** Everything that the bot itself says, in one language. Another language is one more file that has all of it. */
export type Sentences = Shape<typeof english>;

const LANGUAGES = { en: english } satisfies Record<string, Sentences>;

/** BCP 47. */
export type Language = keyof typeof LANGUAGES;

/** Where nothing is known of who reads. */
export const DEFAULT_LANGUAGE: Language = 'en';

export const sentencesFor = (language: Language): Sentences => LANGUAGES[language];
