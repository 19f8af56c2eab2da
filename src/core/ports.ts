/**
 * READ FIRST: all that the core asks of the outside. Storage is Keyv itself (see `OpenStore`).
 *
 * Values are read-only and plain JSON unless said otherwise; times are epoch milliseconds; "durable" survives kill -9.
 */
import type { Keyv } from 'keyv';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

// ---- what comes in: one kind of thing ----

/** A message, slash command, button press, menu choice, native Stop, edit or deletion. Made without network calls. */
export interface Arrival {
  /** Hash of the durable identity (see `arrivalId`), 24 characters; equal for redeliveries and for Slack's two copies of a mention. */
  id: string;
  platform: string;
  /** From here down to `personId` opaque to the core: equal exactly when the place or person is equal. */
  workspace: string;
  channel: string;
  /** A thread or a DM, known without asking the platform; equals `channel` outside of both. */
  conversation: string;
  personId: string;
  /** Text without the mention ("!use poro" is parsed by the core), or a call that is already structured. */
  input: string | Call;
  /** Rebuilds the place in any process or later version; may hold a token: never logged, erased when the turn ends. */
  address: Json;
  at: number;
}

/** A row of the command table with its arguments. `ask` is the question; a button's press is a call like any other. */
export interface Call {
  command: string;
  args: Readonly<Record<string, string>>;
}

/** The core, as platforms see it. */
export interface Inbox {
  /**
   * Resolves when durable, or a duplicate. What would be redelivered is acknowledged after this; what would not be, before it.
   * Rejects with a BotError if it was not accepted.
   */
  receive(arrival: Arrival): Promise<void>;
  /** May a message without a mention be a question here? True where the bot was asked before. Rejects while the store is dead. */
  follows(conversation: string): Promise<boolean>;
  /** Autocomplete and searchable menus: at most 25, within 2 s, from the last known list; never rejects. */
  suggest(call: Call, option: string, personId: string): Promise<Choice[]>;
}

// ---- where it goes ----

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
  /** Rebuilds the place of a turn, in any process; sends nothing. The places of one turn in one process share one line of calls. */
  at(address: Json, memory: Memory): Place;
  health(): PlatformHealth;
}
export interface PlatformHealth {
  ok: boolean;
  note: string;
  lastEventAt?: number;
}

/** What a place remembers of one turn: the intent is saved before each send, the message id after it. */
export interface Memory {
  /** Travels as message metadata or nonce, so that a lost message id can be found again. */
  readonly turnId: string;
  readonly value: Json;
  /** Durable when resolved. Rejects 'turn-lost' once another process has the turn: the fence for a process that was frozen. */
  save(value: Json): Promise<void>;
  /** Once aborted (the run is over or steered, or its turn lost), or once `save` rejected: begin no send and no edit. */
  readonly signal: AbortSignal;
}

/** One turn's place, bound: the core cannot post anywhere else. */
export interface Place {
  /** Whatever needs network calls to know. `earlier` is oldest first, at most `limit`; 'forbidden' when the platform refuses. */
  read(limit: number): Promise<Scene>;
  /** Shows the newest view at the platform's calm pace and keeps signs of life fresh. Returns at once, never throws; one edit in flight. */
  progress(view: View): void;
  /**
   * The turn's one answer, any length, whole and in order; replaces the progress (or pressed) message unless `notify` or `private`.
   * The same view again posts only what is missing; another view (stopped while posting) goes below. No progress lands after it.
   * Rejects 'place-gone' (no use trying again), 'platform-failed' (try later) or 'turn-lost'.
   */
  say(view: View): Promise<void>;
  /**
   * This run says nothing more (steered, or handed on to the next process): no progress begins afterwards, and what was in flight is over
   * when it resolves. `last` replaces the progress message's view, where there is one. Never throws.
   */
  leave(last?: View): Promise<void>;
}
export interface Scene {
  person: Person;
  /** The arrival's text as the model should read it: names for ids, forwarded text included. */
  text: string;
  /** Where it was asked, for the system prompt: "#general", "a direct message". */
  where: string;
  /** Between one person and the bot: names need not be told apart. */
  direct: boolean;
  files: Attachment[];
  earlier: Said[] | 'forbidden';
}
export interface Person {
  name: string;
  /** A full member of the workspace or guild that the bot is installed in, a guest of it, or somebody from outside. */
  standing: 'member' | 'guest' | 'stranger';
  /** BCP 47, such as "fi-FI". */
  locale?: string;
  /** Opaque ids of roles or user groups. */
  groups: string[];
  managesChannel: boolean;
}
export interface Said {
  who: string;
  byBot: boolean;
  text: string;
  at: number;
}
export interface Attachment {
  name: string;
  type: string;
  bytes: number;
  load(): Promise<Uint8Array>;
}

