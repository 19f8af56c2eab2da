import type { english, ownEnglish } from './english.ts';

/** The same shape, for any words of that kind. */
export type Shape<T> = T extends string
  ? string
  : T extends (...args: infer Args) => infer Result
    ? (...args: Args) => Shape<Result>
    : { readonly [Key in keyof T]: Shape<T[Key]> };

/** What names no service. */
export type OwnSentences = Shape<typeof ownEnglish>;
/** Everything that the bot itself says, in one language. A further language is one more that has all of it. */
export type Sentences = Shape<typeof english>;
