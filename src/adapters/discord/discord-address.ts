import type { Json } from '../../core/ports/arrival.ts';
import { isId } from './api/discord-id.ts';

export type ChannelKind = 'thread' | 'direct' | 'channel';

/** What the packet said about the asker, so that nothing has to be fetched for it. */
export type Asker = {
  id: string;
  name: string;
  /**
   * In the guild of the channel; a guest is there for one voice channel or has not passed the guild's screening yet. Absent where
   * the packet does not say.
   */
  standing?: 'member' | 'guest' | 'stranger';
  roles: string[];
  /** Known from interactions only. */
  managesChannel?: boolean;
};

/** Earlier versions have stored the name alone. */
export type DiscordFile = {
  name: string;
  id?: string;
  /** Ends after a day; the message has a new one then. */
  url?: string;
  /** The message that it came with. */
  foundIn?: { channelId: string; messageId: string };
  /** Who wrote that, where it is not the asker. */
  sharedBy?: string;
};

type AnyAddress = {
  conversation: string;
  channelId: string;
  guildId?: string;
  kind: ChannelKind;
  asker: Asker;
};

/** A question that is a message: the answer goes below it, or into the thread that is opened on it. */
export type MessageAddress = AnyAddress & {
  via: 'message';
  messageId: string;
  /** As the model should read it. */
  text: string;
  opensThread: boolean;
  /** The message that it replies to, unless that is the bot's own. */
  repliesTo?: string;
  files: DiscordFile[];
};

/** A slash command, press or form. The token works for 15 minutes, needs no permissions, and is a secret. */
export type InteractionAddress = AnyAddress & {
  via: 'interaction';
  interactionId: string;
  applicationId: string;
  /** When it came, epoch milliseconds. */
  at: number;
  token: string;
  /** A press answers in the pressed message; `fresh` is a message of its own, seen by the asker alone when `private`. */
  answers: 'pressed' | 'fresh' | 'private';
  /** The message that was pressed, where it is one that everybody sees. */
  pressedId?: string;
  /** May the bot itself write in this channel? False where only the asker has installed it. */
  canPost: boolean;
  /** What was asked, where the channel does not show it. */
  quote?: string;
  /** Given with a slash command, or of the message in whose menu it was chosen. Absent in what earlier versions have stored. */
  files?: DiscordFile[];
  /** Of whoever asks, as they have set it in Discord. Absent in what earlier versions have stored. */
  locale?: string;
};

export type DiscordAddress = MessageAddress | InteractionAddress;

const NOBODY: Asker = { id: '0', name: '', roles: [] };

/** What is needed to find what the bot has sent there, and nothing of the person. */
export const bareAddress = (json: Json): Json | undefined => {
  const address = readAddress(json);
  if (!address) return undefined;
  if (address.via === 'message') {
    const { repliesTo: _other, ...rest } = address;
    return { ...rest, asker: NOBODY, text: '', files: [] };
  }
  const { quote: _words, files: _named, locale: _spoken, ...rest } = address;
  return { ...rest, asker: NOBODY };
};

/** Undefined for what no version of the bot has written. */
export const readAddress = (address: Json): DiscordAddress | undefined => {
  if (address === null || typeof address !== 'object' || !('via' in address)) return undefined;
  const { via, channelId, conversation, asker } = address;
  const isWhole = isId(channelId) && typeof conversation === 'string' && asker !== null && typeof asker === 'object';
  return isWhole && (via === 'message' || via === 'interaction') ? (address as unknown as DiscordAddress) : undefined;
};
