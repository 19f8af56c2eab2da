/** Looks at JSON from outside and tells everything that is wrong with it, by path. */
export type Check<T> = (value: unknown, path: string, problems: string[]) => value is T;

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // undefined is no JSON value: callers take it for "not JSON"
  }
};

const MAX_MS = 2_000_000_000;

export const text: Check<string> = (value, path, problems): value is string =>
  (typeof value === 'string' && value !== '') || wrong(value, 'a text that is not empty', path, problems);

export const flag: Check<boolean> = (value, path, problems): value is boolean =>
  typeof value === 'boolean' || wrong(value, 'true or false', path, problems);

export const whole =
  (least: number): Check<number> =>
  (value, path, problems): value is number =>
    (Number.isSafeInteger(value) && (value as number) >= least) ||
    wrong(value, `a whole number of at least ${least}`, path, problems);

/** Milliseconds, or whatever a timer can hold. */
export const duration: Check<number> = (value, path, problems): value is number =>
  (typeof value === 'number' && value >= 0 && value <= MAX_MS) ||
  wrong(value, `a number from 0 to ${MAX_MS}`, path, problems);

export const oneOf =
  <T extends string | number>(...known: readonly T[]): Check<T> =>
  (value, path, problems): value is T =>
    known.includes(value as T) || wrong(value, `one of ${known.join(', ')}`, path, problems);

export const list =
  <T>(item: Check<T>): Check<T[]> =>
  (value, path, problems): value is T[] => {
    if (!Array.isArray(value)) return wrong(value, 'a list', path, problems);
    return value.map((element, index) => item(element, `${path}[${index}]`, problems)).every(Boolean);
  };

/** The first check that fits decides; `what` names them together. */
export const either =
  <A, B>(first: Check<A>, second: Check<B>, what: string): Check<A | B> =>
  (value, path, problems): value is A | B =>
    first(value, path, []) || second(value, path, []) || wrong(value, what, path, problems);

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
export interface Fields<T> {
  required: { [K in Exclude<keyof T, OptionalKeys<T>>]: Check<T[K]> };
  optional?: { [K in OptionalKeys<T>]-?: Check<Exclude<T[K], undefined>> };
}

/** An object with these keys and no others: a misspelt setting must not go unnoticed. */
export const record =
  <T extends object>({ required, optional }: Fields<T>): Check<T> =>
  (value, path, problems): value is T => {
    if (!isObject(value)) return wrong(value, 'an object', path, problems);
    const before = problems.length;
    const checks = new Map<string, Check<unknown>>(Object.entries({ ...required, ...optional }));
    for (const key of Object.keys(required)) {
      if (!Object.hasOwn(value, key)) problems.push(`${join(path, key)} is missing`);
    }
    for (const [key, field] of Object.entries(value)) {
      const check = checks.get(key);
      if (check !== undefined) check(field, join(path, key), problems);
      else problems.push(`${join(path, key)} is unknown; there may be ${[...checks.keys()].join(', ')}`);
    }
    return problems.length === before;
  };

/** Objects of several kinds, told apart by one key. */
export const byKey =
  <K extends string, T extends Record<K, string>>(
    key: K,
    kinds: { [V in T[K]]: Check<Extract<T, Record<K, V>>> },
  ): Check<T> =>
  (value, path, problems): value is T => {
    if (!isObject(value)) return wrong(value, 'an object', path, problems);
    const names = Object.keys(kinds);
    const name = value[key];
    if (typeof name !== 'string' || !names.includes(name)) {
      return wrong(name, `one of ${names.join(', ')}`, join(path, key), problems);
    }
    const check: Check<T> = kinds[name as T[K]];
    return check(value, path, problems);
  };

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const wrong = (value: unknown, what: string, path: string, problems: string[]): false => {
  const shown = JSON.stringify(value) ?? 'nothing';
  problems.push(
    `${path === '' ? 'it' : path} must be ${what}, not ${shown.length > 60 ? `${shown.slice(0, 60)}...` : shown}`,
  );
  return false;
};
