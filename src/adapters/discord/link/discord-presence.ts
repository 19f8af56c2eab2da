import { ActivityType } from 'discord.js';
import type { Client } from 'discord.js';
import type { Clock } from '../../../async/clock.ts';
import type { Bulletin } from '../../../core/ports/bulletin.ts';

/** Of an activity's state (docs.discord.com, gateway, activity object), UTF-16 units. */
const MAX_WORDS = 128;
/** A new session begins without one, so that the same is said again after so long, milliseconds. */
const AGAIN_MS = 5 * 60_000;

/** What stands below the bot's name, in all its servers. @param client of the present connection */
export const discordPresence = (
  client: () => Client | undefined,
  clock: Clock,
): NonNullable<Bulletin['showStatus']> => {
  let shown: { words: string; by: Client; at: number } | undefined;
  return (words) => {
    const by = client();
    const state = words.slice(0, MAX_WORDS);
    if (!by?.isReady()) return;
    const at = clock.monotonic();
    if (shown?.by === by && shown.words === state && at - shown.at < AGAIN_MS) return;
    shown = { words: state, by, at };
    by.user.setPresence({ activities: [{ name: state, state, type: ActivityType.Custom }], status: 'online' });
  };
};
