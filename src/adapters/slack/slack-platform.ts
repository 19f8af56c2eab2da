import { BoundedMap } from '../../async/bounded-map.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../async/clock.ts';
import { KeptSchedule } from '../../async/kept-schedule.ts';
import { KeyedLine } from '../../async/keyed-line.ts';
import { within } from '../../async/within.ts';
import type { Notices } from '../../core/commands/notices.ts';
import { noticesIn } from '../../core/commands/notices.ts';
import { BotError } from '../../core/errors.ts';
import type { Inbox, Json } from '../../core/ports/arrival.ts';
import type { Log, Meter } from '../../core/ports/operator.ts';
import type { Memory } from '../../core/ports/memory.ts';
import type { Bulletin } from '../../core/ports/bulletin.ts';
import type { Place, Platform, PlatformHealth } from '../../core/ports/platform.ts';
import type { OpenStore } from '../../core/ports/records.ts';
import { languageOfLocale } from '../../core/sentences/language.ts';
import type { Language } from '../../core/sentences/language.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { readAddress } from './slack-address.ts';
import { SlackApp } from './link/slack-app.ts';
import type { SlackDelivery } from './link/slack-delivery.ts';
import { SlackDirectory } from './api/slack-directory.ts';
import { SLACK_PATH, SlackHttp } from './link/slack-http.ts';
import { slackAlert } from './answer/slack-alert.ts';
import { SlackHomePlace } from './answer/slack-home-place.ts';
import { LOOK_DELAYS_MS, memoryOf } from './answer/slack-look-again.ts';
import type { SlackLook } from './answer/slack-look-again.ts';
import { unreadablePlace, SlackPlace } from './answer/slack-place.ts';
import type { SlackPlaceParts } from './answer/slack-place-parts.ts';
import { allSupported } from './answer/slack-session.ts';
import { SlackAcceptance } from './arrive/slack-acceptance.ts';
import { SlackConversations } from './arrive/slack-conversations.ts';
import { SlackIntake } from './arrive/slack-intake.ts';
import type { SlackSettings } from './setup/slack-settings.ts';
import { SlackConnection } from './link/slack-connection.ts';
import { SlackApi } from './api/slack-api.ts';

export interface SlackPlatformOptions {
  settings: SlackSettings;
  /** Puts a handler on the project's one HTTP server; needed with a signing secret. */
  mount?: (path: string, handler: (request: IncomingMessage, response: ServerResponse) => void) => void;
  proxy?: ProxySettings | undefined;
  /** What the access rules name. */
  ruled: { groups: boolean };
  /** Spoken to those of whom no language is known. */
  language: Language;
  openStore: OpenStore;
  /** How long a conversation is kept after its last turn, milliseconds. */
  retentionMs: number;
  clock: Clock;
  log: Log;
  meter: Meter;
}

/** What is being shut down may still be acknowledged for so long, milliseconds. */
const LAST_ACKS_MS = 2_000;
/** That the bot may not write somewhere is told once per person and this time, milliseconds. */
const TOLD_MS = 10 * 60_000;
const MAX_TOLD = 1_000;

/** Slack, over Socket Mode with an app token or signed HTTP with a signing secret. */
export class SlackPlatform implements Platform {
  readonly name = 'slack';
  readonly bulletin: Bulletin;
  readonly #options: SlackPlatformOptions;
  readonly #parts: SlackPlaceParts;
  readonly #conversations: SlackConversations;
  readonly #http: SlackHttp | undefined;
  readonly #looks: KeptSchedule<SlackLook>;
  #connection: SlackConnection | undefined;
  #app: SlackApp | undefined;
  #intake: SlackIntake | undefined;
  #lastEventAt: number | undefined;
  /** Why Slack does not talk to us any more. */
  #removed: string | undefined;

