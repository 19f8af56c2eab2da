import { chooseModel } from '../prompt/choose-model.ts';
import { clockTime, explain } from '../errors.ts';
import type { Catalogue } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import { english } from '../sentences/english.ts';
import { findConversation, isView } from './command-context.ts';
import type { CommandContext } from './command-context.ts';

/** `status`: how Aitta is, which model is used here and why, and what is being answered. */
export const showStatus = async (context: CommandContext): Promise<View> => {
  const { turn, parts } = context;
  const found = await findConversation(context);
  const place = isView(found) ? turn.arrival : found;
  const open = (await parts.turns.open(place.conversation)).filter((each) => each.kind !== 'command');
  const oldest = open[0];
  const lines = [
    `- ${await serviceLine(context)}`,
    `- ${await modelLine(context)}`,
    `- ${oldest ? english.openHere(open.length, english.duration(parts.clock.now() - oldest.at)) : english.nothingOpen}`,
  ];
  const system = await parts.settings.find(place, 'system');
  if (system) lines.push(`- ${english.systemIs(english.setBy(system.scope, system.by, clockTime(system.at)))}`);
  return { text: lines.join('\n'), private: true };
};

const serviceLine = async ({ parts }: CommandContext): Promise<string> => {
  const service = await parts.gateway.service();
  if (service.ok) return english.serviceOk;
  return `${english.serviceDown}${service.until === undefined ? '' : ` ${english.againAt(clockTime(service.until))}`}`;
};

const modelLine = async ({ turn, parts }: CommandContext): Promise<string> => {
  let catalogue: Catalogue;
  try {
    catalogue = await parts.gateway.models();
  } catch (error) {
    return explain(error);
  }
  const { settings, operatorModel } = parts;
  const choice = await chooseModel(turn.arrival, { settings, operatorModel, catalogue: async () => catalogue });
  if (!choice) return english.noModel;
  const state = catalogue.models.find((model) => model.id === choice.model)?.state;
  const who = choice.set
    ? english.setBy(choice.set.scope, choice.set.by, clockTime(choice.set.at))
    : english.chosenBy[choice.from === 'operator' ? 'operator' : 'bot'];
  return english.modelHere(choice.model, state === undefined ? english.notOffered : english.shortStates[state], who);
};
