/** Reads fields out of JSON and says which one is wrong. Unknown fields are nobody's business here: `raw` keeps them. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Inside the client only; becomes the cause of a `MalformedAPIResponse`. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function asObject(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw new ShapeError(`${what} must be an object`);
  return value;
}

/** The value of a key that must be there, be it null. */
export function required(object: JsonObject, key: string): unknown {
  if (!Object.hasOwn(object, key)) throw new ShapeError(`"${key}" is missing`);
  return object[key];
}

export const objectField = (object: JsonObject, key: string): JsonObject => asObject(required(object, key), `"${key}"`);

export function stringField(object: JsonObject, key: string): string {
  const value = required(object, key);
  if (typeof value !== 'string') throw new ShapeError(`"${key}" must be a string`);
  return value;
}

export function stringsField(object: JsonObject, key: string): string[] {
  const value = required(object, key);
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw new ShapeError(`"${key}" must be a list of strings`);
  }
  return value;
}

/** Like Python's reader also takes `"3"` and `3.0`, and refuses 3.5. */
export function integerField(object: JsonObject, key: string, least: number): number {
  const value = required(object, key);
  const number = typeof value === 'string' && /^[+-]?\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < least) {
    throw new ShapeError(`"${key}" must be a whole number of at least ${least}`);
  }
  return number;
}

/** A string if it is one; absent, null and anything else are undefined. */
export function optionalString(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' ? value : undefined;
}
