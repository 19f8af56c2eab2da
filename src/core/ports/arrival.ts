/** READ FIRST, then `platform.ts`, `turns.ts`, `model.ts`, `operator.ts`: what comes in, one kind of thing. Times are epoch milliseconds. */

/** A message, slash command, button press, menu choice, native Stop, edit or deletion. Made without network calls. */
export interface Arrival {
  /** Hash of the durable identity (see `arrivalId`), 24 characters; equal for redeliveries and for Slack's two copies of a mention. */
  id: string;
  platform: string;
  /** From here down to `personId` opaque to the core: equal exactly when the place or person is equal. */
  workspace: string;
  channel: string;
  /** A thread or a direct chat, known without asking the platform. In a channel outside of both it is that of the question, or the channel. */
  conversation: string;
  /** Absent in what earlier versions have stored. */
  placeKind?: PlaceKind;
  personId: string;
  /** Text without the mention ("!use poro" is parsed by the core), or a call that is already structured. */
  input: string | Call;
  /** Rebuilds the place in any process or later version; may hold a token: never logged, erased when the turn ends. */
  address: Json;
  at: number;
}

/**
 * Where something was written. A direct chat is one conversation that goes on, its threads included; a thread is one too; a question in
 * the open channel begins one, and until then there is none.
 */
export type PlaceKind = 'direct' | 'thread' | 'channel';

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
  /** May this be done, where it is no turn yet: a form to be opened, values to be suggested? Never rejects; what cannot be told is no. */
  admits(arrival: Arrival): Promise<boolean>;
  /** Autocomplete and searchable menus: at most 25, within 2 s, from the last known list, in the reader's language; never rejects. */
  suggest(call: Call, option: string, reader?: Arrival): Promise<Choice[]>;
}

/** Pressed, it arrives as its call, whenever and wherever, also after a restart. Written out, the call takes at most 90 characters. */
export interface Choice {
  label: string;
  call: Call;
  /** The argument to ask for in a form before the call arrives. */
  askFor?: string;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
