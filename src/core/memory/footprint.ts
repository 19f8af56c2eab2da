import type { Arrival } from '../ports/arrival.ts';

/** That a person was answered in a conversation. */
export interface Footprint extends Pick<Arrival, 'workspace' | 'channel' | 'conversation'> {
  /** Last. */
  at: number;
}
export type Person = Pick<Arrival, 'platform' | 'personId'>;
