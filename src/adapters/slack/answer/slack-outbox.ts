import type { Clock } from '../../../async/clock.ts';
import { BotError } from '../../../core/errors.ts';
import { shortenText } from '../../../markdown/split/shorten-text.ts';
import type { Json } from '../../../core/ports/arrival.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackDirectory } from '../api/slack-directory.ts';
import { isAboutBlocks, SlackRefusal, toBotError, Unanswered } from '../api/slack-failure.ts';
import type { SlackMemory } from './slack-memory.ts';
import type { AgentSupport } from './slack-session.ts';
import { isProgress, STREAM } from './slack-memory.ts';
import { markedAs, readMark } from '../api/slack-mark.ts';
import { idAt, listAt, payloadAt, textAt, tsAt } from '../api/slack-payload.ts';
import type { Payload } from '../api/slack-payload.ts';
import { slackLimits } from '../draw/slack-text.ts';
import { EDIT_QUIETLY, POST_QUIETLY, withThumbs } from '../draw/slack-view.ts';
import type { SlackMessage } from '../draw/slack-view.ts';
import type { SlackApi, SlackCaller } from '../api/slack-api.ts';

const ATTEMPTS = 3;
/** A message whose answer was lost may still be on its way, milliseconds. */
const SETTLE_MS = 1_000;
const PAGES = 5;
const PAGE = 200;

type SlackContent = Pick<SlackMessage, 'text' | 'blocks'>;

export interface SlackOutboxParts {
  api: SlackApi;
  directory: SlackDirectory;
  clock: Clock;
  log: Log;
  address: SlackAddress;
  notes: SlackMemory;
  support: AgentSupport;
  /** Ends the waiting between two tries. */
  signal: AbortSignal;
}

/** The messages of one turn: each part is posted once, whatever dies in between. */
export class SlackOutbox {
  readonly #parts: SlackOutboxParts;
  readonly #notes: SlackMemory;

  constructor(parts: SlackOutboxParts) {
    this.#parts = parts;
    this.#notes = parts.notes;
  }

