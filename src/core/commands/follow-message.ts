import type { Clock } from '../../async/clock.ts';
import { oldQuestionId, parkedId } from '../arrival-id.ts';
import type { KeptElsewhere } from '../kept-kind.ts';
import { awaitEnd } from '../memory/forget.ts';
import type { History } from '../memory/history.ts';
import type { TurnQueue } from '../ports/turns.ts';
import type { Command } from './command.ts';
import { questionIn } from './parse-input.ts';

export interface FollowParts {
  turns: TurnQueue;
  history: History;
  clock: Clock;
  elsewhere: Pick<KeptElsewhere, 'forgetTurns'>;
  /** Makes sure that what was deleted is not on the disk any more. */
  compact: () => Promise<unknown>;
}

/** Somebody edited their question: what is open is asked with the new words, the history follows. Nothing is said of it. */
export const followEdit = async (
  { turn, call }: Command,
  { turns, history, compact }: FollowParts,
): Promise<undefined> => {
  const { conversation, address } = turn.arrival;
  const text = call.args['text'] ?? '';
  for (const id of idsOf(call)) {
    await turns.steer(id, { to: 'reword', input: text, address });
    await history.rewrite(conversation, id, questionIn(text));
  }
  await compact();
};

/** Somebody deleted their question: it is not answered any more, and leaves the history. Nothing is said of it. */
export const followDeletion = async (
  { turn, call }: Command,
  { turns, history, clock, elsewhere, compact }: FollowParts,
): Promise<undefined> => {
  const { conversation } = turn.arrival;
  const ids = idsOf(call);
  for (const id of ids) await turns.steer(id, { to: 'delete' });
  await awaitEnd(new Set(ids), () => turns.open(conversation), clock);
  for (const id of ids) await history.remove(conversation, id);
  await elsewhere.forgetTurns(ids);
  await compact();
};

/** An earlier version let a question that is old, and one that was parked, go on in a turn of its own. */
const idsOf = ({ args }: Command['call']): string[] => {
  const about = args['turn'] ?? '';
  return [about, parkedId(about), oldQuestionId(about)];
};
