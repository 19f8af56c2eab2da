import { parkedId } from '../arrival-id.ts';
import type { History } from '../memory/history.ts';
import type { TurnQueue } from '../ports/turns.ts';
import type { Command } from './command.ts';
import { questionIn } from './parse-input.ts';

/** Somebody edited their question: the history follows. Nothing is said of it. */
export const followEdit = async ({ turn, call }: Command, history: History): Promise<undefined> => {
  await history.rewrite(turn.arrival.conversation, call.args['turn'] ?? '', questionIn(call.args['text'] ?? ''));
};

/** Somebody deleted their question: it is not answered any more, and leaves the history. Nothing is said of it. */
export const followDeletion = async (
  { turn, call }: Command,
  { turns, history }: { turns: TurnQueue; history: History },
): Promise<undefined> => {
  const about = call.args['turn'] ?? '';
  const ids = [about, parkedId(about)];
  for (const id of ids) await turns.steer(id, { to: 'delete' });
  for (const id of ids) await history.remove(turn.arrival.conversation, id);
};
