import type { Arrival } from '../../src/core/ports/arrival.ts';
import type { Platform } from '../../src/core/ports/platform.ts';
import type { RecordingInbox } from '../doubles/recording-inbox.ts';

/** Where one question ends and the next conversation begins. */
export interface PlatformTraits {
  /** Is every question outside of a thread a conversation of its own? */
  hasThreads: boolean;
}

/** A service with a bot on it and somebody who writes; a fresh one per test, which cleans up after itself. */
export interface PlatformWorld {
  /** After `start` on `inbox`. */
  platform: Platform;
  inbox: RecordingInbox;
  /** Asks the bot a question of its own, or one more below an earlier one; resolves when it has arrived. */
  ask(text: string, below?: Arrival): Promise<Arrival>;
  /** Whatever bots there are, and the bot itself, write to the bot in the conversation of a question. Resolves when it would have arrived. */
  botsWrite(text: string, below: Arrival): Promise<void>;
  /** Whatever is written now must not arrive any more. */
  askInVain(text: string): Promise<void>;
  /** What the asker reads from the bot about a question now: one text per message, oldest first, private ones last. */
  read(arrival: Arrival): string[];
  /** What everybody else in that place reads. */
  overhear(arrival: Arrival): string[];
  /** What the asker can press or choose there now, by what is written on it. */
  offers(arrival: Arrival): string[];
  /** The asker presses or chooses; resolves with what arrives. */
  take(arrival: Arrival, label: string): Promise<Arrival>;
  /** The asker presses or chooses what asks for something, and fills that in; resolves with what arrives. */
  fillIn(arrival: Arrival, label: string, text: string): Promise<Arrival>;
  /** The files that the asker was given about a question. */
  files(arrival: Arrival): { name: string; text: string }[];
  /** Whom the bot's messages about a question notify. */
  pings(arrival: Arrival): string[];
  /** What the operator reads whom the settings name, where the platform can tell one. */
  alerts(): string[];
  /** What stands beside the bot's name, where the platform has a place for it. */
  beside(): string | undefined;
  /** The person who asks, as `pings` names them. */
  personId: string;
  /** A line that would notify everybody and the asker if nobody took care. */
  loudText: string;
  /** Nobody can write any more where the question was asked or answered. */
  closePlace(arrival: Arrival): void;
  /** Another process on the same service, started, with the same inbox. */
  restart(): Promise<Platform>;
  /** Time passes, and all that is on its way arrives. */
  pass(ms: number): Promise<void>;
}

/** Where people may attach files. */
export interface FileWorld extends PlatformWorld {
  /** As `ask`. */
  askWith(text: string, files: readonly { name: string; content: string }[], below?: Arrival): Promise<Arrival>;
  /** The files of a question are deleted. */
  dropFiles(arrival: Arrival): void;
}

/** The longest time that a calm pace may delay a text, milliseconds. */
export const A_WHILE_MS = 10_000;
/** Shorter than any look at an answer that was given, milliseconds. */
export const A_MOMENT_MS = 2_000;
