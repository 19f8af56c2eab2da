import { askedBy } from '../../../core/commands/notices.ts';
import type { SlackAddress } from '../slack-address.ts';
import { readSlackText } from '../api/slack-markup.ts';
import { drawQuestion } from '../draw/slack-view.ts';
import { QUESTION } from './slack-memory.ts';
import type { SlackMemory } from './slack-memory.ts';
import type { SlackOutbox } from './slack-outbox.ts';
import type { SlackPlaceParts } from './slack-place-parts.ts';

/** A question that was asked by a slash command becomes a message that everybody sees, below which it is answered. */
export class SlackQuestion {
  readonly #parts: SlackPlaceParts;
  readonly #place: { address: SlackAddress; notes: SlackMemory; outbox: SlackOutbox };
  #isLinked = false;

  constructor(parts: SlackPlaceParts, place: { address: SlackAddress; notes: SlackMemory; outbox: SlackOutbox }) {
    this.#parts = parts;
    this.#place = place;
  }

  /** In the turn's line, before whatever everybody sees of its answer. Posts the question unless it stands. @throws BotError */
  async show(): Promise<void> {
    const { address, notes, outbox } = this.#place;
    const { asked, channel, text = '' } = address;
    if (!asked || this.#isLinked) return;
    const { botUserId } = await this.#parts.directory.self();
    const root =
      notes.ts(QUESTION) ??
      (await outbox.post(QUESTION, drawQuestion(askedBy(asked.by), readSlackText(text, { botUserId }))));
    await this.#parts.linkConversation(channel, root, asked.conversation);
    this.#isLinked = true;
  }
}
