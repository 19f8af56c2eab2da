import type { Keyv } from 'keyv';
import { KeyedLine } from '../../async/keyed-line.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { OpenStore } from '../ports/turns.ts';

export interface Footprint {
  conversations: string[];
  channels: string[];
}
type Whose = Pick<Arrival, 'platform' | 'workspace' | 'personId'>;

/** Where a person was answered, so that everything about them can be found and forgotten. */
export class People {
  readonly #store: Keyv;
  readonly #lines = new KeyedLine();

  constructor(openStore: OpenStore) {
    this.#store = openStore('people');
  }

  async find(whose: Whose): Promise<Footprint> {
    return (await this.#store.get<Footprint>(keyOf(whose))) ?? { conversations: [], channels: [] };
  }

  async note(arrival: Whose & Pick<Arrival, 'conversation' | 'channel'>): Promise<void> {
    const key = keyOf(arrival);
    await this.#lines.run(key, async () => {
      const known = await this.find(arrival);
      const { conversation, channel } = arrival;
      if (known.conversations.includes(conversation) && known.channels.includes(channel)) return;
      await this.#store.set(key, {
        conversations: [...new Set([...known.conversations, conversation])],
        channels: [...new Set([...known.channels, channel])],
      });
    });
  }

  async forget(whose: Whose): Promise<void> {
    await this.#store.delete(keyOf(whose));
  }
}

const keyOf = (whose: Whose): string => [whose.platform, whose.workspace, whose.personId].join(':');
