import type { Turn } from '../ports/turns.ts';

/** Was the asker told that the answer will come, however late? */
export const isPromised = ({ kind, kept }: Pick<Turn, 'kind' | 'kept'>): boolean =>
  kind === 'parked' || kept.promised === true;
