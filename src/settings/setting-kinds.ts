import { z } from 'zod';

/** The kinds of values that settings have. Each names what it wants, never what it got. */
export const text = z.string().optional();

/** A secret as somebody gave it out. One that was copied with its label, or broken by a line end, is seen here and not by a server. */
const secretWord = z.string().regex(/^[\x21-\x7E]+$/, {
  error: 'must be copied in one piece: there is a space, a line break or a foreign character in it',
});
export const secret = secretWord.optional();
export const secretWithPrefix = (prefix: string, what: string) =>
  secretWord.startsWith(prefix, { error: `must be ${what}, which begins with ${prefix}` }).optional();

export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

export const whole = (min: number, max: number) =>
  z
    .string()
    .refine((value) => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max, {
      error: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number);

export const flag = z.stringbool({ error: 'must be true or false' }).default(false);

/** Names of models, separated by commas or spaces. */
export const modelIds = z
  .string()
  .transform((value) => value.split(/[\s,]+/).filter((id) => id !== ''))
  .default([]);

/** Ids of a platform, separated by commas or spaces. */
export const ids = z
  .string()
  .regex(/^[\w\s,/:]+$/, { error: 'must be ids, separated by commas' })
  .transform((value) => value.split(/[\s,]+/).filter((id) => id !== ''))
  .default([]);
