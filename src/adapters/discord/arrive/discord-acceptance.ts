import { InteractionResponseType, MessageFlags } from 'discord.js';
import type { APIInteractionResponse } from 'discord.js';
import type { Notices } from '../../../core/commands/notices.ts';
import type { Clock } from '../../../async/clock.ts';
import { toError } from '../../../async/to-error.ts';
import { late, within } from '../../../async/within.ts';
import type { Log, Meter } from '../../../core/ports/operator.ts';
import type { DiscordAddress, InteractionAddress, MessageAddress } from '../discord-address.ts';
import type { DiscordAcknowledgements } from '../api/discord-acknowledgements.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import { drawSentence } from '../draw/discord-view.ts';

/** The durable accept may take so long; then the acknowledgement goes out before it, milliseconds. */
const ACCEPT_MS = 1_000;

interface AcceptanceParts {
  api: DiscordApi;
  acknowledgements: DiscordAcknowledgements;
  /** In the language of whoever asks, as far as it is known. */
  notices: (address: DiscordAddress) => Notices;
  clock: Clock;
  log: Log;
  meter: Meter;
}

/** Accepts interactions within Discord's three seconds, and tells whoever asked when something was not accepted. */
export class DiscordAcceptance {
  readonly #parts: AcceptanceParts;

  constructor(parts: AcceptanceParts) {
    this.#parts = parts;
  }

  /** Accepts, then acknowledges; the other way round where accepting takes long. A refusal is told to the asker alone. */
  async accept(address: InteractionAddress, receive: () => Promise<void>): Promise<void> {
    const { acknowledgements, notices, clock, log, meter } = this.#parts;
    const startedAt = clock.monotonic();
    const settle = acknowledgements.begin(address.interactionId);
    if (!settle) return;
    const accepted = receive().then(() => 'kept' as const, toError);
    const first = await within({ clock, timeoutMs: ACCEPT_MS }, accepted);
    if (first instanceof Error) {
      settle({ how: 'expired' });
      await this.#refuse(address, first);
      return;
    }
    if (first === late) log.warn({ waitedMs: ACCEPT_MS }, 'accepting takes long, so it was acknowledged first');
    const outcome = await acknowledgements.send(named(address), acknowledgementOf(address.answers));
    // Before the place may write there: nothing of the answer must be overwritten.
    if (first === late && outcome.how === 'acknowledged') await this.#tell(address, notices(address).slowStore);
    settle(outcome);
    meter.observe('acknowledgement', (clock.monotonic() - startedAt) / 1_000, { platform: 'discord' });
    const last = await accepted;
    if (last instanceof Error && outcome.how === 'acknowledged')
      await this.#tell(address, notices(address).excuse(last));
  }

  /** That a message will be read again, below it, for all to see. */
  async tellOfDelay(address: MessageAddress): Promise<void> {
    const { api, notices, log } = this.#parts;
    const { channelId, messageId } = address;
    const sentence = notices(address).discord.readsAgain;
    const reference = { message_id: messageId, fail_if_not_exists: false };
    try {
      await api.postMessage(channelId, { ...drawSentence(sentence), message_reference: reference });
    } catch (failure) {
      log.warn({ err: failure }, 'somebody could not be told');
    }
  }

  async #refuse(address: InteractionAddress, error: Error): Promise<void> {
    const data = { ...drawSentence(this.#parts.notices(address).excuse(error)), flags: MessageFlags.Ephemeral };
    const type = InteractionResponseType.ChannelMessageWithSource;
    await this.#parts.acknowledgements.send(named(address), { type, data });
  }

  async #tell({ applicationId, token, answers }: InteractionAddress, sentence: string): Promise<void> {
    const { api, log } = this.#parts;
    const body = drawSentence(sentence);
    try {
      if (answers === 'pressed') await api.followUp(applicationId, token, { ...body, flags: MessageFlags.Ephemeral });
      else await api.editResponse(applicationId, token, { body, files: [] });
    } catch (failure) {
      log.warn({ err: failure }, 'somebody could not be told');
    }
  }
}

const named = ({ interactionId, token }: InteractionAddress): { id: string; token: string } => ({
  id: interactionId,
  token,
});

const acknowledgementOf = (answers: InteractionAddress['answers']): APIInteractionResponse => {
  if (answers === 'pressed') return { type: InteractionResponseType.DeferredMessageUpdate };
  return {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    data: answers === 'private' ? { flags: MessageFlags.Ephemeral } : {},
  };
};
