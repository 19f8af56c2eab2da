import { chmodSync, existsSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseEnvText } from './env-file.ts';
import { SettingsError } from './settings-error.ts';

/** Only the owner may read what has tokens in it. */
const MODE = 0o600;

/**
 * The text of a `.env` file with these settings in the place of what it said of them; an empty value takes a setting out. All other lines stay.
 * @throws SettingsError where it would not be read back as it is meant.
 */
export const changeEnvText = (before: string, changes: ReadonlyMap<string, string>): string => {
  const kept = before.split('\n').filter((line) => !changes.has(nameIn(line)));
  while (kept.at(-1)?.trim() === '') kept.pop();
  const added = [...changes].filter(([, value]) => value !== '').map(([name, value]) => `${name}=${quoted(value)}`);
  const after = [...kept, ...added, ''].join('\n');
  const wanted = new Map(Object.entries(parseEnvText(before)));
  for (const [name, value] of changes) {
    if (value === '') wanted.delete(name);
    else wanted.set(name, value);
  }
  const got = new Map(Object.entries(parseEnvText(after)));
  const wrong = [...new Set([...wanted.keys(), ...got.keys()])].filter((name) => wanted.get(name) !== got.get(name));
  if (wrong.length === 0) return after;
  throw new SettingsError(wrong.map((name) => `${name} cannot be written as a line of .env; change it by hand`));
};

const nameIn = (line: string): string => /^\s*(?:export\s+)?([\w.-]+)\s*=/.exec(line)?.[1] ?? '';

/** Quotes only where the value would be cut without them. */
const quoted = (value: string): string => {
  const spellings = [value, `'${value}'`, `"${value}"`, `\`${value}\``];
  return spellings.find((spelling) => parseEnvText(`X=${spelling}\nY=y`)['X'] === value) ?? value;
};

/** Writes the whole file or nothing of it, for its owner's eyes only; where it is a link, what the link leads to. */
export const writeSecretFile = (path: string, text: string): void => {
  const target = existsSync(path) ? realpathSync(path) : path;
  const draft = `${target}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, { mode: MODE, flag: 'wx' });
    chmodSync(draft, MODE); // whatever the umask says
    renameSync(draft, target);
  } finally {
    rmSync(draft, { force: true });
  }
};
