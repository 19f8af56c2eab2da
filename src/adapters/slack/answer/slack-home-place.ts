import type { Fetched } from '../../../core/ports/files.ts';
import type { Sight } from '../../../core/ports/person.ts';
import type { Place, Scene, View } from '../../../core/ports/platform.ts';
import { drawHome } from '../draw/slack-home.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackPlaceParts } from './slack-place-parts.ts';
import { readScene } from './slack-scene.ts';

/** The app's home tab of one person: it has no messages, and what is said there replaces what it showed. */
export class SlackHomePlace implements Place {
  readonly #parts: SlackPlaceParts;
  readonly #address: SlackAddress;
  readonly #open = new AbortController();

  constructor(parts: SlackPlaceParts, address: SlackAddress) {
    this.#parts = parts;
    this.#address = address;
  }

  read(): Promise<Scene> {
    return readScene(this.#parts, this.#address, 0);
  }

  async fetch(): Promise<Fetched> {
    return { type: 'unread', why: 'gone' };
  }

  async checkReach(): Promise<AbortSignal> {
    return this.#open.signal;
  }

  async sees(): Promise<Sight> {
    return 'asker';
  }

  progress(): void {
    // The tab shows what it showed until there is something new.
  }

  async shown(): Promise<void> {
    return undefined;
  }

  /** The same again shows the same. @throws BotError */
  async say(view: View): Promise<void> {
    const { channel, user } = this.#address;
    await this.#parts.api.repeatable('views.publish', { user_id: user, view: drawHome(view, channel) });
  }

  async leave(): Promise<void> {
    return undefined;
  }
}
