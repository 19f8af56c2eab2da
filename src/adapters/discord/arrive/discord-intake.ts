import { GatewayDispatchEvents } from 'discord.js';
import type {
  APIInteraction,
  GatewayMessageCreateDispatchData,
  GatewayMessageDeleteBulkDispatchData,
  GatewayMessageDeleteDispatchData,
  GatewayMessageUpdateDispatchData,
} from 'discord.js';
import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import { KeyedLine } from '../../../async/keyed-line.ts';
import { late, within } from '../../../async/within.ts';
import { excuse } from '../../../core/commands/notices.ts';
import { isBotError } from '../../../core/errors.ts';
import type { Arrival, Choice, Inbox } from '../../../core/ports/arrival.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { DiscordAcceptance } from './discord-acceptance.ts';
import type { DiscordAcknowledgements } from '../api/discord-acknowledgements.ts';
import type { InteractionAddress, MessageAddress } from '../discord-address.ts';
import { isId } from '../api/discord-id.ts';
import { askedMessage, hearDeletion, hearEdit, hearMessage, printOfText } from './discord-arrival.ts';
import type { HeardMessage } from './discord-arrival.ts';
import type { Surroundings } from '../api/discord-directory.ts';
import { questionText } from '../api/discord-markup.ts';
import type { DiscordCatchUp } from './discord-catch-up.ts';
import type { HeardDispatch } from '../link/discord-client.ts';
import type { DiscordConversations } from './discord-conversations.ts';
import { readInteraction } from './discord-interaction.ts';
import { drawSuggestions } from '../draw/discord-choice.ts';
import { drawForm } from '../draw/discord-form.ts';

interface IntakeParts {
  clock: Clock;
  log: Log;
  acceptance: DiscordAcceptance;
  acknowledgements: DiscordAcknowledgements;
  conversations: DiscordConversations;
  catchUp: DiscordCatchUp;
  /** Undefined while nothing may come in. */
  inbox: () => Inbox | undefined;
  surroundings: () => Surroundings | undefined;
  /** Before that, a guild's roles and the parent of a thread are not known. Resolves within seconds. */
  guildsKnown: () => Promise<void>;
}

/** A refusal is told once per channel and this time, milliseconds. */
const REFUSAL_MS = 60_000;
/** Suggestions that take longer come too late for the person who types, milliseconds. */
const SUGGEST_MS = 2_000;

