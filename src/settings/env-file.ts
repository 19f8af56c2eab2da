import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { cleanValue } from './clean-value.ts';
import type { Environment } from './given.ts';
import { SettingsError } from './settings-error.ts';

/** What the file says; undefined where there is none. Windows' editors begin it with a byte-order mark, or write UTF-16. @throws SettingsError */
export const readEnvText = (path: string): string | undefined => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new SettingsError([`the file ${path} cannot be read (${code ?? 'unknown'})`]);
  }
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes); // the decoder takes the mark away
};

export const parseEnvText = (text: string): Environment =>
  Object.fromEntries(Object.entries(parseEnv(text)).map(([name, value]) => [cleanValue(name), value]));

/** What the file sets; nothing where there is no file. @throws SettingsError */
export const readEnvFile = (path: string): Environment => parseEnvText(readEnvText(path) ?? '');
