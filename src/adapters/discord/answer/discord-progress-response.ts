import { MessageFlags } from 'discord.js';
import { BotError } from '../../../core/errors.ts';
import type { Notices } from '../../../core/commands/notices.ts';
import { TOKEN_MS } from '../api/discord-acknowledgements.ts';
import type { InteractionAddress } from '../discord-address.ts';
import { failedWith, isFailure } from '../api/discord-failure.ts';
import { LaterProgress } from './discord-later-progress.ts';
import { FIRST_PROGRESS } from './discord-memory.ts';
import type { Post } from './discord-memory.ts';
import type { DiscordPlaceParts } from './discord-place-parts.ts';
import { isTooOld } from './discord-progress-message.ts';
import type { ProgressMessage, ProgressMessageParts, Whisper } from './discord-progress-message.ts';
import { drawSentence, isReplaced, threadName } from '../draw/discord-view.ts';
import type { Drawing } from '../draw/discord-view.ts';

/** The token is left in good time: an edit with it may have to wait in the queue, milliseconds. */
const TOKEN_MARGIN_MS = 60_000;

type ResponseParts = ProgressMessageParts & Pick<DiscordPlaceParts, 'acknowledged'> & { notices: Notices };

/** How a request meets a rate limit and a lost line: by waiting and trying again, or not at all. */
interface Manner {
  send: <T>(request: () => Promise<T>) => Promise<T>;
  tries: 'one' | 'several';
}
const hastily: Manner = { send: (request) => request(), tries: 'one' };

/**
 * Answers an interaction in its own response (or in the pressed message): with its token while that works, then as the bot. Where only
 * the asker sees the response, the bot cannot reach it afterwards, and goes on in a direct message.
 */
export class ProgressResponse implements ProgressMessage {
  readonly #address: InteractionAddress;
  readonly #parts: ResponseParts;
  readonly #later: LaterProgress;
  #hasTakenOver = false;

  constructor(address: InteractionAddress, parts: ResponseParts) {
    this.#address = address;
    this.#parts = parts;
    this.#later = new LaterProgress(parts, (drawing, part) => this.#postAnew(drawing, part));
  }

  get takesMany(): boolean {
    return this.#isPublic;
  }

  get endsSoon(): boolean {
    const { isGone, handedOver } = this.#parts.memory.value;
    return !this.#isPublic && !isGone && !handedOver && this.#tokenEnds() && this.#tokenWorks();
  }

  get exists(): boolean {
    const { isGone, isShown } = this.#parts.memory.value;
    return this.#address.answers === 'pressed' ? isShown === true : isGone !== true;
  }

  async check(): Promise<void> {
    await this.#wasAcknowledged();
  }

  /** "… is thinking" stands there until the first look. */
  async typingChannel(): Promise<undefined> {
    return undefined;
  }

