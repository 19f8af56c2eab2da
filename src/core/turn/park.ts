import { parkedId } from '../arrival-id.ts';
import type { TurnQueue } from '../ports/turns.ts';
import type { Command } from '../commands/command.ts';

/** An old question that is wanted after all: a turn of its own, outside of the line, so that its answer is a new message. */
export const acceptParked = async (
  { turn, call }: Pick<Command, 'turn' | 'call'>,
  turns: TurnQueue,
  at: number,
): Promise<void> => {
  const id = parkedId(turn.arrival.id); // it is known by this when its message is deleted
  await turns.accept({ id, kind: 'parked', arrival: { ...turn.arrival, id, input: call, at } });
};
