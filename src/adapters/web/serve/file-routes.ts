import type { Context, Hono } from 'hono';
import type { AttachLimits } from '../../define-platform.ts';
import type { Chat } from '../talk/chat.ts';
import { TooBig } from '../talk/uploads.ts';
import type { Upload } from '../talk/upload.ts';
import type { Uploads } from '../talk/uploads.ts';
import { BadRequest } from './bad-request.ts';
import type { ChatBindings } from './chat-bindings.ts';

export interface FileRoutesParts {
  chat: Chat;
  uploads: Uploads;
  limits: AttachLimits;
}

/** A file is nothing but a file, whatever it says that it is. @param isShown a picture, of a kind that can be nothing else */
const headersOf = (name: string, type: string, isShown = false): Record<string, string> => ({
  'content-type': type,
  'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${(sign.codePointAt(0) ?? 0).toString(16)}`)}`,
  'content-security-policy': "default-src 'none'; sandbox",
});

/** Files that come with answers, and those that people bring: in and out. */
export const addFiles = (routes: Hono<ChatBindings>, { chat, uploads, limits }: FileRoutesParts): void => {
  routes.get('/files/:id/:index', async (context) => {
    const { id, index } = context.req.param();
    const file = await chat.file(id, Number(index), context.get('person').id);
    if (!file) throw new BadRequest('gone', 404);
    return context.body(file.text, 200, headersOf(file.name, 'text/plain; charset=utf-8'));
  });
  routes.get('/uploads/:id/:index', async (context) => {
    const { id, index } = context.req.param();
    const found = await chat.upload(id, Number(index), context.get('person').id);
    const pieces = found && (await uploads.open(found.by, found.upload.id));
    if (!pieces) throw new BadRequest('gone', 404);
    const { name, bytes } = found.upload;
    const headers = { ...headersOf(name, 'application/octet-stream'), 'content-length': String(bytes) };
    return context.body(ReadableStream.from(pieces) as ReadableStream, 200, headers);
  });
  const show = async (context: Context<ChatBindings>, by: string, upload?: Upload): Promise<Response> => {
    const pieces = upload?.picture && (await uploads.open(by, upload.id));
    if (!upload?.picture || !pieces) throw new BadRequest('gone', 404);
    return context.body(ReadableStream.from(pieces) as ReadableStream, 200, {
      ...headersOf(upload.name, upload.picture, true),
      'content-length': String(upload.bytes),
    });
  };
  routes.get('/pictures/:id', async (context) => {
    const { id: person } = context.get('person');
    return show(context, person, await uploads.find(person, context.req.param('id')));
  });
  routes.get('/pictures/:id/:index', async (context) => {
    const { id, index } = context.req.param();
    const found = await chat.upload(id, Number(index), context.get('person').id);
    return show(context, found?.by ?? '', found?.upload);
  });
  routes.post('/uploads', async (context) => context.json(await takeUpload(context, uploads, limits)));
  routes.delete('/uploads/:id', async (context) => {
    await uploads.remove(context.get('person').id, context.req.param('id'));
    return context.body(null, 204);
  });
};

/** What is too big is refused by what it says of itself, before any of it is read. */
const takeUpload = async (
  context: Context<ChatBindings>,
  uploads: Uploads,
  { maxFiles, maxBytes }: AttachLimits,
): Promise<Upload> => {
  if (maxFiles === 0) throw new BadRequest('no-files', 404);
  const name = nameIn(context.req.header('x-file-name') ?? '');
  const { body } = context.req.raw;
  if (name === undefined || !body || context.req.header('content-type') !== 'application/octet-stream')
    throw new BadRequest('bad-request', 400);
  if (Number(context.req.header('content-length') ?? 0) > maxBytes) throw new BadRequest('too-big', 413);
  try {
    return await uploads.take(context.get('person').id, name, body, maxBytes);
  } catch (error) {
    if (error instanceof TooBig) throw new BadRequest('too-big', 413);
    throw error;
  }
};

const nameIn = (header: string): string | undefined => {
  try {
    return decodeURIComponent(header);
  } catch {
    return undefined; // half a letter
  }
};
