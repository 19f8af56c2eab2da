import type { Command } from '../commands/command.ts';
import type { Settings, WaitingChoice } from '../memory/settings.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { Instruction, TurnQueue } from '../ports/turns.ts';
import { asksToSee, findRunning } from '../prompt/choose-model.ts';
import { isLong } from './waiting.ts';

export interface AsAlwaysParts {
  turns: TurnQueue;
  gateway: ModelGateway;
  memories: { settings: Settings };
}

/** Does what the asker always wants when a model has to start first. The run ends with that, and the next one follows. @returns what that is */
export const doAsAlways = async (
  { turn }: Pick<Command, 'turn'>,
  { model, questions }: Pick<Exchange, 'model' | 'questions'>,
  { turns, gateway, memories }: AsAlwaysParts,
): Promise<WaitingChoice | undefined> => {
  const choice = await memories.settings.waitingOf(turn.arrival);
  if (choice === undefined || turn.kind !== 'question' || turn.instruction) return choice;
  if (!isLong(await gateway.outlook(model, turn.personId))) return choice;
  const running = choice === 'switch' ? await findRunning(gateway, model, asksToSee(questions)) : undefined;
  if (choice === 'switch' && !running) return choice;
  const instruction: Instruction = running ? { to: 'switch', model: running.id } : { to: 'park' };
  if ((await turns.steer(turn.id, instruction)) === 'told') turn.signal.throwIfAborted();
  return choice;
};
