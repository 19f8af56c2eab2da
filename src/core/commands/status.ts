import { chooseModel } from '../prompt/choose-model.ts';
import { explain } from '../errors.ts';
import { timeMark } from '../sentences/time-mark.ts';
import type { Clock } from '../../async/clock.ts';
import type { Settings } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Catalogue, ModelGateway } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import type { TurnQueue } from '../ports/turns.ts';
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

/** `status`: how the service is, which model is used here and why, and what is being answered. */
export const showStatus = async (command: Command, parts: Parts): Promise<View> => {
  const { turn, sentences } = command;
  const found = await findConversation(command, parts);
  const place = isView(found) ? turn.arrival : found;
  const open = (await parts.turns.open(place.conversation)).filter(
    ({ kind }) => kind === 'question' || kind === 'parked',
  );
  const oldest = open[0];
  const lines = [
    `- ${await serviceLine(command, parts)}`,
    `- ${await modelLine(command, parts)}`,
    `- ${oldest ? sentences.openHere(open.length, sentences.duration(parts.clock.now() - oldest.at)) : sentences.nothingOpen}`,
  ];
  const system = await parts.settings.find(place, 'system');
  if (system) lines.push(`- ${sentences.systemIs(sentences.setBy(system.scope, system.by, timeMark(system.at)))}`);
  return { text: lines.join('\n'), private: true };
};

const serviceLine = async ({ turn, sentences }: Command, { gateway }: Parts): Promise<string> => {
  const service = await gateway.service();
  const outlook = service.ok ? await gateway.outlook('', turn.personId) : undefined;
  if (outlook?.name === 'outage') return `${sentences.presence.outage}.`;
  if (service.ok) return sentences.serviceOk;
  return `${sentences.serviceDown}${service.until === undefined ? '' : ` ${sentences.againAt(timeMark(service.until))}`}`;
};

const modelLine = async ({ turn, sentences }: Command, { gateway, settings, operator }: Parts): Promise<string> => {
  let catalogue: Catalogue;
  try {
    catalogue = await gateway.models();
  } catch (error) {
    return explain(error, sentences);
  }
  const choice = await chooseModel(turn.arrival, { settings, operator, catalogue: async () => catalogue });
  if (!choice) return sentences.noModel;
  const state = catalogue.models.find((model) => model.id === choice.model)?.state;
  const who = choice.set
    ? sentences.setBy(choice.set.scope, choice.set.by, timeMark(choice.set.at))
    : sentences.chosenBy[choice.from === 'operator' ? 'operator' : 'bot'];
  return sentences.modelHere(
    choice.model,
    state === undefined ? sentences.notOffered : sentences.shortStates[state],
    who,
  );
};
