import { KeptSchedule } from '../../async/kept-schedule.ts';
import { within } from '../../async/within.ts';
import { BotError } from '../../core/errors.ts';
import type { Inbox, Json } from '../../core/ports/arrival.ts';
import type { Memory } from '../../core/ports/memory.ts';
import type { Bulletin } from '../../core/ports/bulletin.ts';
import type { Place, Platform, PlatformHealth } from '../../core/ports/platform.ts';
import type { Language } from '../../core/sentences/language.ts';
import { readAddress } from './slack-address.ts';
import { SlackApp } from './link/slack-app.ts';
import type { DeliveryOrigin, SlackAppParts } from './link/slack-app.ts';
import type { SlackDelivery } from './link/slack-delivery.ts';
import { SLACK_PATH, SlackHttp } from './link/slack-http.ts';
import { LOOK_DELAYS_MS, memoryOf } from './answer/slack-look-again.ts';
import type { SlackLook } from './answer/slack-look-again.ts';
import { unreadablePlace } from './answer/slack-place.ts';
import { SlackConversations } from './arrive/slack-conversations.ts';
import { removalIn } from './arrive/slack-removal.ts';
import { teamAccessIn } from './arrive/slack-team-access.ts';
import { SlackConnection } from './link/slack-connection.ts';
import { SlackInstalledWorkspaces } from './slack-installed-workspaces.ts';
import { SlackOneWorkspace } from './slack-one-workspace.ts';
import type { SlackPlatformOptions, SlackShared } from './slack-workspace.ts';
import type { SlackWorkspaces } from './slack-workspaces.ts';

/** What is being shut down may still be acknowledged for so long, milliseconds. */
const LAST_ACKS_MS = 2_000;

/** Slack, over Socket Mode with an app token or signed HTTP with a signing secret. */
export class SlackPlatform implements Platform {
  readonly name = 'slack';
  readonly bulletin: Bulletin;
  readonly #options: SlackPlatformOptions;
  readonly #workspaces: SlackWorkspaces;
  readonly #http: SlackHttp | undefined;
  readonly #looks: KeptSchedule<SlackLook>;
  #connection: SlackConnection | undefined;
  #app: SlackApp | undefined;
  #isStopping = false;
  #lastEventAt: number | undefined;

  constructor(options: SlackPlatformOptions) {
    this.#options = options;
    const { settings, openStore, retentionMs, clock, log } = options;
    this.#looks = new KeptSchedule({
      store: openStore('slack-look-again'),
      clock,
      delaysMs: LOOK_DELAYS_MS,
      work: (look) => this.#lookAgain(look),
      onError: (error, isGivenUp) =>
        log.warn({ err: error, isGivenUp }, 'an answer could not be looked at again: a stray message may be left'),
    });
    const conversations = new SlackConversations(openStore('slack-conversations'), retentionMs);
    this.#workspaces = openWorkspaces({ ...options, conversations, lookAgain: this.#looks });
    this.bulletin = { alert: this.#workspaces.alert };
    if (settings.signingSecret !== undefined) {
      this.#http = new SlackHttp({ signingSecret: settings.signingSecret, clock, log });
      options.mount?.(SLACK_PATH, this.#http.handle);
    }
  }

  async start(inbox: Inbox): Promise<void> {
    const { settings, proxy, clock, log, meter } = this.#options;
    const { botToken, appToken, apiUrl } = settings;
    const self = await this.#workspaces.start(inbox);
    const connection =
      appToken === undefined ? undefined : new SlackConnection({ appToken, apiUrl, proxy, clock, log });
    const receiver = connection ?? this.#http?.receiver;
    if (!receiver) throw new BotError('settings', 'Slack needs an app token or a signing secret');
    const only = self && botToken !== undefined ? { token: botToken, self } : undefined;
    const onDelivery: SlackAppParts['onDelivery'] = (...delivered) => this.#take(...delivered);
    const app = new SlackApp({ only, receiver, clock, log, meter, onDelivery });
    this.#connection = connection; // so that a stop in mid-start reaches it
    await app.open();
    try {
      await connection?.start();
    } catch (error) {
      await connection?.close();
      throw error;
    }
    this.#app = app;
    this.#looks.start();
    log.info({ team: self?.teamId, mode: connection ? 'socket' : 'http' }, 'Slack is connected');
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#app) await within({ clock: this.#options.clock, timeoutMs: LAST_ACKS_MS }, this.#app.idle());
    await this.#connection?.stop();
  }

  async close(): Promise<void> {
    await this.#connection?.close();
    const looked = this.#looks.stop();
    this.#workspaces.close();
    await looked;
  }

  async locale(address: Json): Promise<string | undefined> {
    const where = readAddress(address);
    return where && this.#workspaces.at(where)?.directory.locale(where.user);
  }

  at(address: Json, memory: Memory, language?: Language): Place {
    const where = readAddress(address);
    return (where && this.#workspaces.at(where)?.place(where, memory, language)) ?? unreadablePlace;
  }

  health(): PlatformHealth {
    const seen = this.#lastEventAt === undefined ? {} : { lastEventAt: this.#lastEventAt };
    if (!this.#app) return { ok: false, note: 'not started', ...seen };
    const trouble = this.#workspaces.trouble ?? this.#connection?.trouble;
    const { count } = this.#workspaces;
    const counted = count === undefined ? {} : { workspaces: count };
    return { ok: trouble === undefined, note: trouble ?? 'connected', ...seen, ...counted };
  }

  /** What cannot be taken now is left to Slack's redelivery, here or in another process. */
  async #take(body: unknown, delivery: SlackDelivery, origin: DeliveryOrigin): Promise<void> {
    if (this.#isStopping) return delivery.refuse();
    const { clock, log } = this.#options;
    this.#lastEventAt = clock.now();
    try {
      const removal = removalIn(body);
      if (removal) return await this.#workspaces.remove(origin, removal);
      const access = teamAccessIn(body);
      if (access) return await this.#workspaces.noteAccess(origin, access);
      const intake = await this.#workspaces.intake(origin);
      if (intake) return await intake.take(body, delivery, origin.teamId);
      log.info({ workspace: origin.teamId }, 'something came from a Slack workspace that has not installed the bot');
    } catch (error) {
      log.warn({ err: error }, 'a Slack delivery could not be taken');
      delivery.refuse();
    }
  }

  async #lookAgain(look: SlackLook): Promise<void> {
    const workspace = this.#workspaces.at(look.address);
    await workspace?.placeOfAnswer(look.address, memoryOf(look, workspace.api.closing)).lookAgain(look.view);
  }
}

const openWorkspaces = (shared: SlackShared): SlackWorkspaces => {
  const { botToken, oauth } = shared.settings;
  if (oauth) return new SlackInstalledWorkspaces(shared, oauth);
  if (botToken === undefined) throw new BotError('settings', 'Slack needs a bot token, or the client id of an app');
  return new SlackOneWorkspace(shared, botToken);
};
