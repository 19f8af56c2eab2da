import type { DiscordApi } from '../api/discord-api.ts';
import { timeOfId } from '../api/discord-id.ts';
import type { DiscordMemory, Post } from './discord-memory.ts';
import type { DiscordOutbox } from './discord-outbox.ts';
import type { DiscordPlaceParts } from './discord-place-parts.ts';
import type { Drawing } from '../draw/discord-view.ts';

/** The one message of a turn that shows its progress and becomes the beginning of its answer. */
export interface ProgressMessage {
  /** Before a model is asked. @throws BotError 'place-gone' when another process answers. */
  check(): Promise<void>;
  /** Where "is typing" is to be shown; undefined where Discord shows a sign of its own. */
  typingChannel(): Promise<string | undefined>;
  /** Creates it or edits it; does nothing where it has gone. A rate limit is not waited for: the next view is better. */
  show(drawing: Drawing): Promise<void>;
  /** The same, but where it cannot be edited any more, the drawing is posted anew. */
  become(drawing: Drawing, part: string): Promise<void>;
  /** Posts one more message below. */
  below(drawing: Drawing, part: string): Promise<void>;
  /** For the asker's eyes only; several messages where the place takes them. */
  whisper(part: string, draw: Whisper): Promise<void>;
  /** Makes a message that showed progress before it one that points to a later one. @throws DiscordFailure */
  point(post: Post & { id: string }, drawing: Drawing): Promise<void>;
  /** Some time after it became the answer: makes it that again where a late edit has replaced it. @throws DiscordFailure */
  restore(drawing: Drawing): Promise<void>;
  /** The answer that begins in it, or in this message, stands whole: the conversation can go on. */
  conclude(id?: string): Promise<void>;
  /** Takes it away, unless it shows an answer or was there before. */
  withdraw(): Promise<void>;
  /** Several messages may follow each other here, seen by all. */
  readonly takesMany: boolean;
  /** It cannot be edited for much longer, which it has yet to say: `show` says that, whatever it is given. */
  readonly endsSoon: boolean;
  /** There is a message of this turn that shows, or has promised, something. */
  readonly exists: boolean;
}

/** A private answer, drawn for a place that takes one message, or for one that takes many. */
export interface Whisper {
  inOne(): Drawing;
  parts(): Drawing[];
}

export interface ProgressMessageParts extends Pick<DiscordPlaceParts, 'api' | 'clock' | 'log' | 'conversations'> {
  memory: DiscordMemory;
  outbox: DiscordOutbox;
}

/** Edits of older messages have a hidden limit of their own (a 429 with code 30046), milliseconds. */
const EDITABLE_MS = 60 * 60_000;

/** By Discord's own clock: this machine's may have been set meanwhile. */
export const isTooOld = (id: string, { time }: Pick<DiscordApi, 'time'>): boolean =>
  time.now() - timeOfId(id) > EDITABLE_MS;
