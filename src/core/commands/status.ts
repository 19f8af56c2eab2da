import { chooseModel } from '../prompt/choose-model.ts';
import { clockTime, explain } from '../errors.ts';
import type { Clock } from '../../async/clock.ts';
import type { Settings } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Catalogue, ModelGateway } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import type { TurnQueue } from '../ports/turns.ts';
import { english } from '../sentences/english.ts';
import type { Command } from './command.ts';
import { findConversation, isView } from './find-conversation.ts';
import type { ConversationSources } from './find-conversation.ts';

interface Parts extends ConversationSources {
  turns: TurnQueue;
  gateway: ModelGateway;
  settings: Settings;
  clock: Clock;
  operator: Pick<OperatorSettings, 'model'>;
}

/** `status`: how Aitta is, which model is used here and why, and what is being answered. */
export const showStatus = async (command: Command, parts: Parts): Promise<View> => {
  const { turn } = command;
  const found = await findConversation(command, parts);
  const place = isView(found) ? turn.arrival : found;
  const open = (await parts.turns.open(place.conversation)).filter((each) => each.kind !== 'command');
  const oldest = open[0];
  const lines = [
    `- ${await serviceLine(parts)}`,
    `- ${await modelLine(command, parts)}`,
    `- ${oldest ? english.openHere(open.length, english.duration(parts.clock.now() - oldest.at)) : english.nothingOpen}`,
  ];
  const system = await parts.settings.find(place, 'system');
  if (system) lines.push(`- ${english.systemIs(english.setBy(system.scope, system.by, clockTime(system.at)))}`);
  return { text: lines.join('\n'), private: true };
};

const serviceLine = async ({ gateway }: Parts): Promise<string> => {
  const service = await gateway.service();
  if (service.ok) return english.serviceOk;
  return `${english.serviceDown}${service.until === undefined ? '' : ` ${english.againAt(clockTime(service.until))}`}`;
};

const modelLine = async ({ turn }: Command, { gateway, settings, operator }: Parts): Promise<string> => {
  let catalogue: Catalogue;
  try {
    catalogue = await gateway.models();
  } catch (error) {
    return explain(error);
  }
  const choice = await chooseModel(turn.arrival, { settings, operator, catalogue: async () => catalogue });
  if (!choice) return english.noModel;
  const state = catalogue.models.find((model) => model.id === choice.model)?.state;
  const who = choice.set
    ? english.setBy(choice.set.scope, choice.set.by, clockTime(choice.set.at))
    : english.chosenBy[choice.from === 'operator' ? 'operator' : 'bot'];
  return english.modelHere(choice.model, state === undefined ? english.notOffered : english.shortStates[state], who);
};
