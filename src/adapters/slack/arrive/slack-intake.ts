import type { Keyv } from 'keyv';
import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import { within } from '../../../async/within.ts';
import { isBotError } from '../../../core/errors.ts';
import type { Arrival, Inbox } from '../../../core/ports/arrival.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { RecordStore } from '../../../core/ports/records.ts';
import { isDirect, readAddress } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackAcceptance } from './slack-acceptance.ts';
import { arrivalFromEvent } from './slack-arrival.ts';
import type { Heard } from './slack-arrival.ts';
import type { SlackSelf } from '../api/slack-directory.ts';
import type { SlackDelivery } from '../link/slack-delivery.ts';
import { sentAt, SlackOverheard } from './slack-overheard.ts';
import type { Beginning } from './slack-overheard.ts';
import type { SlackConversations } from './slack-conversations.ts';
import { conversationBelow } from './slack-root.ts';
import { readInteraction } from './slack-interaction.ts';
import type { Interaction } from './slack-interaction.ts';
import { asPayload, textAt } from '../api/slack-payload.ts';
import type { SlackApi } from '../api/slack-api.ts';
import { drawForm } from '../draw/slack-form.ts';

/** Whom the bot has greeted is known for so long, milliseconds. */
const GREETED_MS = 365 * 24 * 60 * 60_000;

export interface SlackIntakeParts {
  inbox: Inbox;
  acceptance: SlackAcceptance;
  api: SlackApi;
  self: SlackSelf;
  conversations: SlackConversations;
  /** Whom the bot has greeted. */
  greeted: Keyv;
  /** How processes tell each other which conversations begin. */
  begun: Pick<RecordStore, 'tell' | 'watch'>;
  clock: Clock;
  log: Log;
}

/** The conversation that a message of ours begins is kept after it stands; one that is older is not looked at for it, milliseconds. */
const UNKNOWN_MS = 10 * 60_000;
/** Of three seconds, this much is for finding out whether somebody may have a form, milliseconds. */
const ADMIT_MS = 1_000;

/** Takes what Slack delivers to the core and decides when Slack hears that we have it. */
export class SlackIntake {
  readonly #parts: SlackIntakeParts;
  /** Conversations known to follow, for the time when the store cannot be asked. */
  readonly #followed = new BoundedMap<string, true>({ max: 1_000 });
  /** Arrivals whose askers were told that they were not accepted. */
  readonly #told = new BoundedMap<string, true>({ max: 1_000 });
  readonly #receiving = new Map<string, Promise<void>>();
  readonly #overheard: SlackOverheard;

  constructor(parts: SlackIntakeParts) {
    this.#parts = parts;
    this.#overheard = new SlackOverheard(parts.clock);
    parts.begun.watch((told) => void this.#hearBeginning(told));
  }

  /** Never throws for what the store or Slack do; the delivery is acknowledged afterwards unless refused. @param team where it was, in an organisation */
  async take(body: unknown, delivery: SlackDelivery, team?: string): Promise<void> {
    if (textAt(asPayload(body), 'type') === 'event_callback') await this.#takeEvent(body, delivery, team);
    else await this.#takeInteraction(body, delivery, team);
  }

  async #takeEvent(body: unknown, delivery: SlackDelivery, team: string | undefined): Promise<void> {
    const { self, api } = this.#parts;
    const heard = this.#stamped(arrivalFromEvent(body, self, api.time.now()), team);
    // Whoever was told to ask again gets no answer as well: Slack delivers again what it was told too late.
    if (!heard || this.#told.has(heard.arrival.id)) return;
    const arrival = await this.#placed(heard, delivery);
    if (!arrival) return;
    if (isHello(arrival) && !(await this.#isFirstContact(arrival))) return;
    try {
      await this.#receive(arrival);
      await this.#receiveLater(arrival);
      if (isHello(arrival)) await this.#parts.greeted.set(arrival.channel, arrival.personId, GREETED_MS);
    } catch (error) {
      await this.#refuseEvent(arrival, error, delivery);
    }
  }

  /** When it came, by this machine's clock: Slack's is for what Slack is asked. And where, if that is not the installation's own workspace. */
  #stamped<H extends { arrival: Arrival }>(heard: H | undefined, team: string | undefined): H | undefined {
    if (!heard) return undefined;
    const at = this.#parts.clock.now();
    const isElsewhere =
      team !== undefined && this.#parts.self.workspace !== undefined && team !== this.#parts.self.teamId;
    const { address } = heard.arrival;
    const placed = isElsewhere && asPayload(address) ? { address: { ...(address as SlackAddress), team } } : {};
    return { ...heard, arrival: { ...heard.arrival, ...placed, at } };
  }

  /** Copies and redeliveries share one acceptance, so that nobody gets an error and an answer. */
  #receive(arrival: Arrival): Promise<void> {
    const known = this.#receiving.get(arrival.id);
    if (known) return known;
    const receiving = this.#receiveOnce(arrival).finally(() => this.#receiving.delete(arrival.id));
    this.#receiving.set(arrival.id, receiving);
    return receiving;
  }

  async #receiveOnce(arrival: Arrival): Promise<void> {
    await this.#parts.inbox.receive(arrival);
    const beginning = beginningOf(arrival);
    const isFirst = !this.#followed.has(arrival.conversation) && Number.isFinite(beginning.since);
    if (isFirst) this.#parts.begun.tell(JSON.stringify(beginning));
    this.#followed.set(arrival.conversation, true);
    this.#overheard.take(arrival);
    this.#overheard.noteTurn(arrival.conversation);
  }

