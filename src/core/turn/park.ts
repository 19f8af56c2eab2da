import { parkedId } from '../arrival-id.ts';
import type { Turn, TurnQueue } from '../ports/turns.ts';
import type { Command } from '../commands/command.ts';

/** Was the asker told that the answer will come, however late? */
export const isPromised = ({ kind, kept }: Pick<Turn, 'kind' | 'kept'>): boolean =>
  kind === 'parked' || kept.promised === true;

/** An old question that is wanted after all: a turn of its own, outside of the line, so that its answer is a new message. */
export const acceptParked = async (
  { turn, call }: Pick<Command, 'turn' | 'call'>,
  turns: TurnQueue,
  at: number,
): Promise<void> => {
  const id = parkedId(turn.arrival.id); // it is known by this when its message is deleted
  await turns.accept({ id, kind: 'parked', arrival: { ...turn.arrival, id, input: call, at } });
};
