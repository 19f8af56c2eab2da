import type { IncomingMessage, ServerResponse } from 'node:http';
import { webApi } from '@slack/bolt';
import { InstallProvider } from '@slack/oauth';
import type { Installation } from '@slack/oauth';
import type { Clock } from '../../../async/clock.ts';
import { noticesIn } from '../../../core/commands/notices.ts';
import { BotError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { RecordStore } from '../../../core/ports/records.ts';
import { languageOfLocale } from '../../../core/sentences/language.ts';
import type { Language } from '../../../core/sentences/language.ts';
import type { LeanHttp } from '../../../http/lean-http.ts';
import { clientOptions } from '../api/slack-api.ts';
import { failureOf, toBotError } from '../api/slack-failure.ts';
import { silentLogger } from '../api/slack-log.ts';
import { drawInstall, drawOutcome, INSTALL_HEADERS } from './slack-install-page.ts';
import type { InstallPage } from './slack-install-page.ts';
import { readInstallFailure } from './slack-install-failure.ts';
import { SlackInstallState, STATE_MS } from './slack-install-state.ts';
import { asInstallation } from './slack-installation.ts';
import type { SlackInstallation } from './slack-installation.ts';
import { BOT_SCOPES } from './slack-manifest.ts';
import type { RenewToken } from './slack-refresher.ts';
import { INSTALL_PATH, REDIRECT_PATH } from './slack-settings.ts';
import type { SlackOAuthSettings } from './slack-settings.ts';

export interface SlackInstallParts {
  oauth: SlackOAuthSettings;
  apiUrl: string | undefined;
  /** Of states. */
  store: RecordStore;
  /** Somebody has installed the bot. @throws BotError 'store-failed' */
  keep: (installation: SlackInstallation) => Promise<void>;
  retentionDays: number;
  /** Spoken to browsers of which no language is known. */
  language: Language;
  clock: Clock;
  log: Log;
  http: LeanHttp;
  /** Ends what is under way. */
  closing: AbortSignal;
}

const STATE_COOKIE = 'slack-app-oauth-state';

/** The two pages by which a workspace installs the bot: Slack's own library on the bot's one HTTP server. */
export class SlackInstall {
  readonly #parts: SlackInstallParts;
  readonly #states: SlackInstallState;
  readonly #provider: InstallProvider;
  readonly #options: { scopes: string[]; redirectUri: string };
  readonly #clientOptions: webApi.WebClientOptions;

  constructor(parts: SlackInstallParts) {
    this.#parts = parts;
    const { oauth, apiUrl, store, clock, http, closing } = parts;
    const { clientId, clientSecret, stateSecret: secret } = oauth;
    const redirectUri = `${oauth.publicUrl}${REDIRECT_PATH}`; // never from what a request says of its host
    this.#options = { scopes: [...BOT_SCOPES], redirectUri };
    this.#clientOptions = clientOptions({ apiUrl, clock, http, closing });
    this.#states = new SlackInstallState({ store, secret, redirectUri, clock });
    this.#provider = new InstallProvider({
      clientId,
      clientSecret,
      authorizationUrl: new URL('/oauth/v2/authorize', apiUrl ?? 'https://slack.com').href,
      stateStore: this.#states,
      stateCookieName: STATE_COOKIE,
      installationStore: {
        storeInstallation: (installation) => this.#keep(installation),
        fetchInstallation: async () => {
          throw new Error('tokens are looked up when a call is made');
        },
      },
      logger: silentLogger,
      clientOptions: this.#clientOptions,
    });
  }

  /** Shows what the bot will be able to read, and the link to Slack. */
  readonly begin = (request: IncomingMessage, response: ServerResponse): void => {
    if (!isRead(request, response)) return;
    const page = this.#pageFor(request);
    this.#begin(response, page).catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'the page to install the bot could not be shown');
      answer(response, 503, drawOutcome(page, page.words.notKept, undefined));
    });
  };

  /** Where Slack sends the browser back to. */
  readonly finish = (request: IncomingMessage, response: ServerResponse): void => {
    if (!isRead(request, response)) return;
    const page = this.#pageFor(request);
    const finishing = this.#provider.handleCallback(request, response, {
      success: ({ team, enterprise }) => {
        const done = page.words.done(team?.name ?? enterprise?.name ?? page.words.yours);
        answer(response, 200, drawOutcome(page, done, undefined));
      },
      failure: (error) => {
        const { reason, status, sentence } = readInstallFailure(error);
        this.#parts.log.warn({ reason }, 'a Slack workspace did not install the bot');
        const again = `${this.#parts.oauth.publicUrl}${INSTALL_PATH}`;
        answer(response, status, drawOutcome(page, sentence(page.words), again));
      },
    });
    finishing.catch((error: unknown) =>
      this.#parts.log.warn({ err: error }, 'how an installation ended could not be shown'),
    );
  };

  /** @throws BotError */
  readonly renew: RenewToken = async (refreshToken) => {
    const { clientId, clientSecret } = this.#parts.oauth;
    const client = new webApi.WebClient(undefined, this.#clientOptions);
    try {
      const renewed = await client.oauth.v2.access({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      });
      const { access_token: token, refresh_token: next, expires_in: seconds } = renewed;
      if (token === undefined || next === undefined || seconds === undefined)
        throw new BotError('platform-failed', 'Slack: oauth.v2.access gives no new token');
      return { token, refresh: { token: next, expiresAt: this.#parts.clock.now() + seconds * 1_000 } };
    } catch (error) {
      if (error instanceof BotError) throw error;
      throw toBotError('oauth.v2.access', failureOf(error), undefined);
    }
  };

  /** The state goes to Slack and into this browser's cookie: only both together finish an installation. */
  async #begin(response: ServerResponse, page: InstallPage): Promise<void> {
    const state = await this.#states.generateStateParam();
    const url = await this.#provider.generateInstallUrl(this.#options, true, state);
    const rules = `Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=${STATE_MS / 1_000}`;
    response.setHeader('set-cookie', `${STATE_COOKIE}=${state}; ${rules}`);
    answer(response, 200, drawInstall(page, url, this.#parts.retentionDays));
  }

  async #keep(installation: Installation): Promise<void> {
    const { clock, log, keep } = this.#parts;
    const kept = asInstallation(installation, await this.#urlOf(installation), clock.now());
    await keep(kept);
    log.info({ workspace: kept.id }, 'a Slack workspace has installed the bot');
  }

  /** For links to messages. */
  async #urlOf({ bot }: Installation): Promise<string | undefined> {
    const { url } = await new webApi.WebClient(bot?.token, this.#clientOptions).auth.test();
    return url;
  }

  #pageFor({ headers }: IncomingMessage): InstallPage {
    const wanted = (headers['accept-language'] ?? '').slice(0, 200).split(',');
    const spoken = wanted.flatMap((locale) => languageOfLocale(locale.trim().split(';')[0] ?? '') ?? []);
    const language = spoken[0] ?? this.#parts.language;
    return { language, words: noticesIn(language).install };
  }
}

const isRead = (request: IncomingMessage, response: ServerResponse): boolean => {
  if (request.method === 'GET') return true;
  response.writeHead(405, { allow: 'GET' });
  response.end();
  return false;
};

const answer = (response: ServerResponse, status: number, page: string): void => {
  response.writeHead(status, INSTALL_HEADERS);
  response.end(page);
};
