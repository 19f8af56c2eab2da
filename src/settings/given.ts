import { cleanValue } from './clean-value.ts';

/** What is set, by name: clean values, none of them empty. */
export type Given = ReadonlyMap<string, string>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The one place where values are cleaned. An empty value is an absent one: compose files write unset variables so. */
export const readGiven = (env: Environment): Map<string, string> => {
  const given = new Map<string, string>();
  for (const [rawName, rawValue = ''] of Object.entries(env)) {
    const name = cleanValue(rawName);
    const value = cleanValue(rawValue);
    if (value !== '' && (name === rawName || !given.has(name))) given.set(name, value);
  }
  return given;
};
