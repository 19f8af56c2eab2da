import type { Arrival } from '../../../core/ports/arrival.ts';
import type { Exchange } from '../../../core/ports/exchange.ts';
import type { Kept } from '../../../core/ports/turns.ts';
import type { Asked } from './turn-table.ts';

/**
 * A question as it is asked after its words were changed. What was written to the old words goes, unless that is the answer already, or
 * somebody has stopped it and waits for just that.
 */
export const reworded = (
  { arrival, kept, instruction }: Asked,
  words: Pick<Arrival, 'input' | 'address'>,
): Pick<Asked, 'arrival' | 'kept'> => {
  const text = typeof words.input === 'string' ? words.input : (words.input.args['question'] ?? '');
  const { partial, exchange, ...rest } = kept;
  const isStopped = instruction?.to === 'stop' || instruction?.to === 'delete';
  return {
    arrival: { ...arrival, ...words },
    kept: {
      ...rest,
      ...(exchange ? { exchange: outdated(exchange, withText(exchange, text)) } : {}),
      ...(partial && (isStopped || kept.answer) ? { partial: withText(partial, text) } : {}),
    } satisfies Kept,
  };
};

/** The first question is the turn's own, unless it is a copy of another turn's. */
const withText = (exchange: Exchange, text: string): Exchange => {
  const [first, ...others] = exchange.questions;
  if (!first || first.turnId !== undefined || first.text === text) return exchange;
  return { ...exchange, questions: [{ ...first, text }, ...others] };
};

/** An answer that is there already is to the old words. */
const outdated = (before: Exchange, now: Exchange): Exchange =>
  now === before ? before : { ...now, toOldWords: true };
