import type { Person } from '../../../core/kept-kind.ts';
import type { Json } from '../../../core/ports/arrival.ts';
import type { Instruction } from '../../../core/ports/turns.ts';
import type { TurnTable } from './turn-table.ts';

export const TO_DELETE: Instruction = { to: 'delete' };

/** What became of somebody's open turns that no running bot had. */
export interface Abandoned {
  ended: number;
  /** Of which the next process takes away what stands in the chat. */
  left: number;
}

export interface AbandonParts {
  alive: { from: number; to: number };
  now: number;
  /** The address of a place without what somebody said there and who it was; undefined where nothing can be left standing. */
  bare: (address: Json) => Promise<Json | undefined>;
}

/**
 * Lets go of one person's open turns: nothing stays of what they said, nor that they said it. Where something of a question may stand in the
 * chat, the turn itself is the errand to take it away: without words and person, and to be deleted.
 */
export const abandonTurns = async (
  table: TurnTable,
  person: Person,
  { alive, now, bare }: AbandonParts,
): Promise<Abandoned> => {
  const abandoned: Abandoned = { ended: 0, left: 0 };
  for (const { id, kind, arrival, mayStand } of await table.askedBy(person)) {
    const address = kind !== 'command' && mayStand ? await bare(arrival.address) : undefined;
    const rest = address === undefined ? undefined : { ...arrival, personId: '', input: '', address, at: now };
    if (await table.abandon(id, alive, { now, rest })) abandoned[rest ? 'left' : 'ended'] += 1;
  }
  return abandoned;
};
