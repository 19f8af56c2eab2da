import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { z } from 'zod';
import type { Clock } from '../../../async/clock.ts';
import { noticesIn } from '../../../core/commands/notices.ts';
import { BotError } from '../../../core/errors.ts';
import { DEFAULT_LANGUAGE, languageOfLocale } from '../../../core/sentences/language.ts';
import type { Language } from '../../../core/sentences/language.ts';
import type { Door } from '../door/door.ts';
import { Rate } from '../door/rate.ts';
import type { EventStreams } from '../feed/event-stream.ts';
import type { Feed } from '../feed/feed.ts';
import type { Chat } from '../talk/chat.ts';
import { completions } from '../talk/completions.ts';
import { messageIdOf } from '../talk/intake.ts';
import type { WebIntake } from '../talk/intake.ts';
import type { StoredMessage } from '../talk/message.ts';
import type { WebPeople } from '../talk/people.ts';
import { CHANNELS } from '../talk/room.ts';
import type { Room } from '../talk/room.ts';
import { BadRequest } from './bad-request.ts';
import type { ChatBindings } from './chat-bindings.ts';
import { addFiles } from './file-routes.ts';
import type { FileRoutesParts } from './file-routes.ts';
import { readBody } from './read-body.ts';

export interface ChatRoutesParts extends FileRoutesParts {
  door: Door;
  people: WebPeople;
  feed: Feed;
  streams: EventStreams;
  /** Undefined until the platform has started, and once it stops. */
  intake: () => WebIntake | undefined;
  commandName: string;
  clock: Clock;
}

/** Longest message, characters. */
export const MAX_TEXT = 100_000;
const MAX_LABEL = 1_000;
/** As many as a question may ever have. */
const MAX_UPLOADS = 50;
const MAX_WINDOW = 200;
const WINDOW = 50;
/** What one browser may write, and as often press, edit and delete: who has written too much can still stop it. */
const WRITES_PER_MINUTE = 60;
const MINUTE_MS = 60_000;

const nonce = z.string().regex(/^[\w-]{8,64}$/);
const someText = z
  .string()
  .max(MAX_TEXT)
  .refine((value) => value.trim() !== '');
const joining = z.object({ name: z.string().max(200) });
const posting = z.object({
  room: z.string(),
  text: z.string().max(MAX_TEXT),
  uploads: z.array(z.string()).max(MAX_UPLOADS).default([]),
  nonce,
});
const pressing = z.object({
  message: z.string(),
  /** As it is labelled: what can be chosen there may have changed since somebody saw it. */
  choice: z.string().max(MAX_LABEL),
  text: z.string().max(MAX_TEXT).optional(),
  nonce,
});
const editing = z.object({ text: someText });
const retrying = z.object({ room: z.string(), nonce });

/** What browsers ask of the chat. */
export const chatRoutes = (parts: ChatRoutesParts): Hono<ChatBindings> => {
  const routes = new Hono<ChatBindings>();
  routes.use(asTold, parts.door.guard, parts.door.signedIn, limitWrites(parts.clock));
  routes.post('/people', (context) => join(context, parts));
  routes.use(asPerson(parts));
  addReading(routes, parts);
  addWriting(routes, parts);
  addFiles(routes, parts);
  routes.onError((error, context) => {
    if (error instanceof BadRequest) return context.json({ error: error.message }, error.status);
    return context.json({ error: 'failed', sentence: noticesIn(languageOf(context)).excuse(error) }, 503);
  });
  return routes;
};

const addReading = (routes: Hono<ChatBindings>, parts: ChatRoutesParts): void => {
  const { chat, feed, streams, intake, commandName, limits: files } = parts;
  routes.get('/start', (context) =>
    context.json({
      person: context.get('person'),
      channels: CHANNELS,
      commandName,
      files,
      maxText: MAX_TEXT,
      position: feed.position,
    }),
  );
  routes.get('/window', async (context) => {
    const [before, limit] = [context.req.query('before'), context.req.query('limit')];
    const room = await roomOf(context, chat, { id: context.req.query('room'), use: 'read' });
    const size = Math.min(Number(limit) || WINDOW, MAX_WINDOW);
    const part = { limit: size, ...(before !== undefined && { before: Number(before) || 0 }) };
    return context.json({ position: feed.position, ...(await chat.window(room, context.get('person').id, part)) });
  });
  routes.get('/text/:id', async (context) => {
    const all = await chat.text(context.req.param('id'), context.get('person').id);
    return all === undefined ? context.json({ error: 'gone' }, 404) : context.text(all);
  });
  routes.get('/completions', async (context) => {
    const room = await roomOf(context, chat, { id: context.req.query('room'), use: 'read' });
    const typed = context.req.query('typed') ?? '';
    const suggest = intake()?.suggest(context.get('person'), room);
    const language = languageOf(context);
    return context.json(suggest ? await completions(typed, { commandName, language, suggest }) : []);
  });
  routes.get('/events', (context) => {
    const since = context.req.header('last-event-id') ?? context.req.query('since');
    streams.open(context.env.outgoing, context.get('person').id, since);
    return RESPONSE_ALREADY_SENT;
  });
};

