/** READ FIRST: where an answer goes. Values are read-only and plain JSON unless said otherwise; times are epoch milliseconds. */
import type { Choice, Inbox, Json } from './arrival.ts';
import type { Bulletin } from './bulletin.ts';
import type { Attachment, Fetched } from './files.ts';
import type { Memory } from './memory.ts';
import type { Person, Sight } from './person.ts';
import type { Language } from '../sentences/language.ts';

export interface Platform {
  readonly name: string;
  /**
   * Resolves once arrivals can come; reconnects by itself afterwards. Drops itself, other bots, and what is not for the bot.
   * Rejects with a BotError 'settings' (cannot heal) or 'platform-failed' (worth another try).
   */
  start(inbox: Inbox): Promise<void>;
  /** No `receive` begins afterwards; places still work until `close`. */
  stop(): Promise<void>;
  /** Ends what is left of connections. The last call. */
  close(): Promise<void>;
  /** The language that the asker chose on the platform, or the place has: BCP 47, at most an hour old. Undefined where nobody chose. May reject. */
  locale(address: Json): Promise<string | undefined>;
  /** Rebuilds the place of a turn, in any process; sends nothing. The places of one turn share one line of calls. @param language for its own words */
  at(address: Json, memory: Memory, language?: Language): Place;
  health(): PlatformHealth;
  readonly bulletin?: Bulletin;
}
export interface PlatformHealth {
  ok: boolean;
  /** For the operator, such as "connected". */
  note: string;
  lastEventAt?: number;
  /** How many workspaces or guilds have the bot. */
  workspaces?: number;
}

/** One turn's place, bound: the core cannot post anywhere else. */
export interface Place {
  /**
   * Whatever needs network calls to know. `earlier` is oldest first, at most `limit`; 'forbidden' when the platform refuses. Rights are at most
   * a minute old; rejects 'platform-failed' where the platform cannot tell now.
   */
  read(limit: number): Promise<Scene>;
  /** Gets a file of the scene, from the platform's own hosts alone. Rejects only with the signal's reason. */
  fetch(file: Attachment, maxBytes: number, signal: AbortSignal): Promise<Fetched>;
  /**
   * Before a model is asked, for whom it may be asked: can an answer be said here? Waits some seconds for the first sign of life, where there is
   * one. Rejects 'place-gone', after the asker was told elsewhere where the platform can. The signal aborts with the same when a view is refused
   * because nobody can be reached here any more: what is done for the turn can end.
   */
  checkReach(): Promise<AbortSignal>;
  /** Who may read a conversation of this platform that was named from here, at most a minute ago. Rejects 'platform-failed' where it cannot tell now. */
  sees(conversation: string): Promise<Sight>;
  /**
   * Shows the newest view, as often as the platform bears it, and keeps signs of life fresh; in a new message when a `notify` of a later round
   * comes. Returns at once, never throws; one edit in flight.
   */
  progress(view: View): void;
  /** Resolves once something of the turn stands in the place, by `progress` or by `say`, or was refused there. Never rejects. */
  shown(): Promise<void>;
  /**
   * The turn's one answer, any length, whole and in order; replaces the progress (or pressed) message unless `notify` or `private`.
   * The same view again posts only what is missing; another view (stopped while posting) goes below. No progress lands after it.
   * Rejects 'place-gone' (no use trying again), 'platform-failed' (try later) or 'turn-lost'.
   */
  say(view: View): Promise<void>;
  /**
   * This run says nothing more (steered, or handed on to the next process): no progress begins afterwards, and what was in flight is over
   * when it resolves. `last` replaces the progress message's view, where there is one; without a trace, what only announced an answer is taken
   * away. Never throws.
   */
  leave(last?: View | 'no-trace'): Promise<void>;
}
export interface Scene {
  person: Person;
  /** The arrival's text as the model should read it: names for ids, forwarded text included. */
  text: string;
  /** Where it was asked, for the system prompt: "#general", "a direct message". */
  where: string;
  /** Between one person and the bot: names need not be told apart. */
  direct: boolean;
  /** What came with the question, or with the message that it replies to. */
  files: Attachment[];
  earlier: EarlierMessage[] | 'forbidden';
}
export interface EarlierMessage {
  who: string;
  byBot: boolean;
  text: string;
  files?: Attachment[];
}

/** What is shown. Sentences are the core's, looks are the adapter's. */
export interface View {
  /** Markdown from a model or a command; a draft only grows at its end. */
  text?: string;
  /** One muted line: phase, estimate, footer. */
  note?: string;
  /** Buttons, or a menu when there are more than five. */
  choices?: Choice[];
  files?: TextFile[];
  /** What the model thought before its answer, to be shown apart from it. */
  thinking?: string;
  /** A new message that mentions the asker. */
  notify?: Notice;
  /** For the asker's eyes only, where the platform can. */
  private?: boolean;
  /** Nothing is new but times and numbers, or a draft has grown: others' news goes before it. */
  goesOn?: true;
}
/** The message that showed the turn so far stays where it is, as a line that points to the new one. */
export interface Notice {
  /** Grows with each new message of one wait: the same number again is the same message. */
  round: number;
  /** What the message of before says from now on; it is taken away where this is missing. */
  moved?: string;
}
export interface TextFile {
  name: string;
  text: string;
}