/** What is shown. Sentences are the core's, looks are the adapter's. */
export interface View {
  /** Markdown from a model or a command; a draft only grows at its end. */
  text?: string;
  /** One muted line: phase, estimate, footer. */
  note?: string;
  bar?: { done: number; of: number };
  /** Buttons, or a menu when there are more than five. */
  choices?: Choice[];
  files?: { name: string; text: string }[];
  /** A new message that mentions the asker. */
  notify?: boolean;
  /** For the asker's eyes only, where the platform can. */
  private?: boolean;
}
/** Pressed, it arrives as its call, whenever and wherever, also after a restart. Written out, the call takes at most 90 characters. */
export interface Choice {
  label: string;
  call: Call;
  /** The argument to ask for in a form before the call arrives. */
  askFor?: string;
}

// ---- what must happen ----

/** What a person wants of a running turn. Stored, then the run is aborted and begins again from the top. */
export type Wish = { to: 'stop' | 'park' | 'delete' } | { to: 'switch'; model: string };
/** A parked question waits outside of the line, without a sign of life, and is answered in a new message that mentions the asker. */
export type TurnKind = 'question' | 'command' | 'parked';
export interface OpenTurn {
  id: string;
  kind: TurnKind;
  personId: string;
  at: number;
}

export interface TurnQueue {
  /** Durable when resolved; ids are remembered for 48 hours. */
  accept(turn: { id: string; kind: TurnKind; arrival: Arrival }): Promise<'new' | 'duplicate'>;
  /**
   * A turn belongs to the process that accepted it until it ends. `handler` runs at once, and again from the top after a wish, after a throw
   * (later and later), or after the owner's death (elsewhere, within 10 s). Returning closes the turn.
   */
  work(handler: (turn: Turn) => Promise<void>): void;
  /** Durable; reaches the turn wherever it runs, within a second. */
  steer(turnId: string, wish: Wish): Promise<'told' | 'over'>;
  /** Oldest first. */
  open(conversation: string): Promise<OpenTurn[]>;
  /** One person's open turns in all conversations of a channel, oldest first. */
  openOf(whose: { platform: string; channel: string; personId: string }): Promise<OpenTurn[]>;
  /** Was any turn accepted here within the time that ids are remembered? */
  seen(conversation: string): Promise<boolean>;
  /** After the grace aborts what is left with a `BotError('shutting-down')` and frees it for the next process. */
  stop(graceMs: number): Promise<void>;
}

