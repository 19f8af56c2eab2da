import { z } from 'zod';

import type { JsonObject } from './json-object.ts';
import { Refusal } from './refusal.ts';

/** Forms carry everything as text: objects as JSON, flags and numbers as words. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

export const json = z.preprocess(parsed, z.unknown());
export const flag = z.preprocess(
  (value) => (value === '1' ? true : value === '0' ? false : parsed(value)),
  z.boolean('must be a boolean'),
);
export const whole = z.preprocess(parsed, z.int('must be an integer'));
export const timestamp = z.string().regex(/^\d{10}\.\d{6}$/, 'must be a message timestamp');
export const strings = z.preprocess(
  (value) => (typeof value === 'string' && !value.startsWith('[') ? value.split(',') : parsed(value)),
  z.array(z.string()),
);
export const pageSize = z.preprocess(parsed, z.int().min(1).max(1000));

/**
 * Arguments are strict objects: one that the method does not have is refused, where Slack would ignore it.
 * @throws {Refusal} invalid_arguments
 */
export function checkArguments<Schema extends z.ZodType>(schema: Schema, given: JsonObject): z.output<Schema> {
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data;
  throw Refusal.explained(
    'invalid_arguments',
    checked.error.issues.map((issue) => `${issue.message} [json-pointer:/${issue.path.join('/')}]`),
  );
}
