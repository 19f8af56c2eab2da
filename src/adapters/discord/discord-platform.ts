import { arrivalId } from '../../core/arrival-id.ts';
import type { Clock } from '../../async/clock.ts';
import { EditBudget } from '../../async/edit-budget.ts';
import { KeptSchedule } from '../../async/kept-schedule.ts';
import { KeyedLine } from '../../async/keyed-line.ts';
import type { Notices } from '../../core/commands/notices.ts';
import { noticesIn } from '../../core/commands/notices.ts';
import { BotError, isBotError, StandingBy } from '../../core/errors.ts';
import type { Inbox, Json } from '../../core/ports/arrival.ts';
import type { Log, Meter } from '../../core/ports/operator.ts';
import type { Memory } from '../../core/ports/memory.ts';
import type { Bulletin } from '../../core/ports/bulletin.ts';
import type { Place, Platform, PlatformHealth } from '../../core/ports/platform.ts';
import type { OpenStore } from '../../core/ports/records.ts';
import { languageOfLocale } from '../../core/sentences/language.ts';
import type { Language } from '../../core/sentences/language.ts';
import { DiscordAcceptance } from './arrive/discord-acceptance.ts';
import { DiscordAcknowledgements } from './api/discord-acknowledgements.ts';
import { readAddress } from './discord-address.ts';
import type { DiscordAddress } from './discord-address.ts';
import { timeOfId } from './api/discord-id.ts';
import { DiscordApi } from './api/discord-api.ts';
import { DiscordCatchUp } from './arrive/discord-catch-up.ts';
import { DiscordCommandRegistrar } from './setup/discord-command-registrar.ts';
import { DiscordConnection } from './link/discord-connection.ts';
import { DiscordConversations } from './arrive/discord-conversations.ts';
import { DiscordDirectory } from './api/discord-directory.ts';
import type { DiscordSelf } from './api/discord-directory.ts';
import { DiscordIntake } from './arrive/discord-intake.ts';
import { discordInvite } from './setup/discord-invite.ts';
import type { DiscordSettings } from './setup/discord-settings.ts';
import { discordPresence } from './link/discord-presence.ts';
import { DiscordLease } from './link/discord-lease.ts';
import { discordAlert } from './answer/discord-alert.ts';
import { LOOK_DELAYS_MS, memoryOf } from './answer/discord-look-again.ts';
import type { DiscordLook } from './answer/discord-look-again.ts';
import { fileOrigins } from './answer/discord-file.ts';
import { DiscordPlace, unreadablePlace } from './answer/discord-place.ts';
import { rememberTold } from './answer/discord-place-parts.ts';
import type { DiscordPlaceParts } from './answer/discord-place-parts.ts';

export interface DiscordPlatformOptions {
  settings: DiscordSettings;
  /** What the access rules name. */
  ruled: { groups: boolean; workspaces: boolean };
  /** Spoken to those of whom no language is known. */
  language: Language;
  openStore: OpenStore;
  /** How long a conversation is kept after its last turn, milliseconds. */
  retentionMs: number;
  clock: Clock;
  log: Log;
  meter: Meter;
}

/** Discord takes 50 requests per second of one bot; answers and acknowledgements need room beside the progress edits of all turns. */
const PROGRESS_EDITS = { perMinute: 20 * 60, burst: 1 };
/** A second process with this token tries again so often, milliseconds. */
const STANDBY_MS = 1_000;
const STANDING_BY = 'standing by: another process is connected with the same DISCORD_TOKEN';
/** One foreign acknowledgement may be a shutdown that overlaps with a start; more are a second process. */
const TAKEN_TOLERATED = 1;

/** Discord through discord.js: what comes in by the gateway, what goes out by REST. */
export class DiscordPlatform implements Platform {
  readonly name = 'discord';
  readonly bulletin: Bulletin;
  readonly #options: DiscordPlatformOptions;
  readonly #log: Log;
  readonly #api: DiscordApi;
  readonly #connection: DiscordConnection;
  readonly #lease: DiscordLease;
  readonly #catchUp: DiscordCatchUp;
  readonly #registrar: DiscordCommandRegistrar;
  readonly #intake: DiscordIntake;
  readonly #placeParts: DiscordPlaceParts;
  readonly #store;
  #stopped = new AbortController();
  readonly #closed = new AbortController();
  readonly #looks: KeptSchedule<DiscordLook>;
  #inbox: Inbox | undefined;
  #taken = 0;
  #standby: string | undefined;

