import type { Context } from 'hono';
import type { z } from 'zod';
import { BadRequest } from './bad-request.ts';

/** A message of the most characters, each as long as it can be in JSON. */
const MAX_BODY_BYTES = 700_000;

/** What a request says, in bounded size. @throws BadRequest */
export const readBody = async <Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<z.output<Schema>> => {
  if (context.req.header('content-type')?.split(';')[0] !== 'application/json')
    throw new BadRequest('bad-request', 400);
  const { success, data, error } = schema.safeParse(await readJson(context.req.raw, maxBytes));
  if (success) return data;
  const isLong = error.issues.every(({ code, path }) => code === 'too_big' && path[0] === 'text');
  throw isLong ? new BadRequest('too-long', 413) : new BadRequest('bad-request', 400);
};

const readJson = async (request: Request, maxBytes: number): Promise<unknown> => {
  const chunks: Uint8Array[] = [];
  let bytes = Number(request.headers.get('content-length') ?? 0);
  if (bytes > maxBytes) throw new BadRequest('too-long', 413);
  bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new BadRequest('too-long', 413);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new BadRequest('bad-request', 400); // what the parser says would quote what was sent
  }
};
