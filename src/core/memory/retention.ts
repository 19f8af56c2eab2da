import type { Clock } from '../../async/clock.ts';
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
}

/** Deletes conversations that have been silent for longer than they are kept. @returns how many. */
export const sweepConversations = async ({
  history,
  settings,
  people,
  clock,
  log,
  retentionMs,
}: RetentionParts): Promise<number> => {
  await people.moveFormer();
  let swept = 0;
  for await (const conversation of history.idleSince(clock.now() - retentionMs)) {
    await history.erase(conversation);
    await settings.erase(conversation);
    await people.leave(conversation);
    swept += 1;
  }
  if (swept > 0) log.info({ conversations: swept }, 'conversations were deleted because their time is over');
  return swept;
};