  constructor(options: SlackPlatformOptions) {
    this.#options = options;
    const { settings, clock, log, meter } = options;
    const api = new SlackApi({
      token: settings.botToken,
      apiUrl: settings.apiUrl,
      proxy: options.proxy,
      clock,
      log,
      meter,
    });
    this.bulletin = { alert: slackAlert(api, settings.alertsTo) };
    this.#conversations = new SlackConversations(options.openStore('slack-conversations'), options.retentionMs);
    this.#looks = new KeptSchedule({
      store: options.openStore('slack-look-again'),
      clock,
      delaysMs: LOOK_DELAYS_MS,
      work: (look) => new SlackPlace(this.#parts, look.address, memoryOf(look, api.closing)).lookAgain(look.view),
      onError: (error, isGivenUp) =>
        log.warn({ err: error, isGivenUp }, 'an answer could not be looked at again: a stray message may be left'),
    });
    this.#parts = {
      lookAgain: this.#looks,
      told: new BoundedMap({ max: MAX_TOLD, lifetime: { clock, ms: TOLD_MS } }),
      answerMessages: settings.answerMessages,
      api,
      directory: new SlackDirectory(api, clock),
      linkConversation: (...link) => this.#conversations.link(...link),
      lines: new KeyedLine(),
      support: allSupported(),
      clock,
      log,
    };
    if (settings.signingSecret !== undefined) {
      this.#http = new SlackHttp({ signingSecret: settings.signingSecret, clock, log });
      options.mount?.(SLACK_PATH, this.#http.handle);
    }
  }

  async start(inbox: Inbox): Promise<void> {
    const { settings, proxy, language, openStore, clock, log, meter } = this.#options;
    const { api, directory } = this.#parts;
    const self = await directory.self();
    await directory
      .tryRights(this.#options.ruled)
      .catch((error: unknown) => log.warn({ err: error }, 'rights cannot be read yet'));
    const greeted = openStore('slack-greeted');
    const onRemoved = (why: string): void => void (this.#removed = why);
    const notices = (user: string): Notices =>
      noticesIn(languageOfLocale(directory.knownLocale(user) ?? '') ?? language);
    const acceptance = new SlackAcceptance({ api, notices, clock, log });
    const conversations = this.#conversations;
    const intake = new SlackIntake({ inbox, acceptance, conversations, api, self, greeted, clock, log, onRemoved });
    const onDelivery = (body: unknown, delivery: SlackDelivery): Promise<void> => {
      this.#lastEventAt = clock.now();
      return intake.take(body, delivery);
    };
    const { botToken, appToken, apiUrl } = settings;
    const connection =
      appToken === undefined ? undefined : new SlackConnection({ appToken, apiUrl, proxy, clock, log });
    const receiver = connection ?? this.#http?.receiver;
    if (!receiver) throw new BotError('settings', 'Slack needs an app token or a signing secret');
    const app = new SlackApp({ self, botToken, receiver, clock, log, meter, onDelivery });
    [this.#connection, this.#intake] = [connection, intake]; // so that a stop in mid-start reaches them
    await app.open();
    try {
      await connection?.start();
    } catch (error) {
      await connection?.close();
      throw error;
    }
    this.#app = app;
    this.#looks.start();
    log.info({ team: self.teamId, mode: connection ? 'socket' : 'http' }, 'Slack is connected');
  }

  async stop(): Promise<void> {
    this.#intake?.shut();
    if (this.#app) await within({ clock: this.#options.clock, timeoutMs: LAST_ACKS_MS }, this.#app.idle());
    await this.#connection?.stop();
  }

  async close(): Promise<void> {
    await this.#connection?.close();
    const looked = this.#looks.stop();
    this.#parts.api.close();
    await looked;
  }

  async locale(address: Json): Promise<string | undefined> {
    const where = readAddress(address);
    return where && this.#parts.directory.locale(where.user);
  }

  at(address: Json, memory: Memory, language?: Language): Place {
    const where = readAddress(address);
    if (where?.home === true) return new SlackHomePlace(this.#parts, where);
    return where ? new SlackPlace(this.#parts, where, memory, language) : unreadablePlace;
  }

  health(): PlatformHealth {
    const seen = this.#lastEventAt === undefined ? {} : { lastEventAt: this.#lastEventAt };
    if (!this.#app) return { ok: false, note: 'not started', ...seen };
    const { api, directory } = this.#parts;
    const trouble =
      this.#removed ?? api.trouble ?? this.#connection?.trouble ?? directory.unreadable(this.#options.ruled);
    return trouble === undefined ? { ok: true, note: 'connected', ...seen } : { ok: false, note: trouble, ...seen };
  }
}
