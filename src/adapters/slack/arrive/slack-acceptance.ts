import type { Notices } from '../../../core/commands/notices.ts';
import type { Clock } from '../../../async/clock.ts';
import { late, within } from '../../../async/within.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { threadWithReplies } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackApi } from '../api/slack-api.ts';
import type { SlackDelivery } from '../link/slack-delivery.ts';
import { drawNotice, EDIT_QUIETLY, notedAs, POST_QUIETLY } from '../draw/slack-view.ts';

/** Interactions are not delivered again: after this they are acknowledged, whatever the store does, milliseconds. */
const ACCEPT_MS = 1_000;

export interface SlackAcceptanceParts {
  api: SlackApi;
  /** In the language of this person, as far as it is known. */
  notices: (user: string) => Notices;
  clock: Clock;
  log: Log;
}

/** Accepts interactions within Slack's three seconds, and tells whoever asked when something was not accepted. */
export class SlackAcceptance {
  readonly #parts: SlackAcceptanceParts;

  constructor(parts: SlackAcceptanceParts) {
    this.#parts = parts;
  }

  /** Accepts; what takes longer is acknowledged before and told. A refusal is told to the asker alone. */
  async accept(delivery: SlackDelivery, address: SlackAddress, receive: () => Promise<void>): Promise<void> {
    const accepted = receive();
    try {
      if ((await within({ clock: this.#parts.clock, timeoutMs: ACCEPT_MS }, accepted)) === late) {
        await delivery.acknowledge();
        await this.tell(address, this.#parts.notices(address.user).slowStore, { privately: true });
        await accepted;
      }
    } catch (error) {
      await delivery.acknowledge();
      this.#parts.log.warn({ err: error }, 'an interaction could not be accepted');
      await this.tellWhy(address, error, { privately: true });
    }
  }

  /** What kept something from being accepted. @returns whether it could be said. */
  tellWhy(address: SlackAddress, error: unknown, how: { privately?: boolean } = {}): Promise<boolean> {
    return this.tell(address, this.#parts.notices(address.user).excuse(error), how);
  }

  /** A sentence of the bot's own, outside of any turn. @returns whether it could be said. */
  async tell(address: SlackAddress, sentence: string, { privately = false } = {}): Promise<boolean> {
    const { api, log } = this.#parts;
    const { channel, user, responseUrl } = address;
    const thread = privately ? threadWithReplies(address) : address.thread;
    const { text, blocks } = drawNotice(sentence);
    const notice = { text, blocks };
    const where = { channel, ...(thread !== undefined && { thread_ts: thread }) };
    try {
      if (responseUrl !== undefined) {
        await api.respond(responseUrl, { response_type: 'ephemeral', replace_original: false, ...notice });
      } else if (privately) await api.once('chat.postEphemeral', { ...where, user, ...notice, ...EDIT_QUIETLY });
      else await api.once('chat.postMessage', { ...where, ...notice, ...POST_QUIETLY, metadata: notedAs('notice') });
      return true;
    } catch (error) {
      log.warn({ err: error }, 'somebody could not be told');
      return false;
    }
  }
}
