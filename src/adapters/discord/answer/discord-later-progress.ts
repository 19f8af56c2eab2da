import { failedWith } from '../api/discord-failure.ts';
import type { Drawing } from '../draw/discord-view.ts';
import type { ProgressMessageParts } from './discord-progress-message.ts';

type LaterParts = Pick<ProgressMessageParts, 'api' | 'memory' | 'outbox'>;

/** What shows the progress of an interaction once its wait goes on below the response, in a message of the bot's own. */
export class LaterProgress {
  readonly #parts: LaterParts;
  readonly #postAnew: (drawing: Drawing, part: string) => Promise<void>;

  constructor(parts: LaterParts, postAnew: (drawing: Drawing, part: string) => Promise<void>) {
    this.#parts = parts;
    this.#postAnew = postAnew;
  }

  async show(drawing: Drawing): Promise<void> {
    const { memory, api } = this.#parts;
    const post = memory.progress;
    if (post?.id === undefined) await this.#postAnew(drawing, memory.progressPart);
    const { channel, id } = memory.progress ?? {};
    if (!post || channel === undefined || id === undefined) return;
    try {
      // Found again after a crash, it shows what it showed then.
      await api.editMessage(channel, id, drawing, 'one');
    } catch (error) {
      if (!failedWith(error, 'unknownMessage', 'archivedThread')) throw error;
      await memory.change({ isGone: true });
    }
  }

  async become(drawing: Drawing, part: string): Promise<void> {
    const { memory, api, outbox } = this.#parts;
    if (memory.progress?.id === undefined && memory.progress) await this.#postAnew(drawing, memory.progressPart);
    const { channel, id } = memory.progress ?? {};
    if (channel !== undefined && id !== undefined && !memory.value.isGone) {
      try {
        await outbox.patiently(() => api.editMessage(channel, id, drawing));
        return;
      } catch (error) {
        if (!failedWith(error, 'unknownMessage', 'archivedThread')) throw error;
      }
    }
    await this.#postAnew(drawing, part);
    await memory.change({ isGone: true });
  }
}