/** Takes what the gateway brings to the core. Whatever Discord sends, nothing is thrown. */
export class DiscordIntake {
  readonly #parts: IntakeParts;
  /** Messages of one channel are accepted in their order. */
  readonly #lines = new KeyedLine();
  /** Channels that were told lately. */
  readonly #refused: BoundedMap<string, true>;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#refused = new BoundedMap({ max: 1_000, lifetime: { clock: parts.clock, ms: REFUSAL_MS } });
  }

  take(type: HeardDispatch, data: unknown): void {
    switch (type) {
      case GatewayDispatchEvents.MessageCreate:
        void this.message(data as GatewayMessageCreateDispatchData);
        return;
      case GatewayDispatchEvents.MessageUpdate:
        void this.#inLine(data, () => this.#edit(data as GatewayMessageUpdateDispatchData));
        return;
      case GatewayDispatchEvents.MessageDelete:
        void this.#inLine(data, () => this.#deletion(data as GatewayMessageDeleteDispatchData));
        return;
      case GatewayDispatchEvents.MessageDeleteBulk:
        void this.#inLine(data, () => this.#deletions(data as GatewayMessageDeleteBulkDispatchData));
        return;
      case GatewayDispatchEvents.InteractionCreate:
        void this.#guarded('interaction', () => this.#interaction(data as APIInteraction));
    }
  }

  /** Resolves when it is accepted, or is none. Never rejects. */
  message(message: GatewayMessageCreateDispatchData): Promise<void> {
    return this.#inLine(message, () => this.#message(message));
  }

  async #message(message: GatewayMessageCreateDispatchData): Promise<void> {
    const { catchUp, surroundings, inbox, guildsKnown } = this.#parts;
    await guildsKnown();
    const around = surroundings();
    const core = inbox();
    if (!around || !core) return;
    if (message.author.id === around.userId) {
      await catchUp.mark(message); // where the bot writes, it is in use
      return;
    }
    const heard = hearMessage(message, around);
    if (heard && (await this.#receiveMessage(heard, core))) await catchUp.mark(message);
    else catchUp.saw(message);
  }

  /** @returns whether it was taken for a question. */
  async #receiveMessage({ arrival: heard, heard: how }: HeardMessage, core: Inbox): Promise<boolean> {
    const { conversations } = this.#parts;
    const address = heard.address as MessageAddress;
    try {
      const conversation = await conversations.find(heard.conversation);
      if (how === 'overheard' && !(await core.follows(conversation))) return false;
      const arrival = { ...heard, conversation, address: { ...address, conversation } };
      await core.receive(arrival);
      await conversations.keepAsked(address.messageId, askedMessage(arrival, address));
      return true;
    } catch (error) {
      if (how === 'asked') await this.#refuse(address, error);
      throw error;
    }
  }

  /** Nothing of this is durable, so it is said at once, and not for every message of a busy channel. */
  async #refuse(address: MessageAddress, error: unknown): Promise<void> {
    const { channelId } = address;
    if (isBotError(error, 'turn-lost') || this.#refused.has(channelId)) return;
    this.#refused.set(channelId, true);
    await this.#parts.acceptance.tellBelow(address, excuse(error));
  }

  async #edit(message: GatewayMessageUpdateDispatchData): Promise<void> {
    const { conversations, surroundings, inbox } = this.#parts;
    const around = surroundings();
    if (!isId(message.id) || !around || !Array.isArray(message.mentions)) return;
    const asked = await conversations.findAsked(message.id);
    const arrival = asked && hearEdit(message, asked, around);
    if (!arrival) return;
    await inbox()?.receive(arrival);
    await conversations.keepAsked(message.id, { ...asked, print: printOfText(questionText(message, around)) });
  }

  async #deletions({ ids, channel_id }: GatewayMessageDeleteBulkDispatchData): Promise<void> {
    for (const id of ids) await this.#deletion({ id, channel_id });
  }

  async #deletion(message: { id: string; channel_id: string }): Promise<void> {
    const { conversations, clock, inbox } = this.#parts;
    if (!isId(message.id)) return;
    const asked = await conversations.findAsked(message.id);
    if (asked) await inbox()?.receive(hearDeletion(message, asked, clock.now()));
  }

  async #interaction(interaction: APIInteraction): Promise<void> {
    const { acceptance, acknowledgements, conversations, clock, surroundings, inbox, log } = this.#parts;
    const around = surroundings();
    const core = inbox();
    if (!around || !core) return;
    const heard = readInteraction(interaction, { ...around, now: clock.now() });
    switch (heard?.kind) {
      case 'arrival': {
        const address = heard.arrival.address as InteractionAddress;
        await acceptance.accept(address, async () => {
          const conversation = await conversations.find(heard.arrival.conversation);
          await core.receive({ ...heard.arrival, conversation, address: { ...address, conversation } });
        });
        return;
      }
      case 'suggestions':
        await acknowledgements.send(interaction, drawSuggestions(await this.#suggest(core, heard), heard.option));
        return;
      case 'form':
        await acknowledgements.send(interaction, drawForm(heard.form));
        return;
      default:
        log.debug({ type: interaction.type }, 'an interaction that is not ours');
    }
  }

  async #suggest(
    core: Inbox,
    { call, option }: { call: Arrival['input'] & object; option: string },
  ): Promise<Choice[]> {
    const limit = { clock: this.#parts.clock, timeoutMs: SUGGEST_MS };
    const choices = await within(limit, core.suggest(call, option));
    return choices === late ? [] : choices;
  }

  #inLine(data: unknown, job: () => Promise<void>): Promise<void> {
    const channel = data !== null && typeof data === 'object' && 'channel_id' in data ? String(data.channel_id) : '';
    return this.#lines.run(channel, () => this.#guarded('message', job));
  }

  async #guarded(what: string, job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      // A malformed packet is a TypeError somewhere above; its content is not for the log.
      const { log } = this.#parts;
      if (isBotError(error)) log.warn({ err: error, what }, 'an event of Discord was not accepted');
      else
        log.warn({ reason: error instanceof Error ? error.name : 'unknown', what }, 'an event of Discord was dropped');
    }
  }
}
