import { arrivalId } from '../arrival-id.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { History } from './history.ts';
import type { People } from './people.ts';

export interface RecentConversation {
  /** Short name for a button. */
  ref: string;
  /** How its first question begins: read from the history, so that what is changed or deleted there is nowhere else. */
  title: string;
}

type Whose = Pick<Arrival, 'platform' | 'workspace' | 'channel' | 'personId'>;

const MAX_TITLE = 60;

/** The last conversations of a person in a channel, for commands whose place does not tell which one is meant. */
export class RecentConversations {
  readonly #people: People;
  readonly #history: History;

  constructor(people: People, history: History) {
    this.#people = people;
    this.#history = history;
  }

  /** Newest first, at most so many that the person may read; those in which nothing is left are no use. */
  async list(
    whose: Whose,
    limit: number,
    canRead: (conversation: string) => Promise<boolean>,
  ): Promise<RecentConversation[]> {
    const found: RecentConversation[] = [];
    for (const { conversation } of await this.#people.recent(whose)) {
      if (found.length === limit) break;
      const first = await this.#history.first(conversation);
      if (first && (await canRead(conversation)))
        found.push({ ref: refOf(conversation), title: titleOf(first.questions[0]?.text ?? '') });
    }
    return found;
  }

  /** @returns the conversation that a button means. */
  async find(whose: Whose, ref: string): Promise<string | undefined> {
    const recent = await this.#people.recent(whose);
    return recent.find(({ conversation }) => refOf(conversation) === ref)?.conversation;
  }
}

/** Short name of a conversation, for a button. */
export const refOf = (conversation: string): string => arrivalId(conversation).slice(0, 8);

const titleOf = (question: string): string => {
  const line = question.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= MAX_TITLE) return line;
  const graphemes = new Intl.Segmenter().segment(line.slice(0, MAX_TITLE * 4));
  return `${Array.from(graphemes, ({ segment }) => segment)
    .slice(0, MAX_TITLE - 1)
    .join('')}…`;
};
