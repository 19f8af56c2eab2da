import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { z } from 'zod';
import type { Clock } from '../../../async/clock.ts';
import { noticesIn } from '../../../core/commands/notices.ts';
import { BotError } from '../../../core/errors.ts';
import { languageOfLocale } from '../../../core/sentences/language.ts';
import type { Inbox } from '../../../core/ports/arrival.ts';
import type { Door, WebBindings } from '../door/door.ts';
import { Rate } from '../door/rate.ts';
import type { EventStreams } from '../feed/event-stream.ts';
import type { Feed } from '../feed/feed.ts';
import type { Chat } from '../talk/chat.ts';
import { completions } from '../talk/completions.ts';
import type { WebIntake } from '../talk/intake.ts';
import type { StoredMessage } from '../talk/message.ts';
import type { WebPeople, WebPerson } from '../talk/people.ts';
import { CHANNELS, mayRead, readRoom } from '../talk/room.ts';
import type { Room } from '../talk/room.ts';
import { BadRequest } from './bad-request.ts';
import { readBody } from './read-body.ts';

export interface ChatRoutesParts {
  door: Door;
  chat: Chat;
  people: WebPeople;
  feed: Feed;
  streams: EventStreams;
  /** Undefined until the platform has started, and once it stops. */
  intake: () => { intake: WebIntake; inbox: Inbox } | undefined;
  commandName: string;
  clock: Clock;
}

type Bindings = WebBindings & { Variables: { person: WebPerson } };

/** Longest message, characters. */
export const MAX_TEXT = 100_000;
const MAX_WINDOW = 200;
const WINDOW = 50;
/** What one browser may write. */
const WRITES_PER_MINUTE = 60;
const MINUTE_MS = 60_000;

const nonce = z.string().regex(/^[\w-]{8,64}$/);
const text = z
  .string()
  .max(MAX_TEXT)
  .refine((value) => value.trim() !== '');
const joining = z.object({ name: z.string().max(200) });
const posting = z.object({ room: z.string(), text, nonce });
const pressing = z.object({
  message: z.string(),
  choice: z.int().min(0).max(100),
  text: z.string().max(MAX_TEXT).optional(),
  nonce,
});
const editing = z.object({ text });
const retrying = z.object({ room: z.string(), nonce });

/** What browsers ask of the chat. */
export const chatRoutes = (parts: ChatRoutesParts): Hono<Bindings> => {
  const routes = new Hono<Bindings>();
  routes.use(parts.door.guard, parts.door.signedIn, limitWrites(parts.clock));
  routes.post('/people', (context) => join(context, parts));
  routes.use(asPerson(parts));
  addReading(routes, parts);
  addWriting(routes, parts);
  routes.onError((error, context) => {
    if (error instanceof BadRequest) return context.json({ error: error.message }, error.status);
    return context.json(
      { error: 'failed', sentence: noticesIn(languageOfLocale(localeOf(context) ?? '')).excuse(error) },
      503,
    );
  });
  return routes;
};

