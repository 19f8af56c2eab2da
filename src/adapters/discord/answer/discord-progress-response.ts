import { MessageFlags } from 'discord.js';
import { BotError } from '../../../core/errors.ts';
import { discordNotices } from '../../../core/commands/notices.ts';
import { TOKEN_MS } from '../arrive/discord-acknowledgements.ts';
import type { DiscordAcknowledgements } from '../arrive/discord-acknowledgements.ts';
import type { InteractionAddress } from '../discord-address.ts';
import { failedWith, isFailure } from '../api/discord-failure.ts';
import { EDITABLE_MS } from './discord-progress-message.ts';
import type { ProgressMessage, Whisper } from './discord-progress-message.ts';
import { THREAD_ARCHIVE_MIN, directChannel } from './discord-progress-post.ts';
import type { ProgressParts } from './discord-progress-post.ts';
import { LEAD } from './discord-memory.ts';
import { drawSentence, threadName } from '../draw/discord-view.ts';
import type { Drawing } from '../draw/discord-view.ts';

/** The token is left in good time: an edit with it may have to wait in the queue, milliseconds. */
const TOKEN_MARGIN_MS = 60_000;

/** How a request meets a rate limit: by waiting, or not at all. */
type Manner = <T>(request: () => Promise<T>) => Promise<T>;
const hastily: Manner = (request) => request();

/**
 * Answers an interaction in its own response (or in the pressed message): with its token while that works, then as the bot. Where only
 * the asker sees the response, the bot cannot reach it afterwards, and goes on in a direct message.
 */
export class ProgressResponse implements ProgressMessage {
  readonly #address: InteractionAddress;
  readonly #parts: ProgressParts & { acknowledgements: DiscordAcknowledgements };

  constructor(address: InteractionAddress, parts: ProgressParts & { acknowledgements: DiscordAcknowledgements }) {
    this.#address = address;
    this.#parts = parts;
  }

  get takesMany(): boolean {
    return this.#isPublic;
  }

  get exists(): boolean {
    const { leadGone, leadShown } = this.#parts.note.value;
    return this.#address.answers === 'pressed' ? leadShown === true : leadGone !== true;
  }

  /** Before a model is asked. @throws BotError 'place-gone' when another process answers. */
  async check(): Promise<void> {
    await this.#wasAcknowledged();
  }

