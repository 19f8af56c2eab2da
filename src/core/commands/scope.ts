import type { RecentConversations } from '../memory/recent-conversations.ts';
import type { Found, Scope, SetValue, SettingName, SettingPlace, Settings } from '../memory/settings.ts';
import { isListed } from '../operator-settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Arrival, Choice } from '../ports/arrival.ts';
import type { View } from '../ports/platform.ts';
import { plainName } from '../prompt/plain-name.ts';
import { fits } from './choices.ts';
import type { Command } from './command.ts';

type Setter = Required<Pick<SetValue, 'by' | 'personId'>>;

/** In the open channel, where each question begins a conversation of its own. */
export const isOutside = ({ placeKind, conversation, channel }: Arrival): boolean =>
  placeKind === undefined ? conversation === channel : placeKind === 'channel';

/** For whom a setting is meant: where there is no conversation to set it for, for oneself. */
export const scopeOf = ({ call, turn }: Command): Scope => {
  const { for: whom, in: ref } = call.args;
  if (whom === 'channel') return 'channel';
  return whom === 'me' || (ref === undefined && isOutside(turn.arrival)) ? 'person' : 'conversation';
};

/** What counts here although something else was just set for this scope, or taken back. */
export const findOverruling = async (
  place: SettingPlace,
  scope: Scope,
  name: SettingName,
  settings: Settings,
): Promise<Found | undefined> => {
  const found = await settings.find(place, name);
  return found?.scope === scope ? undefined : found;
};

/** How many conversations are offered beside the channel. */
const OFFERED_CONVERSATIONS = 3;

/**
 * What was set for oneself because it was said outside of a conversation may have been meant for others: for the channel, where the person
 * may, or for one of their latest conversations. @param args of the call that sets it there
 */
export const offerOtherScopes = async (
  command: Command,
  args: Readonly<Record<string, string>>,
  { recent, operator }: { recent: RecentConversations; operator: Pick<OperatorSettings, 'managers'> },
): Promise<Choice[]> => {
  const { call, turn, sentences } = command;
  if (call.args['for'] === 'me' || !isOutside(turn.arrival)) return [];
  const choices: Choice[] = (await managesChannel(command, operator))
    ? [{ label: sentences.forChannel, call: { command: call.command, args: { ...args, for: 'channel' } } }]
    : [];
  const mayRead = async (conversation: string): Promise<boolean> =>
    (await command.place.sees(conversation)) !== 'nobody';
  for (const { ref, title } of await recent.list(turn.arrival, OFFERED_CONVERSATIONS, mayRead)) {
    choices.push({
      label: sentences.forConversation(title),
      call: { command: call.command, args: { ...args, in: ref } },
    });
  }
  return choices.filter(fits);
};

/** May this person set things for everybody in the channel? */
export const managesChannel = async (
  { turn, place }: Command,
  { managers }: Pick<OperatorSettings, 'managers'>,
): Promise<boolean> => isListed(managers, turn.personId) || (await place.read(0)).person.managesChannel;

/** Who sets it; a view when this person may not set it for everybody here. */
export const setterOf = async (
  command: Command,
  scope: Scope,
  operator: Pick<OperatorSettings, 'managers'>,
): Promise<Setter | View> => {
  if (scope === 'channel' && !(await managesChannel(command, operator)))
    return { note: command.sentences.needsManager, private: true };
  return { by: plainName((await command.place.read(0)).person.name), personId: command.turn.personId };
};

export const isSetter = (found: Setter | View): found is Setter => 'personId' in found;
