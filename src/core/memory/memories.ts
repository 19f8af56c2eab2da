import type { Clock } from '../../async/clock.ts';
import type { FileReader } from '../ports/files.ts';
import type { OpenStore } from '../ports/records.ts';
import { Feedback } from './feedback.ts';
import { History } from './history.ts';
import { People } from './people.ts';
import { QuestionFiles } from './question-files.ts';
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
  files: QuestionFiles;
  feedback: Feedback;
}

const readsNothing: FileReader = { maxFiles: 0, read: async () => ({ type: 'unread', why: 'off' }) };

/**
 * @param retentionMs how long what people said is kept after the last turn of its conversation, milliseconds
 * @param reader reads the files that come with questions; nobody does where none are asked
 */
export const openMemories = (
  openStore: OpenStore,
  clock: Clock,
  retentionMs: number,
  reader: FileReader = readsNothing,
): Memories => {
  const history = new History(openStore, clock);
  const people = new People(openStore, history);
  return {
    history,
    people,
    files: new QuestionFiles(history.files, reader),
    recent: new RecentConversations(people, history),
    settings: new Settings(openStore, clock),
    usage: new Usage(openStore, clock, retentionMs),
    feedback: new Feedback(openStore, clock, retentionMs),
  };
};
