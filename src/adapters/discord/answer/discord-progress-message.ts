import type { Drawing } from '../draw/discord-view.ts';

/** The one message of a turn that shows its progress and becomes the beginning of its answer. */
export interface ProgressMessage {
  /** Creates it or edits it; does nothing where it has gone. A rate limit is not waited for: the next view is better. */
  show(drawing: Drawing): Promise<void>;
  /** The same, but where it cannot be edited any more, the drawing is posted anew. */
  become(drawing: Drawing, slot: string): Promise<void>;
  /** Posts one more message below. */
  below(drawing: Drawing, slot: string): Promise<void>;
  /** For the asker's eyes only; several messages where the place takes them. */
  whisper(slot: string, draw: Whisper): Promise<void>;
  /** Several messages may follow each other here, seen by all. */
  readonly takesMany: boolean;
  /** There is a message of this turn that shows, or has promised, something. */
  readonly exists: boolean;
}

/** A private answer, drawn for a place that takes one message, or for one that takes many. */
export interface Whisper {
  inOne(): Drawing;
  parts(): Drawing[];
}

/** Edits of older messages have a hidden limit of their own (a 429 with code 30046), milliseconds. */
export const EDITABLE_MS = 60 * 60_000;
