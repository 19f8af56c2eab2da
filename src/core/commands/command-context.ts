import type { Clock } from '../../async/clock.ts';
import type { History } from '../memory/history.ts';
import type { Call } from '../ports/arrival.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { Place, View } from '../ports/platform.ts';
import type { Turn, TurnQueue } from '../ports/turns.ts';
import type { RecentConversations } from '../memory/recent-conversations.ts';
import { english } from '../sentences/english.ts';
import type { SettingPlace, Settings } from '../memory/settings.ts';
import type { Limits } from '../turn/limits.ts';
import type { People } from '../memory/people.ts';
import type { Usage } from '../memory/usage.ts';
import { fits } from './choices.ts';

export interface CommandParts {
  turns: TurnQueue;
  history: History;
  settings: Settings;
  recent: RecentConversations;
  usage: Usage;
  limits: Limits;
  people: People;
  /** Makes sure that what was deleted is not on the disk any more. */
  compact: () => Promise<void>;
  gateway: ModelGateway;
  clock: Clock;
  operatorModel: string | undefined;
  /** Ids of people who may set things for a channel, besides those whom the platform names. */
  managers: readonly string[];
  systemPrompt: string | undefined;
  /** The window where neither Aitta nor the model says one, tokens. */
  contextTokens: number | undefined;
}

export interface CommandContext {
  turn: Turn;
  call: Call;
  place: Place;
  parts: CommandParts;
}

/** How many conversations are offered when a command does not know which one is meant. */
const OFFERED_CONVERSATIONS = 3;

/**
 * The conversation that a command is about: its own, or the one that its `in` names. Where neither is one (a Slack slash command never
 * knows its thread), a view that offers the person's last conversations.
 */
export const findConversation = async ({ turn, call, parts }: CommandContext): Promise<SettingPlace | View> => {
  const { arrival } = turn;
  const ref = call.args['in'];
  const isOne = arrival.conversation !== arrival.channel || (await parts.history.knows(arrival.conversation));
  if (ref === undefined && isOne) return arrival;
  const recent = await parts.recent.list(arrival);
  if (ref !== undefined) {
    const found = recent.find((each) => each.ref === ref);
    return found
      ? { ...arrival, conversation: found.conversation }
      : { note: english.conversationUnknown, private: true };
  }
  if (recent.length === 0) return { note: english.noConversation, private: true };
  const choices = recent
    .slice(0, OFFERED_CONVERSATIONS)
    .map((each) => ({ label: each.title, call: { ...call, args: { ...call.args, in: each.ref } } }));
  return { note: english.whichConversation, choices: choices.filter(fits), private: true };
};

/** May this person set things for everybody in the channel? */
export const managesChannel = async ({ turn, place, parts }: CommandContext): Promise<boolean> =>
  parts.managers.includes(turn.personId) || (await place.read(0)).person.managesChannel;

export const isView = (found: SettingPlace | View): found is View => !('conversation' in found);
