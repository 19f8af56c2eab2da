import type { Notices } from '../../../core/commands/notices.ts';
import { isDirect } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import { SlackRefusal } from '../api/slack-failure.ts';
import { idAt, payloadAt } from '../api/slack-payload.ts';
import { drawNotice, POST_QUIETLY } from '../draw/slack-view.ts';
import { TOLD } from './slack-memory.ts';
import type { SlackMemory } from './slack-memory.ts';
import type { SlackPlaceParts } from './slack-place-parts.ts';

/** Slack's last word on what was sent, as opposed to a token or a scope, which its operator can change. */
export const isLastWord = (error: unknown): error is SlackRefusal =>
  error instanceof SlackRefusal && error.code !== 'settings';

/** The place is there, and others may write in it: whoever asks would wonder. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof SlackRefusal && error.reason.startsWith('restricted_action');

/** Where nobody can be told in the place, the asker is told in a direct message, once per place and some minutes; else it is given up quietly. */
export const tellDirectly = async (
  { api, told, log }: Pick<SlackPlaceParts, 'api' | 'told' | 'log'>,
  { channel, user }: SlackAddress,
  { notes, notices }: { notes: SlackMemory; notices: Notices },
): Promise<void> => {
  const who = `${channel}:${user}`;
  if (isDirect(channel) || told.has(who) || notes.ts(TOLD) !== undefined) return;
  try {
    const opened = await api.repeatable('conversations.open', { users: user }, notes);
    const { text, blocks } = drawNotice(notices.slack.cannotPostIn(`<#${channel}>`));
    await notes.checkOwner();
    await api.once(
      'chat.postMessage',
      { channel: idAt(payloadAt(opened, 'channel'), 'id'), text, blocks, ...POST_QUIETLY },
      notes,
    );
    told.set(who, true);
    await notes.keep(TOLD, 'private');
  } catch (error) {
    if (!isLastWord(error)) throw error;
    log.info({ err: error }, 'nobody can be told, neither in the place nor directly');
  }
};
