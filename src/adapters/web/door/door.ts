import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Clock } from '../../../async/clock.ts';
import type { OpenStore } from '../../../core/ports/records.ts';
import { isLoopback } from '../web-settings.ts';
import { CookieSigner, isEqual } from './cookie-signer.ts';
import { Rate } from './rate.ts';

export interface WebBindings {
  Bindings: HttpBindings;
  Variables: { browser: string };
}

export interface DoorParts {
  /** Undefined for whoever sits at this machine. */
  token: string | undefined;
  openStore: OpenStore;
  clock: Clock;
}

const COOKIE = 'aitta-bot';
/** Everybody at this machine is one. */
const THIS_MACHINE = 'here';
const MONTH_SECONDS = 30 * 24 * 60 * 60;
/** Wrong tokens, of one address and of all together. */
const WRONG_PER_MINUTE = 10;
const ALL_WRONG_PER_MINUTE = 100;
const MINUTE_MS = 60_000;
const EVERYBODY = 'everybody';
/** Set by other pages' forms and links alike, so that a request with it comes from a script of ours. */
const OWN_HEADER = 'x-aitta-bot';

/** Who may come in: by the address that was asked for, by who sent them, and by their cookie. */
export class Door {
  readonly #token: string | undefined;
  readonly #signer: CookieSigner | undefined;
  readonly #wrong: Rate;
  readonly #allWrong: Rate;

  constructor({ token, openStore, clock }: DoorParts) {
    this.#token = token;
    this.#signer = token === undefined ? undefined : new CookieSigner(openStore('web-door'), token);
    this.#wrong = new Rate({ clock, max: WRONG_PER_MINUTE, perMs: MINUTE_MS });
    this.#allWrong = new Rate({ clock, max: ALL_WRONG_PER_MINUTE, perMs: MINUTE_MS });
  }

  /** For everything: a name that leads here by DNS rebinding is refused, and so is what other pages send. */
  readonly guard: MiddlewareHandler<WebBindings> = async (context, next) => {
    const host = context.req.header('host') ?? '';
    if (this.#token === undefined && !isLoopback(nameOf(host)))
      return context.text('This address is not served here. Open the page at 127.0.0.1 or localhost.\n', 421);
    const { method } = context.req;
    const isRead = method === 'GET' || method === 'HEAD';
    if (!isRead && !isOwn(context, host)) return context.text('Requests of other pages are refused.\n', 403);
    return next();
  };

  /** For what only those may see who have signed in. */
  readonly signedIn: MiddlewareHandler<WebBindings> = async (context, next) => {
    const browser = await this.browserOf(context);
    if (browser === undefined) return context.json({ error: 'signed-out' }, 401);
    context.set('browser', browser);
    return next();
  };

  /** Undefined where nobody has signed in. */
  async browserOf(context: Context<WebBindings>): Promise<string | undefined> {
    if (!this.#signer) return THIS_MACHINE;
    const cookie = getCookie(context, COOKIE);
    return cookie === undefined ? undefined : this.#signer.read(cookie);
  }

  /** The right token leaves a cookie. @returns what to answer */
  async signIn(context: Context<WebBindings>, token: string): Promise<Response> {
    const address = context.env.incoming.socket.remoteAddress ?? '';
    if (!this.#signer || this.#token === undefined) return context.body(null, 204);
    const waitMs = Math.max(this.#wrong.waitMs(address), this.#allWrong.waitMs(EVERYBODY));
    if (waitMs > 0)
      return context.json({ error: 'too-many' }, 429, { 'retry-after': String(Math.ceil(waitMs / 1_000)) });
    if (!isEqual(token, this.#token)) {
      this.#wrong.take(address);
      this.#allWrong.take(EVERYBODY);
      return context.json({ error: 'wrong-token' }, 403);
    }
    setCookie(context, COOKIE, await this.#signer.issue(), {
      httpOnly: true,
      sameSite: 'Strict',
      secure: context.req.header('x-forwarded-proto') === 'https',
      path: '/',
      maxAge: MONTH_SECONDS,
    });
    return context.body(null, 204);
  }

  signOut(context: Context<WebBindings>): Response {
    setCookie(context, COOKIE, '', { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: 0 });
    return context.body(null, 204);
  }
}

/** A request that changes something names where it comes from, and has a header that no form and no link can set. */
const isOwn = (context: Context, host: string): boolean => {
  const origin = context.req.header('origin');
  if (context.req.header(OWN_HEADER) === undefined) return false;
  return origin === undefined || hostOf(origin) === host.toLowerCase();
};

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/** Of "127.0.0.1:3000" or "[::1]:3000". */
const nameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();
