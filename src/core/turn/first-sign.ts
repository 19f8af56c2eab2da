import type { Clock } from '../../async/clock.ts';
import { late, within } from '../../async/within.ts';
import { haltChoice } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import type { Settings } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import { chooseModel, findModels } from '../prompt/choose-model.ts';
import { afterEvent, beginWaiting, waitingView } from './waiting.ts';
import type { Waiting } from './waiting.ts';

export interface FirstSignParts {
  gateway: ModelGateway;
  memories: { settings: Settings };
  operator: Pick<OperatorSettings, 'model'>;
  clock: Clock;
}

/** So much later may a first sign of life come for saying more than that there is one, milliseconds. */
const MAX_LOOK_AHEAD_MS = 400;

/** The first that a person reads: what there is to wait for, where that is known already. It saves an edit of each who waits. */
export const firstSign = async (command: Command, parts: FirstSignParts): Promise<View> => {
  const { turn, sentences } = command;
  const { clock } = parts;
  let known: Waiting | undefined;
  try {
    const ahead = await within({ clock, timeoutMs: MAX_LOOK_AHEAD_MS }, lookAhead(command, parts));
    known = ahead === late ? undefined : ahead;
  } catch {
    known = undefined; // whatever it is, the question itself meets it too, and tells it
  }
  const { note = sentences.thinking } = known ? waitingView(known, clock.now(), sentences) : {};
  return { note, choices: [haltChoice(turn.id, sentences)] };
};

const lookAhead = async (command: Command, parts: FirstSignParts): Promise<Waiting | undefined> => {
  const model = await findModel(command, parts);
  if (model === undefined) return undefined;
  const phase = await parts.gateway.outlook(model, command.turn.personId);
  return phase && afterEvent(beginWaiting(model, command.turn.at), phase);
};

/** The model that will be asked, most likely. */
const findModel = async ({ turn, call }: Command, parts: FirstSignParts): Promise<string | undefined> => {
  const { gateway, memories, operator } = parts;
  const wanted = turn.instruction?.to === 'switch' ? turn.instruction.model : call.args['model'];
  if (wanted !== undefined) return findModels((await gateway.models()).models, wanted)[0]?.id;
  if (call.command === 'retry') return undefined; // that may be about another conversation
  const { settings } = memories;
  return (await chooseModel(turn.arrival, { settings, operator, catalogue: () => gateway.models() }))?.model;
};