  async show(drawing: Drawing): Promise<void> {
    const { note } = this.#parts;
    if (note.value.leadGone || note.value.handedOver || !(await this.#wasAcknowledged())) return;
    if (!this.#tokenWorks() && !this.#isPublic) return;
    if (!this.#isPublic && this.#tokenEnds()) {
      await this.#edit({ body: drawSentence(discordNotices.goesOnInDirect), files: [] }, hastily);
      await note.change({ handedOver: true });
      return;
    }
    if ((await this.#edit(drawing, hastily)) === 'gone') await note.change({ leadGone: true });
  }

  async become(drawing: Drawing, slot: string): Promise<void> {
    const { note, clock } = this.#parts;
    const lead = note.value.posts[LEAD];
    const isOld = lead !== undefined && clock.now() - lead.at > EDITABLE_MS;
    const canEdit = (await this.#wasAcknowledged()) && !note.value.leadGone && !note.value.handedOver && !isOld;
    if (canEdit && (await this.#edit(drawing, this.#patiently)) === 'edited') return;
    await this.#postAnew(drawing, slot);
    if (isOld && lead.id !== undefined && this.#address.answers === 'fresh')
      await this.#deleteOld(lead.channel, lead.id);
    await note.change({ leadGone: true });
  }

  async below(drawing: Drawing, slot: string): Promise<void> {
    await this.#postAnew(drawing, slot);
  }

  async whisper(slot: string, whisper: Whisper): Promise<void> {
    const { note } = this.#parts;
    const { answers } = this.#address;
    const canFollow = (await this.#wasAcknowledged()) && this.#tokenWorks();
    if (!canFollow) {
      for (const [index, drawing] of whisper.parts().entries()) await this.#postDirect(drawing, `${slot}-${index}`);
      return;
    }
    if (answers === 'private') {
      await this.become(whisper.inOne(), slot);
      return;
    }
    if (note.value.posts[slot]?.id === undefined) await this.#followUp(slot, whisper.inOne());
    const isForAll = answers === 'fresh' && note.value.leadIs === undefined;
    if (isForAll && !note.value.leadGone) await this.#takeBack();
  }

  /** One message more that only the asker sees. */
  async #followUp(slot: string, { body, files }: Drawing): Promise<void> {
    const { note, api } = this.#parts;
    const { answers, applicationId, token } = this.#address;
    // A follow-up to a bare deferral would fill that, for everybody to see.
    if (answers === 'fresh' && !note.value.leadShown) {
      await api.editResponse(applicationId, token, drawSentence('…'));
      await note.change({ leadShown: true });
    }
    const whispered = { ...body, flags: (body.flags ?? 0) | MessageFlags.Ephemeral };
    const { id } = await api.followUp(applicationId, token, whispered, files);
    await note.changePost(slot, this.#asPost(id));
  }

  /** What everybody sees of a command whose answer is for one person only. */
  async #takeBack(): Promise<void> {
    const { note, api, log } = this.#parts;
    const { applicationId, token } = this.#address;
    try {
      await api.deleteResponse(applicationId, token);
    } catch (error) {
      log.debug({ err: error }, 'a response that says nothing could not be deleted');
    }
    await note.change({ leadGone: true });
  }

  /** The thread on the posted answer, where the conversation goes on. */
  async openThread(): Promise<void> {
    const { note, api, outbox, log } = this.#parts;
    const id = note.value.posts[LEAD]?.id;
    const { quote, kind, asker, channelId, answers } = this.#address;
    if (id === undefined || quote === undefined || kind !== 'channel' || answers !== 'fresh' || !this.#isPublic) return;
    if (note.value.opened !== undefined || note.value.leadGone) return;
    try {
      await outbox.patiently(() => api.openThread(channelId, id, threadName(quote, asker.name), THREAD_ARCHIVE_MIN));
    } catch (error) {
      if (!isFailure(error)) throw error;
      log.debug({ err: error }, 'no thread can be opened on this answer');
    }
    await note.change({ opened: true });
  }

  /** Everybody in the channel sees it, and so can the bot reach it without the token. */
  get #isPublic(): boolean {
    const { canPost, answers, pressedId } = this.#address;
    return canPost && (answers === 'fresh' || (answers === 'pressed' && pressedId !== undefined));
  }

  /** @throws BotError 'place-gone' when another process was first: it answers. */
  async #wasAcknowledged(): Promise<boolean> {
    const { acknowledgements, note } = this.#parts;
    const outcome = await acknowledgements.outcome(this.#address.interactionId);
    if (outcome?.how === 'taken') throw new BotError('place-gone', 'another process has acknowledged this interaction');
    if (outcome?.how === 'acknowledged' && outcome.messageId !== undefined && note.value.posts[LEAD] === undefined)
      await this.#keepLead(outcome.messageId);
    return outcome?.how !== 'expired';
  }

  async #keepLead(id: string): Promise<void> {
    const { note, conversations } = this.#parts;
    const { kind, answers, conversation } = this.#address;
    await note.changePost(LEAD, this.#asPost(id));
    // Its buttons are pressed wherever it is seen, also where the bot itself may not write.
    if (kind === 'channel' && answers !== 'private') await conversations.link(id, conversation);
  }

  #asPost(id: string) {
    return { channel: this.#address.channelId, id, at: this.#address.at, after: id, print: '' };
  }

  #tokenWorks(): boolean {
    return this.#parts.clock.now() < this.#address.at + TOKEN_MS - TOKEN_MARGIN_MS / 2;
  }

  /** From here on the token serves for the last word only. */
  #tokenEnds(): boolean {
    return this.#parts.clock.now() >= this.#address.at + TOKEN_MS - TOKEN_MARGIN_MS - TOKEN_MARGIN_MS / 2;
  }

  async #edit(drawing: Drawing, how: Manner): Promise<'edited' | 'gone'> {
    try {
      if (this.#tokenWorks() && (await this.#editByToken(drawing, how))) return 'edited';
      return await this.#editAsBot(drawing, how);
    } catch (error) {
      if (!failedWith(error, 'unknownMessage', 'archivedThread')) throw error;
      return 'gone';
    }
  }

  /** @returns false when the token does not work (any more). */
  async #editByToken({ body, files }: Drawing, how: Manner): Promise<boolean> {
    const { api, note } = this.#parts;
    const { applicationId, token } = this.#address;
    try {
      const message = await how(() => api.editResponse(applicationId, token, body, files));
      if (note.value.posts[LEAD] === undefined) await this.#keepLead(message.id);
      if (!note.value.leadShown) await note.change({ leadShown: true });
      return true;
    } catch (error) {
      if (!failedWith(error, 'invalidToken', 'unknownWebhook')) throw error;
      return false;
    }
  }

  async #editAsBot({ body, files }: Drawing, how: Manner): Promise<'edited' | 'gone'> {
    const { api, note } = this.#parts;
    const { pressedId, channelId } = this.#address;
    const id = pressedId ?? note.value.posts[LEAD]?.id;
    if (!this.#isPublic || id === undefined) return 'gone';
    await how(() => api.editMessage(channelId, id, body, files));
    return 'edited';
  }

  readonly #patiently: Manner = (request) => this.#parts.outbox.patiently(request);

  async #postAnew(drawing: Drawing, slot: string): Promise<void> {
    const { outbox, conversations } = this.#parts;
    const { channelId, conversation, interactionId, kind } = this.#address;
    if (!this.#isPublic) {
      await this.#postDirect(drawing, slot);
      return;
    }
    const id = await outbox.post(slot, { channel: channelId, after: this.#newest() ?? interactionId }, drawing);
    if (kind === 'channel') await conversations.link(id, conversation);
  }

  async #postDirect(drawing: Drawing, slot: string): Promise<void> {
    const { outbox } = this.#parts;
    const { kind, channelId, asker, canPost, interactionId } = this.#address;
    const channel = kind === 'direct' && canPost ? channelId : await directChannel(this.#parts, asker.id);
    await outbox.post(slot, { channel, after: interactionId }, drawing);
  }

  #newest(): string | undefined {
    const ids = Object.values(this.#parts.note.value.posts).flatMap(({ id }) => (id === undefined ? [] : [id]));
    return ids.length > 0 ? ids.reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b)) : undefined;
  }

  async #deleteOld(channel: string, id: string): Promise<void> {
    const { api, log } = this.#parts;
    try {
      await api.deleteMessage(channel, id);
    } catch (error) {
      log.debug({ err: error }, 'an outdated progress message could not be deleted');
    }
  }
}
