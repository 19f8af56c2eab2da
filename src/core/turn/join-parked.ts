import type { Clock } from '../../async/clock.ts';
import type { Command } from '../commands/command.ts';
import { awaitEnd } from '../memory/forget.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { TurnQueue } from '../ports/turns.ts';
import { isLong } from './waiting.ts';

export interface JoinParts {
  turns: TurnQueue;
  gateway: ModelGateway;
  clock: Clock;
}

/**
 * Whoever goes on while a question of theirs is parked, and would wait again, gets one answer to both: the parked question ends, says so, and
 * stands in the history, where the model reads it before the new one.
 * @returns how many were joined
 */
export const joinParked = async (
  { turn }: Pick<Command, 'turn'>,
  model: string,
  { turns, gateway, clock }: JoinParts,
): Promise<number> => {
  const { conversation } = turn.arrival;
  if (turn.kind !== 'question') return 0;
  const parked = (await turns.open(conversation)).filter(
    ({ id, kind, personId }) => kind === 'parked' && personId === turn.personId && id !== turn.id,
  );
  // Where the model runs, the parked one is being answered now.
  if (parked.length === 0 || !isLong(await gateway.outlook(model, turn.personId))) return 0;
  for (const { id } of parked) await turns.steer(id, { to: 'join' });
  await awaitEnd(new Set(parked.map(({ id }) => id)), () => turns.open(conversation), clock);
  return parked.length;
};