const addReading = (routes: Hono<Bindings>, { chat, feed, streams, intake, commandName }: ChatRoutesParts): void => {
  routes.get('/start', (context) =>
    context.json({ person: context.get('person'), channels: CHANNELS, commandName, position: feed.position }),
  );
  routes.get('/window', async (context) => {
    const [before, limit] = [context.req.query('before'), context.req.query('limit')];
    const room = readableRoom(context, context.req.query('room'));
    const size = Math.min(Number(limit) || WINDOW, MAX_WINDOW);
    const part = { limit: size, ...(before !== undefined && { before: Number(before) || 0 }) };
    return context.json({ position: feed.position, ...(await chat.window(room, context.get('person').id, part)) });
  });
  routes.get('/text/:id', async (context) => {
    const all = await chat.text(context.req.param('id'), context.get('person').id);
    return all === undefined ? context.json({ error: 'gone' }, 404) : context.text(all);
  });
  routes.get('/files/:id/:index', async (context) => {
    const { id, index } = context.req.param();
    const file = await chat.file(id, Number(index), context.get('person').id);
    if (!file) return context.json({ error: 'gone' }, 404);
    return context.body(file.text, 200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
  });
  routes.get('/completions', async (context) => {
    const suggest = intake()?.inbox;
    const typed = context.req.query('typed') ?? '';
    return context.json(suggest ? await completions(typed, commandName, suggest) : []);
  });
  routes.get('/events', (context) => {
    const since = context.req.header('last-event-id') ?? context.req.query('since');
    streams.open(context.env.outgoing, context.get('person').id, since);
    return RESPONSE_ALREADY_SENT;
  });
};

const addWriting = (routes: Hono<Bindings>, parts: ChatRoutesParts): void => {
  const { chat } = parts;
  routes.post('/messages', async (context) => {
    const posted = await readBody(context, posting);
    const room = readableRoom(context, posted.room);
    const id = await takerOf(parts).post({ ...posted, room, person: context.get('person') });
    return context.json({ id });
  });
  routes.post('/presses', async (context) => {
    const { message: id, choice: index, ...by } = await readBody(context, pressing);
    const person = context.get('person');
    const message = await chat.readable(id, person.id);
    const choice = message && chat.choicesOf(message)[index];
    const { text: filled, nonce: once } = by;
    const press = { person, nonce: once, ...(filled !== undefined && { text: filled }) };
    if (!choice || !(await takerOf(parts).press(message, choice, press))) throw new BadRequest('gone', 404);
    return context.body(null, 204);
  });
  routes.post('/retries', async (context) => {
    const { room, nonce: once } = await readBody(context, retrying);
    const by = { person: context.get('person'), room: readableRoom(context, room), nonce: once };
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

const takerOf = ({ intake }: ChatRoutesParts): WebIntake => {
  const open = intake();
  if (!open) throw new BotError('shutting-down', 'the page takes nothing now');
  return open.intake;
};

const readableRoom = (context: Context<Bindings>, id: unknown): Room => {
  const room = readRoom(id);
  if (!room || !mayRead(room, context.get('person').id)) throw new BadRequest('no-room', 404);
  return room;
};

const ownMessage = async (context: Context<Bindings>, chat: Chat): Promise<StoredMessage> => {
  const message = await chat.get(context.req.param('id') ?? '');
  if (message?.by !== context.get('person').id) throw new BadRequest('gone', 404);
  return message;
};

const join = async (context: Context<Bindings>, { people }: ChatRoutesParts): Promise<Response> => {
  const { name } = await readBody(context, joining);
  const person = await people.join(context.get('browser'), name, localeOf(context));
  return person ? context.json(person) : context.json({ error: 'no-name' }, 400);
};

/** The language that the browser prefers. */
const localeOf = (context: Context): string | undefined =>
  /^[a-z]{2,3}(?:-[a-z0-9]+)*/i.exec(context.req.header('accept-language') ?? '')?.[0];

/** Links and streams have no headers of ours: they name the person in their address. */
const asPerson =
  ({ people }: ChatRoutesParts): MiddlewareHandler<Bindings> =>
  async (context, next) => {
    const id = context.req.header('x-person') ?? context.req.query('person') ?? '';
    const person = await people.find(context.get('browser'), id);
    if (!person) return context.json({ error: 'no-person' }, 403);
    context.set('person', person);
    return next();
  };

const limitWrites = (clock: Clock): MiddlewareHandler<Bindings> => {
  const rate = new Rate({ clock, max: WRITES_PER_MINUTE, perMs: MINUTE_MS });
  return async (context, next) => {
    const waitMs = context.req.method === 'GET' ? 0 : rate.take(context.get('browser'));
    if (waitMs === 0) return next();
    return context.json({ error: 'too-many' }, 429, { 'retry-after': String(Math.ceil(waitMs / 1_000)) });
  };
};
