import type { Clock } from '../../async/clock.ts';
import type { OpenStore } from '../ports/turns.ts';
import { History } from './history.ts';
import { People } from './people.ts';
import { RecentConversations } from './recent-conversations.ts';
import { Settings } from './settings.ts';
import { Usage } from './usage.ts';

/** What the bot remembers, each kind by itself. */
export interface Memories {
  history: History;
  settings: Settings;
  recent: RecentConversations;
  usage: Usage;
  people: People;
}

/** @param retentionMs how long what people wrote is kept after their last question, milliseconds */
export const openMemories = (openStore: OpenStore, clock: Clock, retentionMs: number): Memories => ({
  history: new History(openStore, clock),
  settings: new Settings(openStore),
  recent: new RecentConversations(openStore, retentionMs),
  usage: new Usage(openStore, clock),
  people: new People(openStore),
});
