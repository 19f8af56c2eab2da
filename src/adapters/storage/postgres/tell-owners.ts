import { ALL_OWNERS, TURNS } from '../changes/store-changes.ts';
import { notify } from './postgres-changes.ts';

const OPEN_THERE = 'SELECT DISTINCT owner FROM turns WHERE ended_at IS NULL AND owner IS NOT NULL';

/** Tells the owners of the open turns of a conversation ($1). */
export const TELL_CONVERSATION = `SELECT ${notify(TURNS, 'owner')} FROM (${OPEN_THERE} AND conversation = $1) AS owners`;

/** Tells the other processes in which something may wait for the turn that was `changed` by the one that $2 names. */
export const TELL_WAITING = `SELECT ${notify(TURNS, 'owner')} FROM
  (${OPEN_THERE} AND owner <> $2 AND conversation = (SELECT conversation FROM changed)) AS owners`;

export const TELL_ALL = `SELECT ${notify(TURNS, `'${ALL_OWNERS}'`)}`;
