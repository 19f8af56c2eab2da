import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { cleanValue } from './clean-value.ts';
import type { Environment } from './given.ts';
import { SettingsError } from './settings-error.ts';

/** What the file sets; nothing where there is no file. Windows' editors begin it with a byte-order mark, or write UTF-16. @throws SettingsError */
export const readEnvFile = (path: string): Environment => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new SettingsError([`the file ${path} cannot be read (${code ?? 'unknown'})`]);
  }
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  const values = parseEnv(new TextDecoder(encoding).decode(bytes)); // the decoder takes the mark away
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [cleanValue(name), value]));
};
