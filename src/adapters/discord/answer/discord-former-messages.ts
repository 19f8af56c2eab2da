import type { DiscordAddress } from '../discord-address.ts';
import { isFailure, isRefusal } from '../api/discord-failure.ts';
import { drawMoved } from '../draw/discord-view.ts';
import type { DiscordMemory } from './discord-memory.ts';
import type { DiscordPlaceParts } from './discord-place-parts.ts';
import type { ProgressMessage } from './discord-progress-message.ts';

interface FormerParts extends Pick<DiscordPlaceParts, 'log'> {
  address: DiscordAddress;
  memory: DiscordMemory;
  message: Pick<ProgressMessage, 'point'>;
}

/** The messages that showed a turn's progress before it went on in a new one: each becomes a line that points there. */
export class DiscordFormerMessages {
  readonly #parts: FormerParts;

  constructor(parts: FormerParts) {
    this.#parts = parts;
  }

  /**
   * @param to the part where it goes on; before an answer the present round's progress is a former one too
   * @param again also those that were seen to point there: a late edit may have changed them
   */
  async point(moved: string, to: { part: string; isAnswer: boolean }, again = false): Promise<void> {
    const { memory, message, log, address } = this.#parts;
    const target = memory.value.posts[to.part];
    if (target?.id === undefined) return;
    const guild = target.channel === memory.value.direct ? undefined : address.guildId;
    const line = drawMoved(moved, `https://discord.com/channels/${guild ?? '@me'}/${target.channel}/${target.id}`);
    for (const { part, post } of memory.former(to.isAnswer)) {
      const { moved: done = [] } = memory.value;
      if (done.includes(part) && !again) continue;
      try {
        await message.point(post, line);
      } catch (error) {
        if (!isFailure(error)) throw error;
        log.debug({ err: error }, 'a message that showed a wait could not be changed');
        if (!isRefusal(error)) {
          memory.noteUnseen();
          continue;
        }
      }
      if (!done.includes(part)) await memory.change({ moved: [...done, part] });
    }
  }
}
