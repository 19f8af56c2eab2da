import { parkedId } from '../arrival-id.ts';
import { haltChoice } from '../commands/choices.ts';
import type { Kept, TurnQueue } from '../ports/turns.ts';
import type { Command } from '../commands/command.ts';

/**
 * The same arrival again as a turn of its own: outside of the line, with its own memory, so that its answer is a new message. No timer
 * is needed; the model is waited for as always, also after a restart.
 */
export const parkQuestion = async ({ turn, call, sentences }: Command, turns: TurnQueue): Promise<Kept> => {
  const id = parkedId(turn.id);
  await turns.accept({ id, kind: 'parked', arrival: { ...turn.arrival, id, input: call } });
  return {
    answer: { note: sentences.parked, choices: [{ ...haltChoice(id, sentences), label: sentences.cancel }] },
    stopped: true,
  };
};
