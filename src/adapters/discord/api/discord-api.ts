import { InteractionResponseType, REST, RESTEvents, Routes } from 'discord.js';
import type {
  APIActionRowComponent,
  APIAllowedMentions,
  APIApplicationCommand,
  APIButtonComponent,
  APIInteractionResponse,
  APIMessage,
  APIMessageReferenceSend,
  APIStringSelectComponent,
  ChannelType,
  MessageFlags,
  RateLimitData,
  RESTGetAPIGatewayBotResult,
  RESTPostAPIInteractionCallbackWithResponseResult,
  RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js';
import type { Clock } from '../../../async/clock.ts';
import { RemoteTime } from '../../../async/remote-time.ts';
import { late, within } from '../../../async/within.ts';
import type { Log, Meter } from '../../../core/ports/operator.ts';
import { DiscordRateLimits } from './discord-rate-limits.ts';
import { notingTime } from './discord-time.ts';
import { asFailure, DiscordFailure, failedWith, isFailure, isOutage } from './discord-failure.ts';

export type MessageRow = APIActionRowComponent<APIButtonComponent | APIStringSelectComponent>;

/** What both ways of sending take: posting and editing. */
export interface MessageBody {
  content: string;
  components?: MessageRow[];
  allowed_mentions: APIAllowedMentions;
  flags?: MessageFlags;
  attachments?: { id: string; filename: string }[];
  nonce?: string;
  enforce_nonce?: boolean;
  message_reference?: APIMessageReferenceSend;
}
export interface MessageFile {
  name: string;
  text: string;
}
/** A message's body with the files that go with it. */
export interface MessageContent {
  body: MessageBody;
  files: MessageFile[];
}
/** One for what is only a look: a repetition by discord.js would hide that the first may still be carried out, after the answer. */
type Tries = 'one' | 'several';

export type NamedChannel = { type: ChannelType; guild_id?: string; parent_id?: string | null };

interface DiscordApiOptions {
  token: string;
  apiUrl?: string | undefined;
  clock: Clock;
  log: Log;
  meter: Meter;
}

const TIMEOUT_MS = 15_000;
/** Longer waits for a rate limit are handed back to the caller, who knows whether the call still matters, milliseconds. */
const MAX_WAIT_MS = 6_000;
/** Discord waits three seconds for an acknowledgement; one try takes at most this long, so that a second one fits in. */
const ACKNOWLEDGE_TIMEOUT_MS = 1_200;

/** So many calls in a row that get no answer from Discord are an outage. */
const MAX_FAILURES = 3;

/** A thread without messages for a week is archived, the longest that Discord offers, minutes. */
const THREAD_ARCHIVE_MIN = 10_080;

/** Where messages come from before and after a point in a channel; ids, not times. */
type MessageRange = { before?: string; after?: string; limit: number };

/**
 * Every call to Discord's REST API, by discord.js's own queue for rate limits; independent of the gateway's life, so that answers can
 * still be posted while arrivals have stopped. Throws DiscordFailure only.
 */
export class DiscordApi {
  readonly time: RemoteTime;
  readonly #withRetries: REST;
  /** Retries of discord.js would repeat what must not happen twice, and hide whose acknowledgement came first. */
  readonly #withoutRetries: REST;
  readonly #rateLimits: DiscordRateLimits;
  readonly #token: string;
  readonly #clock: Clock;
  #failures: DiscordFailure[] = [];

  constructor({ token, apiUrl, clock, log, meter }: DiscordApiOptions) {
    this.#token = token;
    this.#clock = clock;
    this.time = new RemoteTime(clock);
    const options = {
      version: '10',
      timeout: TIMEOUT_MS,
      makeRequest: notingTime(this.time),
      // Asked for every wait and every 429; the event of discord.js comes for waits only.
      rejectOnRateLimit: ({ retryAfter, route, scope }: RateLimitData): boolean => {
        meter.count('rate_limits', { service: 'discord' });
        log.debug({ route, retryAfterMs: retryAfter, scope }, 'rate limit of Discord');
        return retryAfter > MAX_WAIT_MS;
      },
      ...(apiUrl === undefined ? {} : { api: apiUrl.replace(/\/+$/, '') }),
    };
    this.#withRetries = new REST({ ...options, retries: 3 });
    this.#withoutRetries = new REST({ ...options, retries: 0 });
    this.#rateLimits = new DiscordRateLimits([this.#withRetries, this.#withoutRetries], clock);
    for (const rest of [this.#withRetries, this.#withoutRetries]) {
      rest.on(RESTEvents.InvalidRequestWarning, ({ count, remainingTime }) =>
        log.warn({ count, remainingMs: remainingTime }, 'Discord is refusing many requests and may ban this address'),
      );
    }
  }

  /** What is wrong with Discord's REST API, for the operator: the last calls, whatever they were, have all failed. */
  get fault(): string | undefined {
    const last = this.#failures.at(-1);
    if (!last || this.#failures.length < MAX_FAILURES) return undefined;
    return last.status === 401 ? 'Discord refuses DISCORD_TOKEN' : last.message;
  }

  gateway(): Promise<RESTGetAPIGatewayBotResult> {
    return this.call('read the gateway', () => this.#rest.get(Routes.gatewayBot()));
  }

  postMessage(channelId: string, body: MessageBody, files: MessageFile[] = []): Promise<APIMessage> {
    return this.call('post a message', () =>
      this.#rest.post(Routes.channelMessages(channelId), { body, files: rawFiles(files) }),
    );
  }

  editMessage(
    channelId: string,
    messageId: string,
    { body, files }: MessageContent,
    tries: Tries = 'several',
  ): Promise<APIMessage> {
    return this.call('edit a message', () =>
      (tries === 'one' ? this.#once : this.#rest).patch(Routes.channelMessage(channelId, messageId), {
        body,
        files: rawFiles(files),
      }),
    );
  }

  async deleteMessage(channelId: string, messageId: string): Promise<void> {
    await this.call('delete a message', () => this.#rest.delete(Routes.channelMessage(channelId, messageId)));
  }

  message(channelId: string, messageId: string): Promise<APIMessage> {
    return this.call('read a message', () => this.#rest.get(Routes.channelMessage(channelId, messageId)));
  }

  /** Newest first, as Discord gives them. */
  messages(channelId: string, { before, after, limit }: MessageRange): Promise<APIMessage[]> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (before !== undefined) query.set('before', before);
    if (after !== undefined) query.set('after', after);
    return this.call('read messages', () => this.#rest.get(Routes.channelMessages(channelId), { query }));
  }

  /** Of a thread or a channel, with what decides who reads it. */
  channel(channelId: string): Promise<NamedChannel> {
    return this.call('read a channel', () => this.#rest.get(Routes.channel(channelId)));
  }

  async isInThread(threadId: string, personId: string): Promise<boolean> {
    try {
      await this.call('read who is in a thread', () => this.#rest.get(Routes.threadMembers(threadId, personId)));
      return true;
    } catch (error) {
      if (failedWith(error, 'unknownMember', 'unknownUser', 'unknownChannel')) return false;
      throw error;
    }
  }

  /** @returns the id of the thread, which is the message's id. */
  async openThread(channelId: string, messageId: string, name: string): Promise<string> {
    const body = { name, auto_archive_duration: THREAD_ARCHIVE_MIN };
    const thread = await this.call<{ id: string }>('open a thread', () =>
      this.#rest.post(Routes.threads(channelId, messageId), { body }),
    );
    return thread.id;
  }

  async type(channelId: string): Promise<void> {
    await this.call('show typing', () => this.#rest.post(Routes.channelTyping(channelId)));
  }

  async directChannel(personId: string): Promise<string> {
    const channel = await this.call<{ id: string }>('open a direct channel', () =>
      this.#rest.post(Routes.userChannels(), { body: { recipient_id: personId } }),
    );
    return channel.id;
  }

  async setCommands(
    applicationId: string,
    guildId: string | undefined,
    body: RESTPutAPIApplicationCommandsJSONBody,
  ): Promise<void> {
    const route =
      guildId === undefined
        ? Routes.applicationCommands(applicationId)
        : Routes.applicationGuildCommands(applicationId, guildId);
    await this.call<APIApplicationCommand[]>('register commands', () => this.#rest.put(route, { body }));
  }

  /** One try. @returns the id of the message that the response made, where it made one. */
  async respond(interactionId: string, token: string, body: APIInteractionResponse): Promise<string | undefined> {
    const makesMessage =
      body.type === InteractionResponseType.ChannelMessageWithSource ||
      body.type === InteractionResponseType.DeferredChannelMessageWithSource;
    const request = {
      body,
      query: new URLSearchParams({ with_response: String(makesMessage) }),
      auth: false,
    };
    const result = await this.call<RESTPostAPIInteractionCallbackWithResponseResult | undefined>(
      'acknowledge an interaction',
      async () => {
        const answer = await within({ clock: this.#clock, timeoutMs: ACKNOWLEDGE_TIMEOUT_MS }, (signal) =>
          this.#once.post(Routes.interactionCallback(interactionId, token), { ...request, signal }),
        );
        if (answer !== late) return answer;
        throw new DiscordFailure('Discord did not take an acknowledgement in time', { maybeSent: true });
      },
    );
    return result?.interaction?.response_message_id;
  }

  /** The interaction's own message: what a deferral becomes, or what was pressed. */
  editResponse(
    applicationId: string,
    token: string,
    { body, files }: MessageContent,
    tries: Tries = 'several',
  ): Promise<APIMessage> {
    return this.call('edit a response', () =>
      (tries === 'one' ? this.#once : this.#rest).patch(Routes.webhookMessage(applicationId, token, '@original'), {
        body,
        files: rawFiles(files),
        auth: false,
      }),
    );
  }

  async deleteResponse(applicationId: string, token: string): Promise<void> {
    await this.call('delete a response', () =>
      this.#rest.delete(Routes.webhookMessage(applicationId, token, '@original'), { auth: false }),
    );
  }

  /** One try: a follow-up has no nonce, and one that was sent twice could not be told from two. */
  followUp(applicationId: string, token: string, body: MessageBody, files: MessageFile[] = []): Promise<APIMessage> {
    return this.call('follow up', () =>
      this.#once.post(Routes.webhook(applicationId, token), {
        body,
        files: rawFiles(files),
        query: new URLSearchParams({ wait: 'true' }),
        auth: false,
      }),
    );
  }

  /** A call by this or by discord.js's own means. Throws DiscordFailure. */
  async call<T>(what: string, request: () => Promise<unknown>): Promise<T> {
    this.#rateLimits.check();
    try {
      const answer = await request();
      this.#failures = [];
      return answer as T;
    } catch (error) {
      const failure = isFailure(error) ? error : asFailure(error, what);
      this.#failures = isOutage(failure) ? [...this.#failures, failure].slice(-MAX_FAILURES) : [];
      throw failure;
    }
  }

  /** Ends the timers of discord.js's queues. */
  close(): void {
    for (const rest of [this.#withRetries, this.#withoutRetries]) {
      rest.clearHashSweeper();
      rest.clearHandlerSweeper();
    }
  }

  /** discord.js drops its token at any 401; one that strays must not end all later calls. */
  get #rest(): REST {
    return this.#withRetries.setToken(this.#token);
  }

  get #once(): REST {
    return this.#withoutRetries.setToken(this.#token);
  }
}

const rawFiles = (files: MessageFile[]) =>
  files.map(({ name, text }) => ({ name, data: Buffer.from(text, 'utf8'), contentType: 'text/plain; charset=utf-8' }));
