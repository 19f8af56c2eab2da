import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../core/errors.ts';
import type { Inbox, Json } from '../../core/ports/arrival.ts';
import type { Log, Meter } from '../../core/ports/operator.ts';
import type { Memory, Place, Platform, PlatformHealth } from '../../core/ports/platform.ts';
import type { OpenStore } from '../../core/ports/turns.ts';
import { readAddress } from './slack-address.ts';
import { SlackApp } from './link/slack-app.ts';
import type { SlackDelivery } from './link/slack-delivery.ts';
import { SlackDirectory } from './api/slack-directory.ts';
import { SLACK_PATH, SlackHttp } from './link/slack-http.ts';
import { unreadablePlace, SlackPlace } from './answer/slack-place.ts';
import type { SlackHome } from './answer/slack-home.ts';
import { Lines } from './slack-lines.ts';
import { allSupported } from './answer/slack-session.ts';
import { SlackReception } from './arrive/slack-reception.ts';
import { SlackSockets } from './link/slack-sockets.ts';
import { SlackWeb } from './api/slack-web.ts';

export interface SlackPlatformOptions {
  settings: { botToken: string; appToken?: string; signingSecret?: string; apiUrl?: string; commandName: string };
  /** Puts a handler on the project's one HTTP server; needed with a signing secret. */
  mount?: (path: string, handler: (request: IncomingMessage, response: ServerResponse) => void) => void;
  /** For the sockets; calls of the Web API follow Node's own proxy settings. */
  proxy?: { httpProxy: string; httpsProxy: string; noProxy: string } | undefined;
  openStore: OpenStore;
  clock: Clock;
  log: Log;
  meter: Meter;
}

/** What is being shut down may still be acknowledged for so long, milliseconds. */
const LAST_ACKS_MS = 2_000;

/** Slack, over Socket Mode with an app token or signed HTTP with a signing secret. */
export class SlackPlatform implements Platform {
  readonly name = 'slack';
  readonly #options: SlackPlatformOptions;
  readonly #home: SlackHome;
  readonly #http: SlackHttp | undefined;
  #sockets: SlackSockets | undefined;
  #app: SlackApp | undefined;
  #reception: SlackReception | undefined;
  #lastEventAt: number | undefined;
  /** Why Slack does not talk to us any more. */
  #removed: string | undefined;

  constructor(options: SlackPlatformOptions) {
    this.#options = options;
    const { settings, clock, log, meter } = options;
    const web = new SlackWeb({ token: settings.botToken, apiUrl: settings.apiUrl, clock, log, meter });
    this.#home = {
      web,
      directory: new SlackDirectory(web, clock),
      lines: new Lines(),
      threads: new Lines(),
      support: allSupported(),
      clock,
      log,
    };
    if (settings.signingSecret !== undefined) {
      this.#http = new SlackHttp({ signingSecret: settings.signingSecret, log });
      options.mount?.(SLACK_PATH, this.#http.handle);
    }
  }

  async start(inbox: Inbox): Promise<void> {
    const { settings, proxy, openStore, clock, log, meter } = this.#options;
    const { web, directory } = this.#home;
    const self = await directory.self();
    const greeted = openStore('slack-greeted');
    const onRemoved = (why: string): void => void (this.#removed = why);
    const reception = new SlackReception({ inbox, web, self, greeted, clock, log, onRemoved });
    const onDelivery = (body: unknown, delivery: SlackDelivery): Promise<void> => {
      this.#lastEventAt = clock.now();
      return reception.take(body, delivery);
    };
    const { botToken, appToken, apiUrl } = settings;
    const sockets = appToken === undefined ? undefined : new SlackSockets({ appToken, apiUrl, proxy, clock, log });
    const receiver = sockets ?? this.#http?.receiver;
    if (!receiver) throw new BotError('settings', 'Slack needs an app token or a signing secret');
    const app = new SlackApp({ self, botToken, receiver, clock, log, meter, onDelivery });
    [this.#sockets, this.#reception] = [sockets, reception]; // so that a stop in mid-start reaches them
    await app.open();
    try {
      await sockets?.start();
    } catch (error) {
      await sockets?.close();
      throw error;
    }
    this.#app = app;
    log.info({ team: self.teamId, mode: sockets ? 'socket' : 'http' }, 'Slack is connected');
  }

  async stop(): Promise<void> {
    this.#reception?.shut();
    const over = new AbortController();
    const late = this.#options.clock.sleep(LAST_ACKS_MS, over.signal).catch(() => undefined); // all were in time
    await Promise.race([this.#app?.idle(), late]);
    over.abort(new Error('stopped'));
    await this.#sockets?.stop();
  }

  async close(): Promise<void> {
    await this.#sockets?.close();
    this.#home.web.close();
  }

  at(address: Json, memory: Memory): Place {
    const where = readAddress(address);
    return where ? new SlackPlace(this.#home, where, memory) : unreadablePlace;
  }

  health(): PlatformHealth {
    const seen = this.#lastEventAt === undefined ? {} : { lastEventAt: this.#lastEventAt };
    if (!this.#app) return { ok: false, note: 'not started', ...seen };
    const trouble = this.#removed ?? this.#home.web.trouble ?? this.#sockets?.trouble;
    return trouble === undefined ? { ok: true, note: 'connected', ...seen } : { ok: false, note: trouble, ...seen };
  }
}
