import type { JsonObject } from './json-object.ts';
import { Refusal } from './refusal.ts';

/**
 * One page and the cursor of the next.
 * @throws {Refusal} invalid_cursor
 */
export function page<Item>(
  all: readonly Item[],
  limit: number,
  cursor: string | undefined,
): { items: Item[]; metadata: JsonObject; more: boolean } {
  const start = cursor === undefined || cursor === '' ? 0 : startOf(cursor);
  const end = start + limit;
  const more = end < all.length;
  const next = more ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: all.slice(start, end), metadata: { response_metadata: { next_cursor: next } }, more };
}

function startOf(cursor: string): number {
  const [, start] = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (start === undefined) throw new Refusal('invalid_cursor');
  return Number(start);
}
