import type { Keyv } from 'keyv';
import { arrivalId } from '../arrival-id.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { OpenStore } from '../ports/turns.ts';

export interface RecentConversation {
  /** Short name for a button. */
  ref: string;
  conversation: string;
  /** How its first question began. */
  title: string;
  at: number;
}

type Whose = Pick<Arrival, 'platform' | 'workspace' | 'channel' | 'personId'>;

const KEPT = 10;
const MAX_TITLE = 60;

/** The last conversations of a person in a channel, for commands whose place does not tell which one is meant. */
export class RecentConversations {
  readonly #store: Keyv;

  readonly #keptMs: number;

  /** @param keptMs titles are what people wrote, so they are kept no longer than conversations, milliseconds */
  constructor(openStore: OpenStore, keptMs: number) {
    this.#store = openStore('recent');
    this.#keptMs = keptMs;
  }

  async list(whose: Whose): Promise<RecentConversation[]> {
    return (await this.#store.get<RecentConversation[]>(keyOf(whose))) ?? [];
  }

  /** Puts the conversation in front; its title stays the one it had. */
  async add(whose: Whose, conversation: string, question: string, at: number): Promise<void> {
    const known = await this.list(whose);
    const title = known.find((each) => each.conversation === conversation)?.title ?? titleOf(question);
    const others = known.filter((each) => each.conversation !== conversation);
    const ref = arrivalId(conversation).slice(0, 8);
    await this.#store.set(keyOf(whose), [{ ref, conversation, title, at }, ...others].slice(0, KEPT), this.#keptMs);
  }

  async remove(whose: Whose, conversation: string): Promise<void> {
    const left = (await this.list(whose)).filter((each) => each.conversation !== conversation);
    await this.#store.set(keyOf(whose), left, this.#keptMs);
  }

  async forget(whose: Whose): Promise<void> {
    await this.#store.delete(keyOf(whose));
  }
}

const keyOf = (whose: Whose): string => [whose.platform, whose.workspace, whose.channel, whose.personId].join(':');

const titleOf = (question: string): string => {
  const line = question.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= MAX_TITLE) return line;
  const graphemes = new Intl.Segmenter().segment(line.slice(0, MAX_TITLE * 4));
  return `${Array.from(graphemes, ({ segment }) => segment)
    .slice(0, MAX_TITLE - 1)
    .join('')}…`;
};
