import { againChoice } from '../commands/again.ts';
import { continueChoice } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import { rateChoices } from '../commands/rate.ts';
import { alwaysChoice } from '../commands/waiting.ts';
import { partsOf } from '../memory/gone-on.ts';
import type { PastTurn } from '../memory/past-turn.ts';
import type { SettingPlace, WaitingChoice } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { EndEvent, ModelGateway } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import { byReadiness } from '../prompt/choose-model.ts';

export interface Answered {
  command: Command;
  where: SettingPlace;
  /** What the asker always wants when a model has to start first. */
  always?: WaitingChoice | undefined;
  /** The answer that was gone on with. */
  goesOn?: PastTurn;
}

/** What can be done with an answer; in its own conversation alone, since a button knows no other. */
export const choicesBelow = async (
  { command, always, goesOn, where }: Answered,
  end: EndEvent,
  { operator, gateway }: { operator: Pick<OperatorSettings, 'feedback'>; gateway: Pick<ModelGateway, 'models'> },
): Promise<Pick<View, 'choices'>> => {
  const { turn, sentences } = command;
  const wasSwitched = turn.instruction?.to === 'switch' && always !== 'switch';
  const answer = goesOn?.turnId ?? turn.id;
  const isHere = where.conversation === turn.arrival.conversation;
  const hasOthers = byReadiness((await gateway.models()).models).length > 1;
  const choices = [
    ...(wasSwitched ? [alwaysChoice('switch', sentences)] : []),
    ...(isHere && end.reason !== 'stop' ? [continueChoice(answer, goesOn ? partsOf(goesOn) + 1 : 0, command)] : []),
    ...(isHere && operator.feedback !== 'off' ? rateChoices(answer) : []),
    ...(isHere && hasOthers ? [againChoice(answer, sentences)] : []),
  ];
  return choices.length === 0 ? {} : { choices };
};
