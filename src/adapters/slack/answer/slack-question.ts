import type { Notices } from '../../../core/commands/notices.ts';
import { isBotError } from '../../../core/errors.ts';
import type { SlackAddress } from '../slack-address.ts';
import { readSlackText } from '../api/slack-markup.ts';
import { drawQuestion } from '../draw/slack-view.ts';
import { QUESTION } from '../api/slack-mark.ts';
import type { SlackMemory } from './slack-memory.ts';
import { tellAsker } from './slack-refusal.ts';
import type { SlackOutbox } from './slack-outbox.ts';
import type { SlackPlaceParts } from './slack-place-parts.ts';

export interface SlackQuestionPlace {
  address: SlackAddress;
  notes: SlackMemory;
  outbox: SlackOutbox;
  notices: Notices;
}

/** A question that was asked by a slash command becomes a message that everybody sees, below which it is answered. */
export class SlackQuestion {
  readonly #parts: SlackPlaceParts;
  readonly #place: SlackQuestionPlace;
  #isLinked = false;

  constructor(parts: SlackPlaceParts, place: SlackQuestionPlace) {
    this.#parts = parts;
    this.#place = place;
  }

  /** In the turn's line, before whatever everybody sees of its answer. Posts the question unless it stands. @throws BotError */
  async show(): Promise<void> {
    const { address, notes, outbox, notices } = this.#place;
    const { asked, channel, text = '' } = address;
    if (!asked || this.#isLinked) return;
    const { botUserId } = await this.#parts.directory.self();
    const question = drawQuestion(notices.askedBy(asked.by), readSlackText(text, { botUserId }));
    const root =
      notes.ts(QUESTION) ??
      (await outbox.post(QUESTION, question).catch(async (error: unknown) => {
        // A command can be given anywhere, also where the bot is no member.
        if (isBotError(error, 'place-gone')) await tellAsker(this.#parts, address, { notes, notices, why: error });
        throw error;
      }));
    await this.#parts.linkConversation(channel, root, asked.conversation);
    this.#isLinked = true;
  }
}
