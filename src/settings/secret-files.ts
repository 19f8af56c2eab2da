import { readFileSync } from 'node:fs';
import { cleanValue } from './clean-value.ts';
import type { Given } from './given.ts';

/** The name of the setting that names a file with a secret. */
export const fileOf = (secret: string): string => `${secret}_FILE`;

/**
 * Puts what the files say in the place of these secrets; an empty text for one that cannot be read.
 * @param reread settings that name a file which is read again while the bot runs, and so stay paths
 */
export const readSecretFiles = (
  given: Given,
  secrets: readonly string[],
  reread: readonly string[],
): { given: Given; mistakes: string[] } => {
  const result = new Map(given);
  const mistakes: string[] = [];
  for (const name of secrets) {
    const file = fileOf(name);
    const path = given.get(file);
    if (path === undefined) continue;
    if (given.has(name)) mistakes.push(`${name} and ${file} are both set; keep only one`);
    const { secret, mistake } = readSecret(path, reread.includes(file));
    if (mistake !== undefined) mistakes.push(`${file} names ${mistake}`);
    if (!reread.includes(file)) result.set(name, secret);
  }
  return { given: result, mistakes };
};

/** A file that is read again is read by others, which do not clean what they find. */
const readSecret = (path: string, isReread: boolean): { secret: string; mistake?: string } => {
  try {
    const text = readFileSync(path, 'utf8').trim();
    const secret = cleanValue(text);
    if (secret === '') return { secret, mistake: 'an empty file' };
    if (isReread && secret !== text)
      return { secret, mistake: 'a file with quotes or invisible characters around the secret' };
    return { secret };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { secret: '', mistake: `a file that cannot be read (${code})` };
  }
};