/** One run of a turn. The handler may die at any line: all that the next run needs is `wish`, `kept` and `memory`. */
export interface Turn extends OpenTurn {
  arrival: Arrival;
  /** Runs that ended without returning; too many end in an honest sentence. */
  deaths: number;
  wish?: Wish;
  kept: Kept;
  memory: Memory;
  signal: AbortSignal;
  /** Resolves when earlier questions of this conversation are over; rejects when aborted. */
  inLine(onWait: (ahead: number) => void): Promise<void>;
  /** Merges; durable when resolved; allowed after an abort; rejects like Memory.save. */
  keep(part: Kept): Promise<void>;
}
export interface Kept {
  /** What the model had written when the run was stopped. */
  partial?: Exchange;
  /** With an answer kept, the model is never asked again. */
  answer?: View;
  /** The kept answer is already one to the wish to stop. */
  stopped?: boolean;
  /** What goes into the history; absent for answers that are not the model's. */
  said?: Exchange;
}
/** A question as the model read it, by whom, and what the model wrote. */
export interface Exchange {
  question: string;
  who: string;
  text: string;
  model: string;
  /** The answer says that older turns were left out. */
  trimTold?: boolean;
  /** The answer carries the operator's notice, as the first one of its channel does. */
  noticed?: boolean;
  usage?: AnswerUsage;
}
/** What one answer took. */
export interface AnswerUsage {
  tokensIn: number;
  tokensOut: number;
  /** The server reported no numbers: ours are estimates. */
  estimated: boolean;
  /** From acceptance to the first token, and from there to the end, milliseconds. */
  waitMs: number;
  writeMs: number;
}

/** One Keyv per namespace; failures reject (never a missing key for a dead store). */
export type OpenStore = (namespace: string) => Keyv;

// ---- who answers ----

export interface ModelGateway {
  /** The last known list and its age, refreshed behind it. Rejects only if there never was one. */
  models(): Promise<Catalogue>;
  /** Maintenance, as Aitta tells it; `ok` also when nobody can tell. Never rejects. */
  service(): Promise<ServiceHealth>;
  /** How many tokens a text is for this model: an estimate, corrected by what its server has reported. */
  estimateTokens(model: string, text: string): number;
  /** Budget, fairness, wake-up, retries and clocks are inside. Exactly one `end`, last, or a BotError; `signal.reason` once aborted. */
  generate(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}
export interface ServiceHealth {
  ok: boolean;
  /** When the maintenance ends, epoch milliseconds, where known. */
  until?: number;
}
export interface Catalogue {
  models: Model[];
  at: number;
}
export interface Model {
  id: string;
  state: 'running' | 'starting' | 'requested' | 'offline' | 'unknown';
  chat: boolean;
  vision?: boolean;
  contextTokens?: number;
}
export interface Message {
  role: 'system' | 'user' | 'assistant';
  text: string;
  images?: Uint8Array[];
}
export interface ModelRequest {
  model: string;
  personId: string;
  messages: Message[];
}
export type Phase = 'queued' | 'budget' | 'downtime' | 'waking' | 'requested' | 'starting' | 'running' | 'unknown';
export type ModelEvent =
  | { type: 'phase'; name: Phase; ahead?: number; until?: number; done?: number; of?: number }
  | { type: 'text' | 'reasoning'; text: string }
  | { type: 'end'; reason: 'stop' | 'length' | 'cut'; tokensIn?: number; tokensOut?: number };

// ---- for the operator ----

/** The four levels that the house uses of pino; fields first, then the sentence. Message texts and secrets are never fields. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

/** What is counted and timed. Labels are bounded: never an id, a name or a text. */
export interface Meter {
  count(name: CounterName, labels?: Readonly<Record<string, string>>): void;
  observe(name: TimerName, seconds: number, labels?: Readonly<Record<string, string>>): void;
}
export type CounterName =
  /** Arrivals by platform and result: new, duplicate, refused. */
  | 'arrivals'
  /** Turns that were answered, by platform and result: answered, stopped, parked, or the code of a BotError. */
  | 'answers'
  /** Rate limits met, by service: aitta, slack, discord. */
  | 'rate_limits'
  /** Uses that were denied, by platform and reason. */
  | 'denials';
export type TimerName =
  /** From reception of an event to its acknowledgement, by platform. */
  | 'acknowledgement'
  /** From acceptance to the first sign of life, the first token, the answer said. */
  | 'first_sign'
  | 'first_token'
  | 'answer';
