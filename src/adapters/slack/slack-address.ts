import { asPayload, idAt, listAt, payloadAt, textAt, tsAt } from './api/slack-payload.ts';
import type { Payload } from './api/slack-payload.ts';

/** All that a place is rebuilt from, in any process. A type and no interface, because that is JSON to TypeScript. */
export type SlackAddress = {
  /** The workspace, or the organisation, that has installed the bot; absent where it is in one only, whose token the settings name. */
  workspace?: string;
  /** In an organisation: the workspace where it was asked. */
  team?: string;
  channel: string;
  /** The root of the thread that is answered in; without it, straight into the channel. */
  thread?: string;
  user: string;
  /** Nothing of the turn's answer is older than this message or moment. */
  since: string;
  /** What was written, with Slack's markup. */
  text?: string;
  files?: SlackFile[];
  /** By a slash command, which leaves no message: the question is posted before its answer, and its thread becomes this conversation. */
  asked?: { by: string; conversation: string };
  /** The message whose button was pressed. */
  pressed?: string;
  /** Takes five answers in half an hour, also where the bot is no member; the only way to change an ephemeral message. */
  responseUrl?: string;
  /** The pressed message is for one person's eyes and can only be changed through `responseUrl`. */
  ephemeral?: boolean;
  /** The app's home tab, beside which `channel` is the direct chat. */
  home?: boolean;
};

export type SlackFile = {
  id: string;
  /** Missing for files of Slack Connect, which have to be looked up. */
  name?: string;
};

/** Ids of people and channels only mean something together with their workspace, where there are several. */
export const inWorkspace = (workspace: string | undefined, id: string): string =>
  workspace === undefined ? id : `${workspace}:${id}`;

export const isDirect = (channel: string): boolean => channel.startsWith('D');

/**
 * The thread for a message that only one person sees, which Slack shows in a thread only when that has replies already; else it goes
 * straight into the channel.
 */
export const threadWithReplies = ({ thread, since, pressed }: SlackAddress): string | undefined =>
  thread === since || thread === pressed ? undefined : thread;

/** Undefined for what no version of the bot has written. */
export const readAddress = (json: unknown): SlackAddress | undefined => {
  const payload = asPayload(json);
  const [channel, user, since] = [idAt(payload, 'channel'), idAt(payload, 'user'), tsAt(payload, 'since')];
  if (channel === undefined || user === undefined || since === undefined) return undefined;
  const [thread, text, pressed] = [tsAt(payload, 'thread'), textAt(payload, 'text'), tsAt(payload, 'pressed')];
  const [workspace, team] = [idAt(payload, 'workspace'), idAt(payload, 'team')];
  const responseUrl = textAt(payload, 'responseUrl');
  const asked = readAsked(payloadAt(payload, 'asked'));
  const files = listAt(payload, 'files').flatMap((file) => readStoredFile(file) ?? []);
  return {
    ...(workspace !== undefined && { workspace }),
    ...(team !== undefined && { team }),
    channel,
    user,
    since,
    ...(thread !== undefined && { thread }),
    ...(text !== undefined && { text }),
    ...(files.length > 0 && { files }),
    ...(asked && { asked }),
    ...(pressed !== undefined && { pressed }),
    ...(responseUrl !== undefined && { responseUrl }),
    ...(payload?.['ephemeral'] === true && { ephemeral: true }),
    ...(payload?.['home'] === true && { home: true }),
  };
};

/** Whoever it was. */
const NOBODY = 'U0';

/** What is needed to find what the bot has sent there, and nothing of the person. */
export const bareAddress = (json: unknown): SlackAddress | undefined => {
  const address = readAddress(json);
  if (!address) return undefined;
  const { text: _words, files: _named, responseUrl: _secret, asked, ...rest } = address;
  return { ...rest, user: NOBODY, ...(asked && { asked: { ...asked, by: '' } }) };
};

const readAsked = (asked: Payload | undefined): SlackAddress['asked'] => {
  const [by, conversation] = [textAt(asked, 'by'), textAt(asked, 'conversation')];
  return by === undefined || conversation === undefined ? undefined : { by, conversation };
};

const readStoredFile = (file: Payload): SlackFile | undefined => {
  const [id, name] = [idAt(file, 'id'), textAt(file, 'name')];
  return id === undefined ? undefined : { id, ...(name !== undefined && { name }) };
};
