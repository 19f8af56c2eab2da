import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Door, WebBindings } from '../door/door.ts';
import type { Rehearsal } from '../rehearsal.ts';
import type { Status } from '../status/status.ts';
import type { WebSettings } from '../web-settings.ts';
import { ASSETS, Assets, encode } from './assets.ts';
import { BadRequest } from './bad-request.ts';
import { pageHtml } from './page-html.ts';
import { readBody } from './read-body.ts';

export interface PageRoutesParts {
  door: Door;
  settings: WebSettings;
  /** Where Aitta's stand-in answers. */
  rehearsal: Rehearsal | undefined;
  readStatus: () => Promise<Status>;
}

const YEAR = 'public, max-age=31536000, immutable';
/** Anybody may send this, and as many at once as there are connections. */
const MAX_SIGN_IN_BYTES = 8 * 1024;
const rehearsing = z.object({ act: z.string().max(50) });
const signingIn = z.object({ token: z.string().max(1_000) });

/** Nothing comes from elsewhere, no script stands in the page, and HTML is made by DOMPurify alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types dompurify',
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The page itself, its files, signing in, and the picture of the service. */
export const pageRoutes = ({ door, settings, rehearsal, readStatus }: PageRoutesParts): Hono<WebBindings> => {
  const routes = new Hono<WebBindings>();
  let loaded: Assets | undefined;
  const assets = (): Assets => (loaded ??= new Assets());
  routes.use('/', door.guard);
  routes.use('/session', door.guard);
  routes.use('/status', door.guard, door.signedIn);
  routes.use('/rehearsals', door.guard, door.signedIn);
  routes.get('/', (context) => context.html(pageHtml(assets()), 200, { ...HEADERS, 'cache-control': 'no-cache' }));
  routes.get('/favicon.ico', (context) => context.redirect(assets().at('page/mark.svg')));
  routes.get(`${ASSETS}/:hash/:name{.+}`, (context) => answerAsset(context, assets()));
  routes.get('/session', async (context) => {
    const isIn = (await door.browserOf(context)) !== undefined;
    const inside = { rehearsals: rehearsal?.acts, hasChat: settings.shows === 'chat' };
    return context.json({ isIn, isOpen: settings.token === undefined, ...(isIn && inside) });
  });
  routes.post('/rehearsals', async (context) => {
    const { act } = await readBody(context, rehearsing, MAX_SIGN_IN_BYTES);
    if (!rehearsal?.acts.includes(act)) throw new BadRequest('gone', 404);
    rehearsal.play(act);
    return context.body(null, 204);
  });
  routes.get('/status', async (context) => context.json(await readStatus(), 200, { 'cache-control': 'no-store' }));
  routes.post('/session', async (context) =>
    door.signIn(context, (await readBody(context, signingIn, MAX_SIGN_IN_BYTES)).token),
  );
  routes.delete('/session', (context) => door.signOut(context));
  routes.onError((error, context) =>
    error instanceof BadRequest
      ? context.json({ error: error.message }, error.status)
      : context.json({ error: 'failed' }, 503),
  );
  return routes;
};

const answerAsset = async (context: Context<WebBindings>, assets: Assets): Promise<Response> => {
  const { hash, name } = context.req.param() as { hash: string; name: string };
  const asset = hash === assets.hash ? assets.get(name) : undefined;
  if (!asset) return context.notFound();
  const { encoding, body } = encode(asset, context.req.header('accept-encoding') ?? '');
  return context.body(new Uint8Array(await body), 200, {
    'content-type': asset.type,
    'cache-control': YEAR,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    vary: 'accept-encoding',
    ...(encoding !== undefined && { 'content-encoding': encoding }),
  });
};
