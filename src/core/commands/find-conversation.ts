import type { History } from '../memory/history.ts';
import type { RecentConversations } from '../memory/recent-conversations.ts';
import type { SettingPlace } from '../memory/settings.ts';
import type { Place, View } from '../ports/platform.ts';
import { fits } from './choices.ts';
import type { Command } from './command.ts';
import { isOutside } from './scope.ts';

export interface ConversationSources {
  history: History;
  recent: RecentConversations;
}

/** How many conversations are offered when a command does not know which one is meant. */
const OFFERED_CONVERSATIONS = 3;

/**
 * The conversation that a command is about: its own, or the one that its `in` names. Where neither is one (a Slack slash command never
 * knows its thread), a view that offers the person's last conversations.
 */
export const findConversation = async (
  { turn, place, call, sentences }: Command,
  { history, recent }: ConversationSources,
): Promise<SettingPlace | View> => {
  const { arrival } = turn;
  const ref = call.args['in'];
  const isOne = !isOutside(arrival) || (await history.knows(arrival.conversation));
  if (ref === undefined && isOne) return arrival;
  if (ref !== undefined) {
    const conversation = await recent.find(arrival, ref);
    return conversation === undefined || !(await canRead(place, conversation))
      ? { note: sentences.conversationUnknown, private: true }
      : { ...arrival, conversation };
  }
  const known = await recent.list(arrival, OFFERED_CONVERSATIONS, (conversation) => canRead(place, conversation));
  if (known.length === 0) return { note: sentences.noConversation, private: true };
  const choices = known.map((each) => ({
    label: each.title,
    call: { ...call, args: { ...call.args, in: each.ref } },
  }));
  return { note: sentences.whichConversation, choices: choices.filter(fits), private: true };
};

/** Who was removed from a private thread has been there, but may not read what is said now, nor act on it. */
export const canRead = async (place: Place, conversation: string): Promise<boolean> =>
  (await place.sees(conversation)) !== 'nobody';

export const isView = (found: SettingPlace | View): found is View => !('conversation' in found);
