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
import { pause } from '../../../async/pause.ts';
import { late, within } from '../../../async/within.ts';
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
import { questionText } from '../api/discord-words.ts';
import type { DiscordCatchUp } from './discord-catch-up.ts';
import type { HeardDispatch } from '../link/discord-client.ts';
import type { DiscordConversations } from './discord-conversations.ts';
import { pressedMessage, readInteraction } from './discord-interaction.ts';
import type { Interaction } from './discord-interaction.ts';
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
  stopped: () => AbortSignal;
}

/** That the store is slow is told once per channel and this time, milliseconds. */
const TOLD_MS = 10 * 60_000;
/** Between the tries to accept something, milliseconds; what fails longer is told, and read again later. */
const STORE_WAITS_MS = [500, 1_000, 2_000, 4_000];
/** Of three seconds, this much is for finding out whether somebody may, milliseconds. */
const ADMIT_MS = 1_000;
/** Suggestions that take longer come too late for the person who types, milliseconds. */
const SUGGEST_MS = 1_500;

/** Takes what the gateway brings to the core. Whatever Discord sends, nothing is thrown. */
export class DiscordIntake {
  readonly #parts: IntakeParts;
  /** Messages of one channel are accepted in their order. */
  readonly #lines = new KeyedLine();
  /** Channels that were told lately. */
  readonly #told: BoundedMap<string, true>;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#told = new BoundedMap({ max: 1_000, lifetime: { clock: parts.clock, ms: TOLD_MS } });
  }

  take(type: HeardDispatch, data: unknown): void {
    switch (type) {
      case GatewayDispatchEvents.MessageCreate:
        void this.#follow(data as GatewayMessageCreateDispatchData);
        return;
      case GatewayDispatchEvents.MessageUpdate:
        void this.#inLine(data, () => this.#persistently(() => this.#edit(data as GatewayMessageUpdateDispatchData)));
        return;
      case GatewayDispatchEvents.MessageDelete:
        void this.#inLine(data, () =>
          this.#persistently(() => this.#deletion(data as GatewayMessageDeleteDispatchData)),
        );
        return;
      case GatewayDispatchEvents.MessageDeleteBulk:
        void this.#inLine(data, () =>
          this.#persistently(() => this.#deletions(data as GatewayMessageDeleteBulkDispatchData)),
        );
        return;
      case GatewayDispatchEvents.InteractionCreate:
        void this.#guarded('interaction', () => this.#interaction(data as APIInteraction));
    }
  }

  /**
   * Resolves with whether it is accepted, or none. Never rejects.
   * @param at when it was asked, where that is known by this machine's own clock, epoch milliseconds
   */
  message(message: GatewayMessageCreateDispatchData, at?: number): Promise<boolean> {
    return this.#inLine(message, () => this.#message(message, at));
  }

  async #follow(message: GatewayMessageCreateDispatchData): Promise<void> {
    const now = this.#parts.clock.now(); // a machine's clock may be hours off, and what is asked now is no old question
    await this.#parts.catchUp.follow(message, () => this.message(message, now));
  }

  async #message(message: GatewayMessageCreateDispatchData, at: number | undefined): Promise<boolean> {
    const { catchUp, surroundings, inbox, guildsKnown } = this.#parts;
    await guildsKnown();
    const around = surroundings();
    const core = inbox();
    if (!around || !core) return false;
    const isOwn = message.author.id === around.userId;
    const heard = isOwn ? undefined : hearMessage(message, around, at);
    if (!heard && !isOwn) return true;
    try {
      const isInUse = isOwn || (heard !== undefined && (await this.#receiveMessage(heard, core)));
      if (isInUse) await this.#persistently(() => catchUp.mark(message));
      return true;
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'a message could not be accepted and will be read again');
      return false;
    }
  }

  /** @returns whether it was taken for a question. */
  async #receiveMessage({ arrival: heard, heard: how }: HeardMessage, core: Inbox): Promise<boolean> {
    const { conversations } = this.#parts;
    const address = heard.address as MessageAddress;
    try {
      return await this.#persistently(async () => {
        const conversation = await conversations.find(heard.conversation);
        if (how === 'overheard' && !(await core.follows(conversation))) return false;
        const arrival = { ...heard, conversation, address: { ...address, conversation } };
        await core.receive(arrival);
        await conversations.renew(heard.conversation, conversation);
        await conversations.keepAsked(address.messageId, askedMessage(arrival, address));
        return true;
      });
    } catch (error) {
      if (how === 'asked') await this.#tellOfDelay(address, error);
      throw error;
    }
  }

  /** A store that is locked for some seconds is waited for, in the line of the channel. */
  async #persistently<T>(job: () => Promise<T>): Promise<T> {
    const { clock, stopped } = this.#parts;
    for (const waitMs of STORE_WAITS_MS) {
      try {
        return await job();
      } catch (error) {
        // What cannot be read is a TypeError, and stays one.
        const mayHeal = isBotError(error) ? error.code === 'store-failed' : !(error instanceof TypeError);
        if (!mayHeal || !(await pause(clock, waitMs, stopped()))) throw error;
      }
    }
    return job();
  }

  /** It will be read again; said once, and not for every message of a busy channel. */
  async #tellOfDelay(address: MessageAddress, error: unknown): Promise<void> {
    const { channelId } = address;
    const { acceptance, stopped } = this.#parts;
    if ((isBotError(error) && error.code !== 'store-failed') || stopped().aborted || this.#told.has(channelId)) return;
    this.#told.set(channelId, true);
    await acceptance.tellOfDelay(address);
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
    if (!asked) return;
    await inbox()?.receive(hearDeletion(message, asked, clock.now()));
    await conversations.forgetAsked(message.id);
  }

  async #interaction(interaction: APIInteraction): Promise<void> {
    const { acceptance, acknowledgements, conversations, clock, surroundings, inbox, log } = this.#parts;
    const around = surroundings();
    const core = inbox();
    if (!around || !core) return;
    const heard = readInteraction(interaction, { ...around, now: clock.now() });
    if (!heard) {
      log.debug({ type: interaction.type }, 'an interaction that is not ours');
    } else if (heard.kind === 'suggestions') {
      await acknowledgements.send(interaction, drawSuggestions(await this.#suggest(core, heard), heard.option));
    } else if (heard.kind === 'form' && (await this.#admits(core, heard.arrival))) {
      await acknowledgements.send(interaction, drawForm(heard.form));
    } else {
      const { arrival } = heard; // whoever may have no form gets the answer to the press
      const address = arrival.address as InteractionAddress;
      await acceptance.accept(address, async () => {
        const offer = address.kind === 'channel' ? pressedMessage(interaction) : undefined;
        // What was offered to one person alone belongs to the conversation that it was offered in, as what stands there for all does.
        const isKnown = offer !== undefined && (await conversations.isLinked(offer));
        const conversation = await conversations.find(isKnown ? offer : arrival.conversation);
        const placeKind = isKnown ? 'thread' : arrival.placeKind;
        await core.receive({
          ...arrival,
          ...(placeKind && { placeKind }),
          conversation,
          address: { ...address, conversation },
        });
      });
    }
  }

  async #suggest(core: Inbox, heard: Extract<Interaction, { kind: 'suggestions' }>): Promise<Choice[]> {
    if (!(await this.#admits(core, heard.arrival))) return [];
    const limit = { clock: this.#parts.clock, timeoutMs: SUGGEST_MS };
    const choices = await within(limit, core.suggest(heard.call, heard.option, heard.arrival));
    return choices === late ? [] : choices;
  }

  async #admits(core: Inbox, arrival: Arrival): Promise<boolean> {
    return (await within({ clock: this.#parts.clock, timeoutMs: ADMIT_MS }, core.admits(arrival))) === true;
  }

  #inLine(data: unknown, job: () => Promise<unknown>): Promise<boolean> {
    const channel = data !== null && typeof data === 'object' && 'channel_id' in data ? String(data.channel_id) : '';
    return this.#lines.run(channel, () => this.#guarded('message', job));
  }

  /** @returns false where the job says so. */
  async #guarded(what: string, job: () => Promise<unknown>): Promise<boolean> {
    try {
      return (await job()) !== false;
    } catch (error) {
      // A malformed packet is a TypeError somewhere above; its content is not for the log.
      const { log } = this.#parts;
      if (isBotError(error)) log.warn({ err: error, what }, 'an event of Discord was not accepted');
      else
        log.warn({ reason: error instanceof Error ? error.name : 'unknown', what }, 'an event of Discord was dropped');
      return true;
    }
  }
}
