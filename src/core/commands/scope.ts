import type { Scope } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';

export const scopeOf = (word: string | undefined): Scope => {
  if (word === 'channel') return 'channel';
  return word === 'me' ? 'person' : 'conversation';
};

/** May this person set things for everybody in the channel? */
export const managesChannel = async (
  { turn, place }: Command,
  { managers }: Pick<OperatorSettings, 'managers'>,
): Promise<boolean> => managers.includes(turn.personId) || (await place.read(0)).person.managesChannel;

/** Who sets it; a view when this person may not set it for everybody here. */
export const setterOf = async (
  command: Command,
  scope: Scope,
  operator: Pick<OperatorSettings, 'managers'>,
): Promise<string | View> => {
  if (scope === 'channel' && !(await managesChannel(command, operator)))
    return { note: command.sentences.needsManager, private: true };
  return (await command.place.read(0)).person.name;
};
