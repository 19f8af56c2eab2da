import { parkedId } from '../arrival-id.ts';
import { haltChoice } from '../commands/choices.ts';
import type { Kept, TurnQueue } from '../ports/turns.ts';
import type { Command } from '../commands/command.ts';

/**
 * The same arrival again as a turn of its own: outside of the line, with its own memory, so that its answer is a new message. No timer
 * is needed; the model is waited for as always, also after a restart. @returns its id
 */
export const acceptParked = async (
  { turn, call }: Pick<Command, 'turn' | 'call'>,
  turns: TurnQueue,
  at = turn.at,
): Promise<string> => {
  const id = parkedId(turn.arrival.id); // of an old question too, which is known by this when its message is deleted
  await turns.accept({ id, kind: 'parked', arrival: { ...turn.arrival, id, input: call, at } });
  return id;
};

export const parkQuestion = async (command: Command, turns: TurnQueue): Promise<Kept> => {
  const { sentences } = command;
  const id = await acceptParked(command, turns);
  return {
    answer: { note: sentences.parked, choices: [{ ...haltChoice(id, sentences), label: sentences.cancel }] },
    stopped: true,
  };
};