  /** What belongs to the conversation that began just now, and came before it. */
  async #receiveLater(arrival: Arrival): Promise<void> {
    await this.#receiveAfter(beginningOf(arrival));
  }

  /** A mention may come to one process, and what was written below it to another. */
  async #hearBeginning(told: string | undefined): Promise<void> {
    try {
      if (told !== undefined) await this.#receiveAfter(JSON.parse(told) as Beginning);
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'what was written below a mention could not be accepted');
    }
  }

  async #receiveAfter(beginning: Beginning): Promise<void> {
    const later = this.#overheard.after(beginning);
    if (later.length === 0 || !(await this.#parts.inbox.follows(beginning.conversation))) return;
    for (const each of later) await this.#receive(each);
  }

  /** The arrival in its conversation, where it is for the bot. */
  async #placed(heard: Heard, delivery: SlackDelivery): Promise<Arrival | undefined> {
    const { arrival, onlyIfFollowed } = heard;
    try {
      const placed = await this.#inConversation(heard);
      if (!placed) {
        delivery.refuse();
        return undefined;
      }
      if (!onlyIfFollowed || this.#overheard.hasSpoken(placed.conversation)) return placed;
      this.#overheard.pass(placed); // before it is asked: the mention may be accepted meanwhile
      return (await this.#parts.inbox.follows(placed.conversation)) ? placed : undefined;
    } catch (error) {
      if (!onlyIfFollowed || this.#followed.has(arrival.conversation)) {
        await this.#refuseEvent(arrival, error, delivery);
      } else {
        this.#parts.log.warn({ err: error }, 'could not find out whether a message is for the bot');
        delivery.refuse();
      }
      return undefined;
    }
  }

  /**
   * Whoever writes below the question of a slash command may be faster than the note of which conversation that is, and the process that is to
   * keep it may die: the message of ours itself says so. @returns undefined while Slack does not tell
   */
  async #inConversation({ arrival, belowOursSince }: Heard): Promise<Arrival | undefined> {
    const { conversations, inbox, api } = this.#parts;
    const placed = await conversations.place(arrival, inbox);
    const address = readAddress(arrival.address);
    const root = address?.thread;
    const isNew = belowOursSince !== undefined && api.time.now() - belowOursSince < UNKNOWN_MS;
    const isKnown = placed.conversation !== arrival.conversation || this.#followed.has(placed.conversation);
    if (!isNew || isKnown || !address || root === undefined || isDirect(address.channel)) return placed;
    const below = await conversationBelow(this.#parts, { channel: address.channel, root });
    if (below === 'unknown') return undefined;
    const { conversation } = below;
    if (conversation === undefined) return placed;
    await conversations.link(arrival.channel, root, conversation);
    return { ...placed, conversation };
  }

  /** An invitation greets each time; a look at the bot's tab only once. A dead store greets nobody. */
  async #isFirstContact(arrival: Arrival): Promise<boolean> {
    if (arrival.placeKind !== 'direct') return true;
    try {
      return (await this.#parts.greeted.get(arrival.channel)) === undefined;
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'could not find out whether somebody was greeted');
      return false;
    }
  }

  /** Said once and acknowledged; what nobody waits for, and what the next process may take, is left to Slack's redelivery. */
  async #refuseEvent(arrival: Arrival, error: unknown, delivery: SlackDelivery): Promise<void> {
    if (isBotError(error, 'shutting-down') || !isAwaited(arrival)) return delivery.refuse();
    const address = readAddress(arrival.address);
    if (!address || this.#told.has(arrival.id)) return;
    this.#told.set(arrival.id, true);
    if (await this.#parts.acceptance.tellWhy(address, error)) {
      this.#overheard.noteSpoken(arrival.conversation);
      return;
    }
    this.#told.delete(arrival.id);
    delivery.refuse();
  }

  async #takeInteraction(body: unknown, delivery: SlackDelivery, team: string | undefined): Promise<void> {
    const { self, api, log } = this.#parts;
    const interaction = this.#stamped(readInteraction(body, self, api.time.now()), team);
    if (!interaction) {
      log.debug({}, 'an interaction that is none of ours');
    } else if (interaction.kind === 'form' && (await this.#admits(interaction.arrival))) {
      await this.#openForm(interaction);
    } else {
      const { arrival } = interaction; // whoever may have no form gets the answer to the press
      const { acceptance, conversations, inbox } = this.#parts;
      const address = readAddress(arrival.address);
      const receive = async (): Promise<void> => inbox.receive(await conversations.place(arrival, inbox));
      if (address) await acceptance.accept(delivery, address, receive);
    }
  }

  async #admits(arrival: Arrival): Promise<boolean> {
    const { clock, inbox } = this.#parts;
    return (await within({ clock, timeoutMs: ADMIT_MS }, inbox.admits(arrival))) === true;
  }

  async #openForm({ triggerId, form }: Extract<Interaction, { kind: 'form' }>): Promise<void> {
    await this.#parts.api.attempt('views.open', { trigger_id: triggerId, view: drawForm(form) });
  }
}

const isHello = (arrival: Arrival): boolean => typeof arrival.input !== 'string' && arrival.input.command === 'hello';

/** Somebody would wonder why nothing happens. */
const isAwaited = ({ input }: Arrival): boolean =>
  typeof input === 'string' || input.command === 'ask' || input.command === 'stop';

const beginningOf = ({ conversation, address }: Arrival): Beginning => ({ conversation, since: sentAt(address) });