const addWriting = (routes: Hono<ChatBindings>, parts: ChatRoutesParts): void => {
  const { chat } = parts;
  routes.post('/messages', async (context) => context.json({ id: await post(context, parts) }));
  routes.post('/presses', async (context) => {
    const { message: id, choice: label, ...by } = await readBody(context, pressing);
    const person = context.get('person');
    const message = await chat.readable(id, person.id);
    const choice = message && chat.choicesOf(message).find((each) => each.label === label);
    const { text: filled, nonce: once } = by;
    const press = { person, nonce: once, ...(filled !== undefined && { text: filled }) };
    if (!choice || !(await takerOf(parts).press(message, choice, press))) throw new BadRequest('gone', 404);
    return context.body(null, 204);
  });
  routes.post('/retries', async (context) => {
    const { room, nonce: once } = await readBody(context, retrying);
    const by = {
      person: context.get('person'),
      room: await roomOf(context, chat, { id: room, use: 'write' }),
      nonce: once,
    };
    await takerOf(parts).call({ command: 'retry', args: {} }, by);
    return context.body(null, 204);
  });
  routes.put('/messages/:id', async (context) => {
    const { text: words } = await readBody(context, editing);
    await takerOf(parts).edit(await ownMessage(context, chat), words);
    return context.body(null, 204);
  });
  routes.delete('/messages/:id', async (context) => {
    await takerOf(parts).remove(await ownMessage(context, chat));
    return context.body(null, 204);
  });
};

const post = async (context: Context<ChatBindings>, parts: ChatRoutesParts): Promise<string | undefined> => {
  const { room: id, text, nonce: once, uploads: ids } = await readBody(context, posting);
  if (text.trim() === '' && ids.length === 0) throw new BadRequest('bad-request', 400);
  const person = context.get('person');
  const room = await roomOf(context, parts.chat, { id, use: 'write' });
  const taker = takerOf(parts);
  if (ids.length > 0 && !taker.takesFiles(text)) throw new BadRequest('files-with-command', 400);
  const uploads = await parts.uploads.claim(person.id, ids, messageIdOf(person, once));
  if (!uploads) throw new BadRequest('file-gone', 404);
  return taker.post({ person, room, text, uploads, nonce: once });
};

const takerOf = ({ intake }: ChatRoutesParts): WebIntake => {
  const open = intake();
  if (!open) throw new BotError('shutting-down', 'the page takes nothing now');
  return open;
};

const roomOf = async (
  context: Context<ChatBindings>,
  chat: Chat,
  { id, use }: { id: unknown; use: 'read' | 'write' },
): Promise<Room> => {
  const room = await chat.room(id, context.get('person').id, use);
  if (!room) throw new BadRequest('no-room', 404);
  return room;
};

const ownMessage = async (context: Context<ChatBindings>, chat: Chat): Promise<StoredMessage> => {
  const message = await chat.get(context.req.param('id') ?? '');
  if (message?.by !== context.get('person').id) throw new BadRequest('gone', 404);
  return message;
};

const join = async (context: Context<ChatBindings>, { people }: ChatRoutesParts): Promise<Response> => {
  const { name } = await readBody(context, joining);
  const person = await people.join(context.get('browser'), name, localeOf(context));
  return person ? context.json(person) : context.json({ error: 'no-name' }, 400);
};

/** What the page itself is in. */
const languageOf = (context: Context): Language => languageOfLocale(localeOf(context) ?? '') ?? DEFAULT_LANGUAGE;

/** The language that the browser prefers. */
const localeOf = (context: Context): string | undefined =>
  /^[a-z]{2,3}(?:-[a-z0-9]+)*/i.exec(context.req.header('accept-language') ?? '')?.[0];

/** What people say to each other is kept by no cache, and is never anything but what its type says. */
const asTold: MiddlewareHandler<ChatBindings> = async (context, next) => {
  context.header('cache-control', 'no-store');
  context.header('x-content-type-options', 'nosniff');
  return next();
};

/** Links and streams have no headers of ours: they name the person in their address. */
const asPerson =
  ({ people }: ChatRoutesParts): MiddlewareHandler<ChatBindings> =>
  async (context, next) => {
    const id = context.req.header('x-person') ?? context.req.query('person') ?? '';
    const person = await people.find(context.get('browser'), id);
    if (!person) return context.json({ error: 'no-person' }, 403);
    context.set('person', person);
    return next();
  };

const limitWrites = (clock: Clock): MiddlewareHandler<ChatBindings> => {
  const rate = new Rate({ clock, max: WRITES_PER_MINUTE, perMs: MINUTE_MS });
  return async (context, next) => {
    const { method, path } = context.req;
    const kind =
      method === 'POST' && path.endsWith('/messages') ? 'write' : path.includes('/uploads') ? 'bring' : 'act';
    const waitMs = method === 'GET' ? 0 : rate.take(`${kind} ${context.get('browser')}`);
    if (waitMs === 0) return next();
    return context.json({ error: 'too-many' }, 429, { 'retry-after': String(Math.ceil(waitMs / 1_000)) });
  };
};
