import { arrivalId } from '../../../core/arrival-id.ts';
import { LatestSender } from '../../../async/latest-sender.ts';
import type { Clock } from '../../../async/clock.ts';
import { BotError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { Memory, Place, Scene, View } from '../../../core/ports/platform.ts';
import { discordNotices } from '../../../core/commands/notices.ts';
import type { DiscordAddress } from '../discord-address.ts';
import type { EditBudget } from '../api/discord-edit-budget.ts';
import { asBotError, isFailure, isUnacceptable } from '../api/discord-failure.ts';
import { ProgressPost } from './discord-progress-post.ts';
import { LEAD } from './discord-memory.ts';
import type { DiscordMemory } from './discord-memory.ts';
import { ProgressResponse } from './discord-progress-response.ts';
import type { DiscordTyping } from './discord-typing.ts';
import { drawAnswer, drawInOne, drawProgress } from '../draw/discord-view.ts';
import type { Drawing, Frame } from '../draw/discord-view.ts';

/** Discord takes about five edits in five seconds per channel, milliseconds. */
const EDIT_INTERVAL_MS = 1_200;
/** Of a message that is older than an hour it takes far fewer, milliseconds. */
const OLD_EDIT_INTERVAL_MS = 60_000;
const OLD_MS = 55 * 60_000;

interface PlaceParts {
  clock: Clock;
  log: Log;
  memory: Memory;
  note: DiscordMemory;
  lead: ProgressPost | ProgressResponse;
  typing: DiscordTyping;
  budget: EditBudget;
  /** The line of calls that all places of this turn share. */
  inLine: <T>(job: () => Promise<T>) => Promise<T>;
  read: (limit: number) => Promise<Scene>;
  /** May the bot read what is not written to it? */
  messageContent: boolean;
}

/** Where one turn's answer goes. */
export class DiscordPlace implements Place {
  readonly #address: DiscordAddress;
  readonly #parts: PlaceParts;
  readonly #sender: LatestSender<View>;
  #editedAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(address: DiscordAddress, parts: PlaceParts) {
    this.#address = address;
    this.#parts = parts;
    this.#sender = new LatestSender((view) => parts.inLine(() => this.#show(view)), {
      clock: parts.clock,
      intervalMs: EDIT_INTERVAL_MS,
      allow: () => this.#mayEdit(),
      onError: (error) => this.#noteFailure(error),
    });
  }

  async read(limit: number): Promise<Scene> {
    const { lead } = this.#parts;
    try {
      if (lead instanceof ProgressResponse) await lead.check();
      return await this.#parts.read(limit);
    } catch (error) {
      throw asBotError(error, this.#parts.clock.now());
    }
  }

  progress(view: View): void {
    this.#sender.show(view);
  }

  async say(view: View): Promise<void> {
    const { inLine, typing, clock } = this.#parts;
    await Promise.all([this.#sender.finish(), typing.stop()]);
    try {
      await inLine(() => this.#sayOrExcuse(view));
    } catch (error) {
      throw asBotError(error, clock.now());
    }
  }

  async leave(last?: View): Promise<void> {
    const { inLine, typing, lead, log } = this.#parts;
    await Promise.all([this.#sender.finish(), typing.stop()]);
    try {
      await inLine(async () => {
        if (last && lead.exists) await this.#show({ choices: [], ...last });
      });
    } catch (error) {
      log.debug({ err: error }, 'the last words of a run could not be shown');
    }
  }

  async #show(view: View): Promise<void> {
    const { memory, lead, typing, clock } = this.#parts;
    if (memory.signal.aborted) return;
    if (lead instanceof ProgressPost) typing.start(await lead.channel());
    await lead.show(drawProgress(view, this.#frame()));
    this.#editedAt = clock.now();
  }

  /** What Discord does not take today it does not take tomorrow: a sentence says so, instead of a question that hangs for ever. */
  async #sayOrExcuse(view: View): Promise<void> {
    try {
      await this.#say(view);
    } catch (error) {
      if (!isUnacceptable(error)) throw error;
      this.#parts.log.error({ err: error }, 'Discord does not take an answer');
      const { lead } = this.#parts;
      const excuse = drawProgress({ note: discordNotices.notTaken, choices: [] }, this.#frame());
      await lead.become(excuse, arrivalId(JSON.stringify(view), 'excuse'));
    }
  }

  async #say(view: View): Promise<void> {
    const { lead, note } = this.#parts;
    const frame = this.#frame();
    const key = arrivalId(JSON.stringify(view));
    if (view.private && !this.#isAlone) {
      await lead.whisper(key, { inOne: () => drawInOne(view, frame), parts: () => drawAnswer(view, frame) });
      return;
    }
    const [first, ...rest] = lead.takesMany ? drawAnswer(view, frame) : [drawInOne(view, frame)];
    if (!first) return;
    await this.#sayFirst(first, key, view.notify === true);
    for (const [index, drawing] of rest.entries()) await lead.below(drawing, `${key}-${index + 1}`);
    if (lead instanceof ProgressResponse && note.value.leadIs === key) await lead.openThread();
  }

  /** In the lead, unless that holds another answer already, or everybody concerned should notice it. */
  async #sayFirst(drawing: Drawing, key: string, asNew: boolean): Promise<void> {
    const { lead, note } = this.#parts;
    const holder = note.value.leadIs;
    if (asNew || (holder !== undefined && holder !== key)) {
      await lead.below(drawing, `${key}-0`);
      return;
    }
    if (note.value.leadDone) return;
    if (holder === undefined) await note.change({ leadIs: key });
    await lead.become(drawing, `${key}-0`);
    await note.change({ leadDone: true });
  }

  /** In a direct message everything is for the asker's eyes only. */
  get #isAlone(): boolean {
    return this.#address.kind === 'direct' && this.#address.via === 'message';
  }

  #frame(): Frame {
    const { note, messageContent } = this.#parts;
    const { asker, via } = this.#address;
    const quote = via === 'interaction' ? this.#address.quote : undefined;
    const isNewThread = via === 'message' && note.value.opened === true;
    return {
      personId: asker.id,
      ...(quote === undefined ? {} : { quote }),
      ...(isNewThread && !messageContent ? { hint: discordNotices.goOnByMention } : {}),
    };
  }

  async #mayEdit(): Promise<boolean> {
    const { clock, budget, memory, note } = this.#parts;
    const now = clock.now();
    if (memory.signal.aborted || now < this.#pausedUntil) return false;
    const isOld = now - (note.value.posts[LEAD]?.at ?? now) > OLD_MS;
    if (isOld && now - this.#editedAt < OLD_EDIT_INTERVAL_MS) return false;
    return budget.take();
  }

  #noteFailure(error: unknown): void {
    const { clock, log } = this.#parts;
    const after = asBotError(error, clock.now());
    // What the place cannot take, it will not take a second later either; the answer finds out for good.
    const forGood = after instanceof BotError && (after.code === 'place-gone' || after.code === 'turn-lost');
    const waitMs = isFailure(error) ? (error.retryAfterMs ?? 0) : 0;
    this.#pausedUntil = forGood ? Number.POSITIVE_INFINITY : clock.now() + waitMs;
    log.debug({ err: error }, 'progress could not be shown');
  }
}
