import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import type { EditBudget } from '../../../async/edit-budget.ts';
import type { KeyedLine } from '../../../async/keyed-line.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { Acknowledgement } from '../api/discord-acknowledgements.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import type { DiscordDirectory } from '../api/discord-directory.ts';
import type { DiscordLookAgain } from './discord-look-again.ts';

/** Which messages belong to which conversation, and to the answer to which press. */
export interface ConversationLinks {
  /** From now on replies to this message, and the thread on it, go on with this conversation. */
  link(messageId: string, conversation: string): Promise<void>;
  /** Did a conversation begin in the open channel? */
  isLinked(conversation: string): Promise<boolean>;
  /** From now on the message shows the answer to a press. Durable when resolved. @param turnId of that answer */
  takeOver(messageId: string, turnId: string): Promise<void>;
  takenOverBy(messageId: string): Promise<string | undefined>;
}

/** What all places of one bot share. */
export interface DiscordPlaceParts {
  api: DiscordApi;
  directory: DiscordDirectory;
  /** How an interaction was acknowledged; undefined where another process did it, or this one before a restart. */
  acknowledged: (interactionId: string) => Promise<Acknowledgement> | undefined;
  conversations: ConversationLinks;
  /** By turn: the runs of a turn in this process send one after the other. */
  lines: KeyedLine;
  budget: EditBudget;
  lookAgain: DiscordLookAgain;
  /** Who was told lately that the bot may not write in a channel. */
  told: BoundedMap<string, true>;
  settings: {
    /** May the bot read what is not written to it? */
    messageContent: boolean;
    /** The most messages of one answer. */
    answerMessages: number;
    /** Where files may come from. */
    fileOrigins: readonly string[];
  };
  /** What the access rules name. */
  ruled: { groups: boolean; workspaces: boolean };
  clock: Clock;
  log: Log;
}

/** That the bot may not write somewhere is told once per person and this time, milliseconds. */
const TOLD_MS = 10 * 60_000;
const MAX_TOLD = 1_000;

export const rememberTold = (clock: Clock): BoundedMap<string, true> =>
  new BoundedMap({ max: MAX_TOLD, lifetime: { clock, ms: TOLD_MS } });
