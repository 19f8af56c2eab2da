import type { Clock } from '../../async/clock.ts';
import { late, within } from '../../async/within.ts';
import { haltChoice, waitChoices } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import type { Settings } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { TurnQueue } from '../ports/turns.ts';
import type { View } from '../ports/platform.ts';
import { chooseModel, findModels } from '../prompt/choose-model.ts';
import { afterEvent, beginWaiting, isColdWait, waitingView } from './waiting.ts';
import type { Waiting } from './waiting.ts';

export interface FirstSignParts {
  turns: Pick<TurnQueue, 'open'>;
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
  const stop = haltChoice(turn.id, sentences);
  try {
    const before = await countBefore(command, parts);
    if (before > 0) return { note: sentences.behind(before), choices: [stop] };
    const ahead = await within({ clock, timeoutMs: MAX_LOOK_AHEAD_MS }, lookAhead(command, parts));
    if (ahead === late || !ahead) return { note: sentences.thinking, choices: [stop] };
    const ways = isColdWait(ahead, clock.now()) ? waitChoices(turn, undefined, sentences) : [];
    return { ...waitingView(ahead, clock.now(), sentences), choices: [stop, ...ways] };
  } catch {
    return { note: sentences.thinking, choices: [stop] }; // whatever it is, the question itself meets it too, and tells it
  }
};

/** How many questions are in line before this one. */
const countBefore = async ({ turn }: Command, { turns }: Pick<FirstSignParts, 'turns'>): Promise<number> => {
  if (turn.instruction?.to === 'switch') return 0;
  const open = await turns.open(turn.arrival.conversation); // oldest first
  return open
    .slice(
      0,
      Math.max(
        open.findIndex(({ id }) => id === turn.id),
        0,
      ),
    )
    .filter(({ kind }) => kind === 'question').length;
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