  async show(drawing: Drawing): Promise<void> {
    const { memory, notices } = this.#parts;
    if (memory.value.isGone || memory.value.handedOver || !(await this.#wasAcknowledged())) return;
    if (this.#isLater) return this.#later.show(drawing);
    if (!this.#tokenWorks() && !this.#isPublic) return;
    if (this.endsSoon) {
      await this.#edit({ body: drawSentence(notices.discord.goesOnInDirect), files: [] }, hastily);
      await memory.change({ handedOver: true });
      return;
    }
    if ((await this.#edit(drawing, hastily)) === 'gone') await memory.change({ isGone: true });
  }

  async become(drawing: Drawing, part: string): Promise<void> {
    const { memory, outbox, api } = this.#parts;
    if (this.#isLater) return this.#later.become(drawing, part);
    const post = memory.progress;
    const isOld = post?.id !== undefined && isTooOld(post.id, api);
    const canEdit = (await this.#wasAcknowledged()) && !memory.value.isGone && !memory.value.handedOver && !isOld;
    if (canEdit && (await this.#edit(drawing, this.#patiently)) === 'edited') return;
    await this.#postAnew(drawing, part);
    await memory.change({ isGone: true });
    if (isOld && post.id !== undefined && this.#address.answers === 'fresh') await outbox.remove(post.channel, post.id);
  }

  async below(drawing: Drawing, part: string): Promise<void> {
    await this.#postAnew(drawing, part);
  }

  async whisper(part: string, whisper: Whisper): Promise<void> {
    const { memory } = this.#parts;
    const { answers } = this.#address;
    if (!(await this.#wasAcknowledged()) || !this.#tokenWorks()) {
      for (const [index, drawing] of whisper.parts().entries()) await this.#postDirect(drawing, `${part}-${index}`);
      return;
    }
    if (answers === 'private') {
      await this.become(whisper.inOne(), part);
      return;
    }
    if (memory.value.posts[part]?.id === undefined) await this.#followUp(part, whisper.inOne());
    const isForAll = answers === 'fresh' && memory.value.takenBy === undefined;
    if (isForAll && !memory.value.isGone) await this.#takeBack();
  }

  async withdraw(): Promise<void> {
    const { isGone, takenBy } = this.#parts.memory.value;
    const isOurs = this.#address.answers !== 'pressed' && isGone !== true && takenBy === undefined;
    if (isOurs && (await this.#wasAcknowledged()) && this.#tokenWorks()) await this.#takeBack();
  }

  /** One message more that only the asker sees. */
  async #followUp(part: string, { body, files }: Drawing): Promise<void> {
    const { memory, api, conversations } = this.#parts;
    const { answers, applicationId, token, kind, conversation } = this.#address;
    await memory.checkOwner();
    // A follow-up to a bare deferral would fill that, for everybody to see.
    if (answers === 'fresh' && !memory.value.isShown) {
      await api.editResponse(applicationId, token, { body: drawSentence('…'), files: [] });
      await memory.change({ isShown: true });
    }
    const whispered = { ...body, flags: (body.flags ?? 0) | MessageFlags.Ephemeral };
    const { id } = await api.followUp(applicationId, token, whispered, files);
    if (kind === 'channel') await conversations.link(id, conversation);
    await memory.changePost(part, this.#asPost(id));
  }

  /** What everybody sees of a command whose answer is for one person only. */
  async #takeBack(): Promise<void> {
    const { memory, api, log } = this.#parts;
    const { applicationId, token } = this.#address;
    await memory.checkOwner();
    try {
      await api.deleteResponse(applicationId, token);
    } catch (error) {
      log.debug({ err: error }, 'a response that says nothing could not be deleted');
    }
    await memory.change({ isGone: true });
  }

  async restore(drawing: Drawing): Promise<void> {
    const { memory, api, conversations } = this.#parts;
    const { turnId, value } = memory;
    const { pressedId, channelId } = this.#address;
    if (value.isGone || value.handedOver) return;
    const id = this.#isLater ? memory.progress?.id : (pressedId ?? memory.progress?.id);
    if (this.#isPublic && id !== undefined) {
      const message = await api.message(channelId, id);
      const isPressed = ((await conversations.takenOverBy(id)) ?? turnId) !== turnId;
      if (!isReplaced(message, drawing, { turnId, isPressed })) return;
    }
    if (this.#isLater) return;
    await this.#edit(drawing, this.#patiently); // where only the asker sees it, nothing can be read: the same again does no harm
  }

  async point({ channel, id }: Post & { id: string }, drawing: Drawing): Promise<void> {
    const { memory, api, outbox } = this.#parts;
    const isResponse = id === memory.value.posts[FIRST_PROGRESS]?.id;
    if (isResponse && this.#tokenWorks() && (await this.#editByToken(drawing, this.#patiently))) return;
    if (this.#isPublic || !isResponse) await outbox.patiently(() => api.editMessage(channel, id, drawing));
  }

  /** A round of the wait that goes on below the response, in a message of the bot's own. */
  get #isLater(): boolean {
    return (this.#parts.memory.value.round ?? 0) > 0;
  }

  /** Opens the thread on the answer, where the conversation goes on. */
  async conclude(answer?: string): Promise<void> {
    const { memory, api, outbox, log } = this.#parts;
    const id = answer ?? memory.progress?.id;
    const { quote, kind, asker, channelId, answers } = this.#address;
    if (id === undefined || quote === undefined || kind !== 'channel' || answers !== 'fresh' || !this.#isPublic) return;
    if (memory.value.opened !== undefined || (memory.value.isGone && answer === undefined)) return;
    try {
      await outbox.patiently(() => api.openThread(channelId, id, threadName(quote, asker.name)));
    } catch (error) {
      if (!isFailure(error)) throw error;
      log.debug({ err: error }, 'no thread can be opened on this answer');
    }
    await memory.change({ opened: true });
  }

  /** Everybody in the channel sees it, and so can the bot reach it without the token. */
  get #isPublic(): boolean {
    const { canPost, answers, pressedId } = this.#address;
    return canPost && (answers === 'fresh' || (answers === 'pressed' && pressedId !== undefined));
  }

  /** @throws BotError 'place-gone' when another process was first: it answers. */
  async #wasAcknowledged(): Promise<boolean> {
    const { acknowledged, memory } = this.#parts;
    const outcome = await acknowledged(this.#address.interactionId);
    if (outcome?.how === 'taken') throw new BotError('place-gone', 'another process has acknowledged this interaction');
    if (
      outcome?.how === 'acknowledged' &&
      outcome.messageId !== undefined &&
      memory.progress === undefined &&
      !this.#isLater
    )
      await this.#keepProgress(outcome.messageId);
    return outcome?.how !== 'expired';
  }

  async #keepProgress(id: string): Promise<void> {
    const { memory, conversations } = this.#parts;
    const { kind, answers, conversation } = this.#address;
    await memory.changePost(memory.progressPart, this.#asPost(id));
    // Its buttons are pressed wherever it is seen, also where the bot itself may not write.
    if (kind === 'channel' && answers !== 'private') await conversations.link(id, conversation);
  }

  #asPost(id: string) {
    return { channel: this.#address.channelId, id, at: this.#address.at, after: id };
  }

  #tokenWorks(): boolean {
    return this.#parts.clock.now() < this.#address.at + TOKEN_MS - TOKEN_MARGIN_MS / 2;
  }

  /** From here on the token serves for the last word only. */
  #tokenEnds(): boolean {
    return this.#parts.clock.now() >= this.#address.at + TOKEN_MS - TOKEN_MARGIN_MS - TOKEN_MARGIN_MS / 2;
  }

  async #edit(drawing: Drawing, how: Manner): Promise<'edited' | 'gone'> {
    await this.#takeOver();
    try {
      if (this.#tokenWorks() && (await this.#editByToken(drawing, how))) return 'edited';
      return await this.#editAsBot(drawing, how);
    } catch (error) {
      if (!failedWith(error, 'unknownMessage', 'archivedThread')) throw error;
      return 'gone';
    }
  }

  /** Whoever looks again at what stood there before leaves it alone. */
  async #takeOver(): Promise<void> {
    const { conversations, memory } = this.#parts;
    const { pressedId } = this.#address;
    if (pressedId === undefined || this.#hasTakenOver) return;
    this.#hasTakenOver = true;
    await conversations.takeOver(pressedId, memory.turnId);
  }

  /** @returns false when the token does not work (any more). */
  async #editByToken(drawing: Drawing, how: Manner): Promise<boolean> {
    const { api, memory } = this.#parts;
    const { applicationId, token } = this.#address;
    try {
      const message = await how.send(() => api.editResponse(applicationId, token, drawing, how.tries));
      if (memory.progress === undefined && !this.#isLater) await this.#keepProgress(message.id);
      if (!memory.value.isShown) await memory.change({ isShown: true });
      return true;
    } catch (error) {
      if (!failedWith(error, 'invalidToken', 'unknownWebhook')) throw error;
      return false;
    }
  }

  async #editAsBot(drawing: Drawing, how: Manner): Promise<'edited' | 'gone'> {
    const { api, memory } = this.#parts;
    const { pressedId, channelId } = this.#address;
    const id = pressedId ?? memory.progress?.id;
    if (!this.#isPublic || id === undefined) return 'gone';
    await how.send(() => api.editMessage(channelId, id, drawing, how.tries));
    return 'edited';
  }

  readonly #patiently: Manner = { send: (request) => this.#parts.outbox.patiently(request), tries: 'several' };

  async #postAnew(drawing: Drawing, part: string): Promise<void> {
    const { outbox, conversations } = this.#parts;
    const { channelId, conversation, interactionId, kind } = this.#address;
    if (!this.#isPublic) {
      await this.#postDirect(drawing, part);
      return;
    }
    const id = await outbox.post(part, { channel: channelId, after: this.#newest() ?? interactionId }, drawing);
    if (kind === 'channel') await conversations.link(id, conversation);
  }

  async #postDirect(drawing: Drawing, part: string): Promise<void> {
    const { outbox } = this.#parts;
    const { kind, channelId, asker, canPost, interactionId } = this.#address;
    const channel = kind === 'direct' && canPost ? channelId : await outbox.directChannel(asker.id);
    await outbox.post(part, { channel, after: interactionId }, drawing);
  }

  #newest(): string | undefined {
    const ids = Object.values(this.#parts.memory.value.posts).flatMap(({ id }) => (id === undefined ? [] : [id]));
    return ids.length > 0 ? ids.reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b)) : undefined;
  }
}
