import type { SlackApi } from '../api/slack-api.ts';
import type { SlackSelf } from '../api/slack-directory.ts';
import { QUESTION, readMark } from '../api/slack-mark.ts';
import { listAt, tsAt } from '../api/slack-payload.ts';
import { commandConversation } from './slack-arrival.ts';

/**
 * The conversation that a message of ours begins, because it shows the question of a slash command. None where it shows none, or Slack does
 * not let us look; 'unknown' where Slack does not answer now.
 */
export const conversationBelow = async (
  { api, self }: { api: SlackApi; self: SlackSelf },
  { channel, root }: { channel: string; root: string },
): Promise<{ conversation?: string } | 'unknown'> => {
  const args = { channel, ts: root, limit: 1, include_all_metadata: true };
  const result = await api.attempt('conversations.replies', args);
  if (!result.ok) return result.failure.kind === 'refused' ? {} : 'unknown';
  const { turn, part } = readMark(listAt(result.answer, 'messages').find((message) => tsAt(message, 'ts') === root));
  return part === QUESTION && turn !== undefined ? { conversation: commandConversation(self, channel, turn) } : {};
};
