/**
 * The tokens of the stand-in's models: up to six letters or digits, or any other single character, each with up to eight characters of
 * white space before it. "Hello, world!" has four. Put together again they are the text.
 */
export const tokensOf = (text: string): string[] =>
  text.match(/\s{0,8}[\p{L}\p{M}\p{N}]{1,6}|\s{0,8}\S|\s{1,8}/gu) ?? [];

/** What a chat template puts around each message, and in front of the answer. */
export const MESSAGE_TOKENS = 4;
/** What an image costs. */
export const IMAGE_TOKENS = 256;