  /**
   * Sends a part of the answer unless it stands already: posts it, or makes the progress message it. What Slack refuses to show as
   * blocks, whatever the thumbs look like, is said in plain texts, as many as it takes. @throws BotError
   */
  async deliver(part: string, message: SlackMessage, progressTs?: string): Promise<void> {
    const send = (content: SlackContent): Promise<unknown> =>
      progressTs === undefined ? this.post(part, content) : this.#replace(progressTs, part, content);
    if (!this.#notes.isPlain(part)) {
      if (await this.#sendBlocks(message, send)) return;
      await this.#notes.keepPlain(part);
    }
    const [first = '…', ...rest] = message.plainly();
    await send({ text: first, blocks: [] });
    for (const [index, text] of rest.entries()) await this.post(`${part}+${index}`, { text, blocks: [] });
  }

  /** What a workspace says of Slack's own thumbs it says of all of them. @returns false where Slack refuses the blocks. @throws BotError */
  async #sendBlocks(message: SlackMessage, send: (content: SlackContent) => Promise<unknown>): Promise<boolean> {
    const { support, log } = this.#parts;
    if (await isTaken(() => send(withThumbs(message, support.thumbs)))) return true;
    const { thumbless } = message;
    if (!thumbless || !support.thumbs || !(await isTaken(() => send({ text: message.text, blocks: thumbless }))))
      return false;
    support.thumbs = false;
    log.info({ turn: this.#notes.turnId }, 'Slack refuses its own thumbs here: they are buttons from now on');
    return true;
  }

  /** Posts a part unless it stands already. @returns its ts. @throws BotError */
  async post(part: string, content: SlackContent): Promise<string> {
    const known = await this.find(part);
    if (known !== undefined) return known;
    if (this.#notes.isLost(part)) await this.#notes.expectDuplicates();
    for (let attempt = 1; ; attempt += 1) {
      await this.#notes.intend(part);
      try {
        return await this.#send(part, content);
      } catch (error) {
        if (!(error instanceof Unanswered) || attempt === ATTEMPTS) throw error;
        await this.#parts.clock.sleep(SETTLE_MS, this.#parts.signal);
        const arrived = await this.find(part);
        if (arrived !== undefined) return arrived;
        await this.#notes.expectDuplicates();
      }
    }
  }

  /** The ts of a part; looked for among the messages when a send was begun and its end not seen. */
  async find(part: string): Promise<string | undefined> {
    const known = this.#notes.ts(part);
    if (known !== undefined || !this.#notes.isLost(part)) return known;
    const found = await this.#search((message) => this.#isPart(message, part));
    if (found !== undefined) await this.#notes.keep(part, found);
    return found;
  }

  /** Makes the progress message a part of the answer; posts anew where Slack refuses the edit, beside what is left of it. */
  async #replace(ts: string, part: string, content: SlackContent): Promise<void> {
    if (this.#notes.ts(part) !== undefined) return;
    await this.#notes.intend(part);
    try {
      await this.#parts.api.repeatable('chat.update', this.#update(ts, content, part), this.#caller);
      await this.#notes.keep(part, ts);
    } catch (error) {
      if (!(error instanceof SlackRefusal) || error.code === 'settings' || isAboutBlocks(error)) throw error;
      await this.post(part, content);
    }
  }

  /**
   * A look at the progress message; nothing is tried twice. @returns false when the message is not there any more.
   * @throws BotError 'place-gone'
   */
  async edit(ts: string, content: SlackContent): Promise<boolean> {
    await this.#notes.intend(this.#notes.progressPart);
    const result = await this.#parts.api.attempt('chat.update', this.#update(ts, content, this.#notes.progressPart));
    if (!result.ok && result.failure.kind === 'unanswered') this.#notes.noteUnseen();
    if (result.ok || result.failure.kind !== 'refused') return true;
    if (result.failure.reason === 'message_not_found') return false;
    const refusal = toBotError('chat.update', result.failure, result.error);
    if (refusal.code === 'place-gone') throw refusal;
    return true;
  }

  /** Makes a message of ours another part. What Slack does not carry out now is looked at again. */
  async become(ts: string, part: string, content: SlackContent): Promise<void> {
    await this.#notes.intend(part);
    const result = await this.#parts.api.attempt('chat.update', this.#update(ts, content, part));
    if (result.ok || result.failure.kind === 'refused') await this.#notes.keep(part, ts);
    else this.#notes.noteUnseen();
  }

  /** Takes a message of ours away, as far as Slack lets us. @returns whether nothing more can be done about it. */
  async remove(ts: string): Promise<boolean> {
    const result = await this.#parts.api.attempt('chat.delete', { channel: this.#parts.address.channel, ts });
    const isOver = result.ok || result.failure.kind === 'refused';
    if (!isOver) this.#notes.noteUnseen();
    return isOver;
  }

  async #send(part: string, content: SlackContent): Promise<string> {
    const { channel } = this.#parts.address;
    const thread = this.#notes.threadOf(this.#parts.address);
    const answer = await this.#parts.api.once(
      'chat.postMessage',
      {
        channel,
        ...(thread !== undefined && { thread_ts: thread }),
        text: content.text,
        ...(content.blocks.length > 0 && { blocks: content.blocks }),
        ...POST_QUIETLY,
        metadata: this.#metadata(part),
      },
      this.#caller,
    );
    const ts = tsAt(answer, 'ts');
    if (ts === undefined) throw new BotError('platform-failed', 'Slack: a message was posted and has no ts');
    await this.#notes.keep(part, ts);
    return ts;
  }

  get #caller(): SlackCaller {
    return { signal: this.#parts.signal, checkOwner: () => this.#notes.checkOwner() };
  }

  #update(ts: string, { text, blocks }: SlackContent, part: string): Payload {
    const { channel } = this.#parts.address;
    return {
      channel,
      ts,
      // The blocks carry the words; the text beside them must only not be too long.
      text: blocks.length > 0 ? shortenText(text, slackLimits.textBytes, 'utf8') : text,
      blocks,
      ...EDIT_QUIETLY,
      metadata: this.#metadata(part),
    };
  }

  #metadata(part: string): Json {
    return markedAs({ turn: this.#notes.turnId, part });
  }

  /** Takes away a native stream whose ts was lost: Slack takes no metadata when one begins. */
  async removeLostStream(): Promise<void> {
    if (!this.#notes.isLost(STREAM)) return;
    const { api, directory, address } = this.#parts;
    const { botUserId } = await directory.self();
    const isUnmarked = (message: Payload): boolean =>
      idAt(message, 'user') === botUserId && message['metadata'] === undefined && message['files'] === undefined;
    const ts = await this.#search(isUnmarked);
    await this.#notes.checkOwner();
    if (ts !== undefined) {
      await api.attempt('chat.stopStream', { channel: address.channel, ts });
      await this.remove(ts);
    }
    await this.#notes.forget(STREAM);
  }

  /**
   * Some time after the answer: takes away what arrived late, and puts the answer back where a late edit has replaced it. Every message
   * of ours says which part of which turn it shows.
   *
   * @param first the answer's first message
   * @param moved what stands in those that point to it
   * @throws BotError where it should be tried again
   */
  async tidy(first: { part: string; content: SlackMessage }, moved: SlackContent | undefined): Promise<void> {
    for await (const message of this.#messages()) {
      const { turn, part } = readMark(message);
      const ts = tsAt(message, 'ts');
      if (turn !== this.#notes.turnId || part === undefined || ts === undefined) continue;
      const former = this.#notes.movedPart(ts);
      const wanted = former ?? this.#notes.partAt(ts);
      if (former !== undefined && moved) await this.#pointAgain(ts, { part, former, moved });
      else if (wanted === undefined) await this.#removeStray(ts, part);
      else if (wanted !== part && wanted === first.part) await this.#restore(ts, first);
    }
  }

  async #pointAgain(ts: string, shown: { part: string; former: string; moved: SlackContent }): Promise<void> {
    if (shown.part === shown.former) return;
    await this.#parts.api.repeatable('chat.update', this.#update(ts, shown.moved, shown.former), this.#caller);
  }

  /** A placeholder beside the answer, or a second copy of a part that stands elsewhere. */
  async #removeStray(ts: string, part: string): Promise<void> {
    if (ts === this.#parts.address.pressed || (!isProgress(part) && this.#notes.ts(part) === undefined)) return;
    if (!(await this.remove(ts))) throw new BotError('platform-failed', 'Slack: a stray message could not be removed');
  }

  async #restore(ts: string, { part, content }: { part: string; content: SlackMessage }): Promise<void> {
    const [plain = '…'] = content.plainly();
    const shown = this.#notes.isPlain(part)
      ? { text: plain, blocks: [] }
      : withThumbs(content, this.#parts.support.thumbs);
    await this.#parts.api.repeatable('chat.update', this.#update(ts, shown, part), this.#caller);
  }

  /** Was a file of this name sent since the turn began? */
  async hasFile(name: string): Promise<boolean> {
    const { botUserId } = await this.#parts.directory.self();
    const found = await this.#search(
      (message) =>
        idAt(message, 'user') === botUserId && listAt(message, 'files').some((file) => textAt(file, 'name') === name),
    );
    return found !== undefined;
  }

  async #search(isIt: (message: Payload) => boolean): Promise<string | undefined> {
    for await (const message of this.#messages()) if (isIt(message)) return tsAt(message, 'ts');
    return undefined;
  }

  /** What was said since the turn began. Where it is not allowed to look, nothing. */
  async *#messages(): AsyncGenerator<Payload, void> {
    const { channel, since } = this.#parts.address;
    const thread = this.#notes.threadOf(this.#parts.address);
    const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
    const range = { channel, oldest: since, inclusive: true, limit: PAGE, include_all_metadata: true };
    let cursor: string | undefined;
    try {
      for (let page = 0; page < PAGES; page += 1) {
        const args = { ...range, ...(thread !== undefined && { ts: thread }), ...(cursor !== undefined && { cursor }) };
        const answer = await this.#parts.api.repeatable(method, args, { signal: this.#parts.signal });
        yield* listAt(answer, 'messages');
        cursor = textAt(payloadAt(answer, 'response_metadata'), 'next_cursor');
        if (cursor === undefined) return;
      }
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      this.#parts.log.warn({ err: error }, 'a message may be posted twice: Slack does not let us look for it');
    }
  }

  #isPart(message: Payload, part: string): boolean {
    const named = readMark(message);
    return named.turn === this.#notes.turnId && named.part === part;
  }
}

/** @throws what has nothing to do with the blocks */
const isTaken = async (send: () => Promise<unknown>): Promise<boolean> => {
  try {
    await send();
    return true;
  } catch (error) {
    if (!isAboutBlocks(error)) throw error;
    return false;
  }
};
