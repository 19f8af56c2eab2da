import type { Clock } from '../../async/clock.ts';
import { isBotError } from '../errors.ts';
import type { PhaseEvent } from '../ports/phase.ts';
import type { Turn } from '../ports/turns.ts';
import { isPromised } from './park.ts';

export interface RefusalParts {
  turn: Turn;
  clock: Clock;
  signal: AbortSignal;
  tell: (phase: PhaseEvent) => void;
}

/** Each try costs a request; an operator who renews the token has no way to tell, milliseconds. */
const ASK_AGAIN_MS = 2 * 60_000;

/** Where an answer was promised, a refused token is waited out like an outage: only the operator can end it, and an error would be no answer. */
export const outlastRefusal = async <T>(
  ask: () => Promise<T>,
  { turn, clock, signal, tell }: RefusalParts,
): Promise<T> => {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPromised(turn) || !isBotError(error, 'service-unauthorized')) throw error;
      tell({ type: 'phase', name: 'refused' });
      await clock.sleep(ASK_AGAIN_MS, signal);
    }
  }
};
