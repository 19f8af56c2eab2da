import type { Clock } from '../../async/clock.ts';
import { letOthers } from '../../async/let-others.ts';
import type { History } from './history.ts';
import type { Log } from '../ports/operator.ts';
import type { People } from './people.ts';
import type { Settings } from './settings.ts';

export interface RetentionParts {
  history: History;
  settings: Settings;
  people: People;
  clock: Clock;
  log: Log;
  /** After the last turn, milliseconds. */
  retentionMs: number;
  /** Ends the work between two conversations; the next sweep goes on. */
  signal: AbortSignal;
}

/** Deletes conversations that have been silent for longer than they are kept. @returns how many. */
export const sweepConversations = async ({
  history,
  settings,
  people,
  clock,
  log,
  retentionMs,
  signal,
}: RetentionParts): Promise<number> => {
  await people.moveFormer();
  const before = clock.now() - retentionMs;
  for await (const conversation of settings.setBefore(before)) {
    if (signal.aborted) break;
    if (!(await history.knows(conversation))) await settings.erase(conversation); // nothing was ever answered there
    await letOthers();
  }
  let swept = 0;
  for await (const conversation of history.idleSince(before)) {
    if (signal.aborted) break;
    await history.erase(conversation);
    await settings.erase(conversation);
    await people.leave(conversation);
    swept += 1;
    await letOthers(); // there may be tens of thousands
  }
  if (swept > 0) log.info({ conversations: swept }, 'conversations were deleted because their time is over');
  return swept;
};
