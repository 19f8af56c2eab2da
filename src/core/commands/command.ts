import type { Call } from '../ports/arrival.ts';
import type { Place } from '../ports/platform.ts';
import type { Turn } from '../ports/turns.ts';

/** A command that somebody gave: what, where, and the turn that answers it. */
export interface Command {
  turn: Turn;
  call: Call;
  place: Place;
}
