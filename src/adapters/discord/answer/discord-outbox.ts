import type { APIMessage } from 'discord.js';
import { arrivalId } from '../../../core/arrival-id.ts';
import type { Clock } from '../../../async/clock.ts';
import { BotError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import { failedWith, isFailure, isRefusal } from '../api/discord-failure.ts';
import type { DiscordMemory } from './discord-memory.ts';
import type { Drawing } from '../draw/discord-view.ts';

/** A rate limit that is longer is handed to the core, which tries again later, milliseconds. */
const PATIENCE_MS = 60_000;
const CUTS_FORGIVEN = 2;
const LOOK_BACK_PAGES = 3;
const PAGE = 100;

interface OutboxParts {
  api: DiscordApi;
  clock: Clock;
  log: Log;
  memory: DiscordMemory;
}

/**
 * Posts each message of a turn once. The nonce makes Discord drop a repeated request for some minutes; later, a message whose id was lost
 * is looked for among what was posted since, by its nonce and by nothing else: "On it …" is everybody's text.
 */
export class DiscordOutbox {
  readonly #parts: OutboxParts;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /**
   * @param after a message that was there before: where the search for a lost one begins.
   * @param repliesTo in the same channel.
   * @returns the message's id.
   */
  async post(
    part: string,
    to: { channel: string; after: string; repliesTo?: string },
    { body, files }: Drawing,
  ): Promise<string> {
    const { api, clock, memory } = this.#parts;
    const known = memory.value.posts[part];
    if (known?.id !== undefined) return known.id;
    if (known) {
      const lost = await this.#findLost(part, known);
      if (lost !== undefined) {
        await memory.changePost(part, { ...known, id: lost });
        return lost;
      }
    }
    const intent = { channel: to.channel, at: clock.now(), after: to.after };
    await memory.changePost(part, intent);
    const nonced = { ...body, nonce: this.#nonce(part), enforce_nonce: true };
    const { repliesTo } = to;
    const reference = repliesTo === undefined ? undefined : { message_id: repliesTo, fail_if_not_exists: false };
    const { id } = await this.#repeat(async () => {
      try {
        return await api.postMessage(
          to.channel,
          reference ? { ...nonced, message_reference: reference } : nonced,
          files,
        );
      } catch (error) {
        if (!reference || !failedWith(error, 'replyNeedsHistory')) throw error;
        return api.postMessage(to.channel, nonced, files);
      }
    });
    await memory.changePost(part, { ...intent, id });
    return id;
  }

  /**
   * For requests that may be repeated: waits out short rate limits, and tries again at once when the line was cut (discord.js repeats
   * after a reset, but not when the other side closed). Begins nothing once the run is over or its turn lost.
   */
  async patiently<T>(request: () => Promise<T>): Promise<T> {
    await this.#parts.memory.checkOwner();
    return this.#repeat(request);
  }

  /** The same, for what was remembered just now, which is a check as well. */
  async #repeat<T>(request: () => Promise<T>): Promise<T> {
    const { clock, memory } = this.#parts;
    const until = clock.monotonic() + PATIENCE_MS;
    for (let cuts = 0; ;) {
      if (memory.signal.aborted) throw new BotError('turn-lost', 'this run is over');
      try {
        return await request();
      } catch (error) {
        if (wasCut(error) && ++cuts <= CUTS_FORGIVEN) continue;
        const waitMs = isFailure(error) ? error.retryAfterMs : undefined;
        if (waitMs === undefined || clock.monotonic() + waitMs > until) throw error;
        await clock.sleep(waitMs, memory.signal);
        await memory.checkOwner();
      }
    }
  }

  /** The channel of direct messages with somebody; opening it sends nothing. */
  async directChannel(personId: string): Promise<string> {
    const { api, memory } = this.#parts;
    const known = memory.value.direct;
    if (known !== undefined) return known;
    const direct = await this.patiently(() => api.directChannel(personId));
    await memory.change({ direct });
    return direct;
  }

  /** Takes a progress message away that the answer does not stand in; tried once, and looked at again. */
  async remove(channel: string, id: string): Promise<void> {
    const { log, memory } = this.#parts;
    try {
      await this.removeForGood(channel, id);
    } catch (error) {
      memory.noteUnseen();
      log.debug({ err: error }, 'an outdated progress message could not be deleted');
    }
  }

  /** @throws DiscordFailure where another try is worth while. */
  async removeForGood(channel: string, id: string): Promise<void> {
    try {
      await this.#parts.api.deleteMessage(channel, id);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  #nonce(part: string): string {
    return arrivalId(this.#parts.memory.turnId, part);
  }

  async #findLost(part: string, lost: { channel: string; after: string }): Promise<string | undefined> {
    const { memory } = this.#parts;
    const others = new Set(Object.values(memory.value.posts).map((post) => post.id));
    const isLost = (message: APIMessage): boolean =>
      message.author.bot === true && !others.has(message.id) && message.nonce === this.#nonce(part);
    for await (const message of this.#since(lost.channel, lost.after)) if (isLost(message)) return message.id;
    return undefined;
  }

  /** What was posted in a channel after a message, oldest first. */
  async *#since(channel: string, message: string): AsyncGenerator<APIMessage, void> {
    let after = message;
    for (let page = 0; page < LOOK_BACK_PAGES; page++) {
      const messages = await this.patiently(() => this.#parts.api.messages(channel, { after, limit: PAGE }));
      yield* messages.toReversed();
      const [newest] = messages;
      if (!newest || messages.length < PAGE) return;
      after = newest.id;
    }
  }
}

const wasCut = (error: unknown): boolean => isFailure(error) && error.maybeSent && error.status === undefined;
