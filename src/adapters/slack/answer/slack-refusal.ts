import type { Notices } from '../../../core/commands/notices.ts';
import { isBotError } from '../../../core/errors.ts';
import { isDirect } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import { SlackRefusal } from '../api/slack-failure.ts';
import { idAt, payloadAt } from '../api/slack-payload.ts';
import { drawNotice, POST_QUIETLY } from '../draw/slack-view.ts';
import type { SlackMessage } from '../draw/slack-view.ts';
import { TOLD } from './slack-memory.ts';
import type { SlackMemory } from './slack-memory.ts';
import type { SlackPlaceParts } from './slack-place-parts.ts';

/** Slack's last word on what was sent, as opposed to a token or a scope, which its operator can change. */
export const isLastWord = (error: unknown): error is SlackRefusal =>
  error instanceof SlackRefusal && error.code !== 'settings';

/** A command or a menu can be used there all the same. */
const OUTSIDE = new Set(['not_in_channel', 'channel_not_found']);

/** Nobody has to ask why: whoever did this knows. */
const isForeseen = (error: unknown): boolean =>
  isBotError(error, 'place-gone') && !(error instanceof SlackRefusal && error.reason.startsWith('restricted_action'));

/**
 * Where nothing can be said in the place, the asker is told: by the way that a command or a menu leaves for it, else in a direct message, once
 * per place and some minutes; else it is given up quietly.
 */
export const tellAsker = async (
  parts: Pick<SlackPlaceParts, 'api' | 'told' | 'log'>,
  address: SlackAddress,
  { notes, notices, why }: { notes: SlackMemory; notices: Notices; why: unknown },
): Promise<void> => {
  const { channel, user, responseUrl } = address;
  const who = `${channel}:${user}`;
  if (notes.ts(TOLD) !== undefined) return;
  const { inviteMe, cannotPostIn } = notices.slack;
  const isOutside = why instanceof SlackRefusal && OUTSIDE.has(why.reason);
  const drawn = drawNotice(isOutside ? inviteMe : cannotPostIn(`<#${channel}>`));
  try {
    if (responseUrl !== undefined) {
      const { text, blocks } = drawn;
      await notes.checkOwner();
      await parts.api.respond(responseUrl, { response_type: 'ephemeral', replace_original: false, text, blocks });
    } else if (isForeseen(why) || isDirect(channel) || parts.told.has(who)) return;
    else {
      await postDirectly(parts.api, user, { notes, drawn });
      parts.told.set(who, true);
    }
    await notes.keep(TOLD, 'private');
  } catch (error) {
    if (isBotError(error, 'turn-lost') || notes.signal.aborted) throw error;
    parts.log.warn({ err: error }, 'somebody could not be told');
  }
};

const postDirectly = async (
  api: SlackPlaceParts['api'],
  user: string,
  { notes, drawn: { text, blocks } }: { notes: SlackMemory; drawn: SlackMessage },
): Promise<void> => {
  const opened = await api.repeatable('conversations.open', { users: user }, notes);
  const channel = idAt(payloadAt(opened, 'channel'), 'id');
  await notes.checkOwner();
  await api.once('chat.postMessage', { channel, text, blocks, ...POST_QUIETLY }, notes);
};
