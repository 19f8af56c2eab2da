import { ComponentType, InteractionResponseType, MessageFlags, TextInputStyle } from 'discord.js';
import type {
  APIApplicationCommandOptionChoice,
  APIInteractionResponse,
  APIModalInteractionResponse,
} from 'discord.js';
import { slowStore } from '../../../core/commands/notices.ts';
import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import { explain } from '../../../core/errors.ts';
import { toError } from '../../../async/to-error.ts';
import { late, within } from '../../../async/within.ts';
import type { Choice } from '../../../core/ports/arrival.ts';
import type { Log, Meter } from '../../../core/ports/operator.ts';
import type { InteractionAddress } from '../discord-address.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import { asFailure, failedWith, isFailure } from '../api/discord-failure.ts';
import { drawSentence } from '../draw/discord-view.ts';

/** How an acknowledgement ended: ours, too late for Discord's three seconds, or another process was first. */
export type Acknowledgement = { how: 'acknowledged'; messageId?: string } | { how: 'expired' } | { how: 'taken' };

/** The durable accept may take so long; then the acknowledgement goes out before it, milliseconds. */
const ACCEPT_MS = 1_000;
/** How long Discord takes edits by an interaction's token, milliseconds. */
export const TOKEN_MS = 15 * 60_000;
const MAX_OUTCOMES = 10_000;
const CHOICES_MAX = 25;
const CHOICE_TEXT_MAX = 100;
const FORM_TITLE_MAX = 45;
const FORM_TEXT_MAX = 4_000;

/** The first responses to interactions, one per interaction, within Discord's three seconds. */
export class DiscordAcknowledgements {
  readonly #parts: { api: DiscordApi; clock: Clock; log: Log; meter: Meter; onTaken: () => void };
  readonly #outcomes: BoundedMap<string, Promise<Acknowledgement>>;

  constructor(parts: { api: DiscordApi; clock: Clock; log: Log; meter: Meter; onTaken: () => void }) {
    this.#parts = parts;
    this.#outcomes = new BoundedMap({ max: MAX_OUTCOMES, lifetime: { clock: parts.clock, ms: TOKEN_MS } });
  }

  /** Undefined where another process acknowledged it, or this one before a restart. */
  outcome(interactionId: string): Promise<Acknowledgement> | undefined {
    return this.#outcomes.get(interactionId);
  }

  /** Accepts, then acknowledges; the other way round where accepting takes long. A refusal is told to the asker alone. */
  async accept(address: InteractionAddress, receive: () => Promise<void>): Promise<void> {
    const { clock, log, meter } = this.#parts;
    const startedAt = clock.now();
    if (this.#outcomes.has(address.interactionId)) return; // dispatched twice
    const settled = Promise.withResolvers<Acknowledgement>();
    this.#outcomes.set(address.interactionId, settled.promise);
    const accepted = receive().then(() => 'kept' as const, toError);
    const first = await within({ clock, timeoutMs: ACCEPT_MS }, accepted);
    if (first instanceof Error) {
      settled.resolve({ how: 'expired' });
      await this.#refuse(address, first);
      return;
    }
    if (first === late) log.warn({ waitedMs: ACCEPT_MS }, 'accepting takes long: acknowledged first');
    const outcome = await this.#acknowledge(address);
    // Before the place may write there: nothing of the answer must be overwritten.
    if (first === late && outcome.how === 'acknowledged') await this.#tell(address, slowStore);
    settled.resolve(outcome);
    meter.observe('acknowledgement', (clock.now() - startedAt) / 1_000, { platform: 'discord' });
    const last = await accepted;
    if (last instanceof Error && outcome.how === 'acknowledged') await this.#tell(address, explain(last));
  }

  /** Suggestions while somebody types; there is nobody to tell about a failure. */
  async suggest(interaction: { id: string; token: string }, option: string, choices: readonly Choice[]): Promise<void> {
    const offered = choices.slice(0, CHOICES_MAX).map((choice): APIApplicationCommandOptionChoice => ({
      name: choice.label.slice(0, CHOICE_TEXT_MAX),
      value: (choice.call.args[option] ?? choice.label).slice(0, CHOICE_TEXT_MAX),
    }));
    await this.#respond(interaction, {
      type: InteractionResponseType.ApplicationCommandAutocompleteResult,
      data: { choices: offered },
    });
  }

  async openForm(interaction: { id: string; token: string }, form: FormRequest): Promise<void> {
    await this.#respond(interaction, formResponse(form));
  }

  async #acknowledge({ interactionId, token, answers }: InteractionAddress): Promise<Acknowledgement> {
    return this.#respond({ id: interactionId, token }, acknowledgementOf(answers));
  }

  /** Two tries; only on the second can "already acknowledged" mean that our first one arrived and its answer was lost. */
  async #respond({ id, token }: { id: string; token: string }, body: APIInteractionResponse): Promise<Acknowledgement> {
    const { api, log, onTaken } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      try {
        const messageId = await api.respond(id, token, body);
        return { how: 'acknowledged', ...(messageId === undefined ? {} : { messageId }) };
      } catch (error) {
        const failure = isFailure(error) ? error : asFailure(error, 'acknowledge an interaction');
        if (failedWith(failure, 'alreadyAcknowledged')) {
          if (attempt > 1) return { how: 'acknowledged' };
          onTaken();
          return { how: 'taken' };
        }
        if (failure.maybeSent && attempt === 1) continue;
        log.warn({ err: failure, attempt }, 'an interaction could not be acknowledged');
        return { how: 'expired' };
      }
    }
  }

  async #refuse({ interactionId, token }: InteractionAddress, error: Error): Promise<void> {
    const data = { ...drawSentence(explain(error)), flags: MessageFlags.Ephemeral };
    await this.#respond({ id: interactionId, token }, { type: InteractionResponseType.ChannelMessageWithSource, data });
  }

  async #tell({ applicationId, token, answers }: InteractionAddress, sentence: string): Promise<void> {
    const { api, log } = this.#parts;
    const body = drawSentence(sentence);
    try {
      if (answers === 'pressed') await api.followUp(applicationId, token, { ...body, flags: MessageFlags.Ephemeral });
      else await api.editResponse(applicationId, token, body);
    } catch (failure) {
      log.warn({ err: failure }, 'somebody could not be told');
    }
  }
}

interface FormRequest {
  customId: string;
  argument: string;
  label: string;
}

const acknowledgementOf = (answers: InteractionAddress['answers']): APIInteractionResponse => {
  if (answers === 'pressed') return { type: InteractionResponseType.DeferredMessageUpdate };
  return {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    data: answers === 'private' ? { flags: MessageFlags.Ephemeral } : {},
  };
};

const formResponse = ({ customId, argument, label }: FormRequest): APIModalInteractionResponse => ({
  type: InteractionResponseType.Modal,
  data: {
    custom_id: customId,
    title: label.slice(0, FORM_TITLE_MAX),
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.TextInput,
            custom_id: argument,
            label: label.slice(0, FORM_TITLE_MAX),
            style: TextInputStyle.Paragraph,
            required: true,
            max_length: FORM_TEXT_MAX,
          },
        ],
      },
    ],
  },
});