  constructor(options: DiscordPlatformOptions) {
    const { settings, openStore, clock, meter, retentionMs } = options;
    const log = options.log.child({ platform: this.name });
    this.#options = options;
    this.#log = log;
    this.#store = openStore('discord');
    this.#api = new DiscordApi({ ...settings, clock, log, meter });
    const showStatus = discordPresence(() => this.#connection.client, clock);
    this.bulletin = { alert: discordAlert(this.#api, settings.alertsTo, clock), showStatus };
    this.#lease = new DiscordLease(this.#store, clock, arrivalId('discord', settings.token));
    const conversations = new DiscordConversations(this.#store, retentionMs);
    const directory = this.#createDirectory();
    const catchUp = { api: this.#api, store: this.#store, clock, log };
    this.#catchUp = new DiscordCatchUp({ ...catchUp, places: () => directory.places() });
    this.#registrar = new DiscordCommandRegistrar({ api: this.#api, store: this.#store, settings, clock, log });
    const onTaken = (): void => this.#noteTaken();
    const acknowledgements = new DiscordAcknowledgements({ api: this.#api, clock, log, onTaken });
    this.#intake = this.#createIntake({ conversations, directory, acknowledgements });
    this.#looks = this.#createLooks();
    this.#placeParts = {
      lookAgain: this.#looks,
      api: this.#api,
      directory,
      acknowledged: (interactionId) => acknowledgements.outcome(interactionId),
      conversations,
      lines: new KeyedLine(),
      budget: new EditBudget({ clock, ...PROGRESS_EDITS }),
      told: rememberTold(clock),
      settings: {
        messageContent: settings.messageContent,
        answerMessages: settings.answerMessages,
        fileOrigins: fileOrigins(settings.apiUrl),
      },
      ruled: options.ruled,
      clock,
      log,
    };
    this.#connection = this.#createConnection();
  }

  #createIntake(parts: {
    conversations: DiscordConversations;
    directory: DiscordDirectory;
    acknowledgements: DiscordAcknowledgements;
  }): DiscordIntake {
    const { conversations, directory, acknowledgements } = parts;
    const { language, clock, meter } = this.#options;
    const log = this.#log;
    const notices = (address: DiscordAddress): Notices =>
      noticesIn(languageOfLocale(localeOf(address, directory) ?? '') ?? language);
    return new DiscordIntake({
      acceptance: new DiscordAcceptance({ api: this.#api, acknowledgements, notices, clock, log, meter }),
      acknowledgements,
      clock,
      log,
      conversations,
      catchUp: this.#catchUp,
      inbox: () => this.#inbox,
      surroundings: () => directory.surroundings(),
      guildsKnown: () => this.#connection.guildsKnown(),
      stopped: () => this.#stopped.signal,
    });
  }

  #createDirectory(): DiscordDirectory {
    return new DiscordDirectory({
      client: () => this.#connection.client,
      self: () => this.#connection.self,
      api: this.#api,
      clock: this.#options.clock,
    });
  }

  #createLooks(): KeptSchedule<DiscordLook> {
    const { openStore, clock } = this.#options;
    return new KeptSchedule({
      store: openStore('discord-look-again'),
      clock,
      delaysMs: LOOK_DELAYS_MS,
      work: (look) => this.#placeOf(look).lookAgain(look.view),
      onError: (error, isGivenUp) =>
        this.#log.warn(
          { err: error, isGivenUp },
          'an answer could not be looked at again: a stray message may be left',
        ),
    });
  }

  #createConnection(): DiscordConnection {
    const { settings, clock } = this.#options;
    return new DiscordConnection({
      settings,
      api: this.#api,
      clock,
      log: this.#log,
      onIdentified: (self) => this.#onIdentified(self),
      onGuilds: () =>
        void this.#catchUp.run((message) => this.#intake.message(message, this.#api.time.toOwn(timeOfId(message.id)))),
      onDispatch: (type, data) => this.#intake.take(type, data),
    });
  }

  async start(inbox: Inbox): Promise<void> {
    this.#stopped = new AbortController();
    this.#inbox = inbox;
    try {
      await this.#openStored();
      await this.#connection.open();
      await this.#catchUp.begun();
      if (!(await this.#lease.isMine())) throw new StandingBy(STANDING_BY);
      this.#standby = undefined;
    } catch (error) {
      this.#standby = error instanceof StandingBy ? STANDING_BY : undefined;
      await this.stop();
      throw error;
    }
    this.#looks.start();
    const { self } = this.#connection;
    if (self) this.#log.info({ invite: discordInvite(self.applicationId) }, 'connected to Discord');
  }

  async stop(): Promise<void> {
    this.#stopped.abort(new Error('stopped'));
    this.#inbox = undefined;
    this.#registrar.end();
    await this.#connection.close();
    await this.#catchUp.close();
    try {
      await this.#lease.release();
    } catch (error) {
      this.#log.warn({ err: error }, 'the lease on the token could not be released; it expires by itself');
    }
  }

  async close(): Promise<void> {
    this.#closed.abort(new BotError('shutting-down', 'Discord is closed'));
    await this.#looks.stop();
    this.#api.close();
  }

  async locale(address: Json): Promise<string | undefined> {
    const where = readAddress(address);
    return where && localeOf(where, this.#placeParts.directory);
  }

  at(address: Json, memory: Memory, language?: Language): Place {
    const where = readAddress(address);
    return where ? new DiscordPlace(this.#placeParts, where, memory, language) : unreadablePlace;
  }

  #placeOf(look: DiscordLook): DiscordPlace {
    return new DiscordPlace(this.#placeParts, look.address, memoryOf(look, this.#closed.signal), look.language);
  }

  health(): PlatformHealth {
    const health = this.#connection.health();
    if (this.#standby !== undefined) return { ...health, ok: true, note: this.#standby };
    if (this.#taken > TAKEN_TOLERATED)
      return { ...health, ok: false, note: 'another process answers with the same DISCORD_TOKEN' };
    return health;
  }

  async #openStored(): Promise<void> {
    try {
      if (!(await this.#takeLease())) throw new StandingBy(STANDING_BY);
      await this.#catchUp.open();
    } catch (error) {
      if (error instanceof BotError) throw error;
      throw new BotError('platform-failed', 'the store does not answer', { cause: error });
    }
  }

  #onIdentified({ applicationId }: DiscordSelf): void {
    this.#catchUp.lost();
    this.#registrar.begin(applicationId);
  }

  #takeLease(): Promise<boolean> {
    return this.#lease.take(() => void this.#standBy(), this.#stopped.signal);
  }

  /** Another process has the lease: this one falls silent, and comes back when that one is gone. */
  async #standBy(): Promise<void> {
    const { signal } = this.#stopped;
    this.#standby = STANDING_BY;
    this.#log.error({}, 'another process has taken the lease on DISCORD_TOKEN: this one disconnects from Discord');
    this.#registrar.end();
    await this.#connection.close();
    while (!signal.aborted) {
      try {
        await this.#options.clock.sleep(STANDBY_MS, signal);
        if (!(await this.#takeLease())) continue;
        await this.#connection.open();
        this.#standby = undefined;
        return;
      } catch (error) {
        if (!signal.aborted) this.#log.warn({ err: error }, 'still standing by');
        if (isBotError(error, 'settings')) return;
      }
    }
  }

  #noteTaken(): void {
    this.#taken++;
    if (this.#taken === TAKEN_TOLERATED + 1)
      this.#log.error(
        { count: this.#taken },
        'another process, with another store, answers with the same DISCORD_TOKEN: people may get two answers',
      );
  }
}

/** Messages do not tell their writer's. */
const localeOf = (address: DiscordAddress, directory: DiscordDirectory): string | undefined =>
  (address.via === 'interaction' ? address.locale : undefined) ??
  (address.guildId === undefined ? undefined : directory.locale(address.guildId));
