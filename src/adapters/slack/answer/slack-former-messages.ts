import { drawMoved } from '../draw/slack-view.ts';
import type { SlackMessage } from '../draw/slack-view.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackMemory } from './slack-memory.ts';
import type { SlackOutbox } from './slack-outbox.ts';
import type { SlackPlaceParts } from './slack-place-parts.ts';

/** The messages that showed a turn's progress before it went on in a new one: each becomes a line that points there. */
export class SlackFormerMessages {
  readonly #parts: Pick<SlackPlaceParts, 'directory'>;
  readonly #address: SlackAddress;
  readonly #notes: SlackMemory;
  readonly #outbox: SlackOutbox;

  constructor(
    parts: Pick<SlackPlaceParts, 'directory'>,
    own: { address: SlackAddress; notes: SlackMemory; outbox: SlackOutbox },
  ) {
    this.#parts = parts;
    this.#address = own.address;
    this.#notes = own.notes;
    this.#outbox = own.outbox;
  }

  /** @param to the message where it goes on; before an answer the present round's progress is a former one too. */
  async point(moved: string, to: { ts: string; isAnswer: boolean }): Promise<void> {
    const former = this.#notes.former(to.isAnswer ? 'and the present one' : 'only');
    const { pressed, ephemeral } = this.#address;
    const isPressed = pressed !== undefined && !ephemeral && this.#notes.ts('moved') === undefined;
    if (isPressed && former.length === 0 && (to.isAnswer || this.#notes.round > 0))
      former.push({ part: 'moved', ts: pressed });
    if (former.length === 0) return;
    const line = await this.draw(moved, to.ts);
    for (const { part, ts } of former) await this.#outbox.become(ts, part, line);
  }

  async draw(moved: string, ts: string): Promise<Pick<SlackMessage, 'text' | 'blocks'>> {
    const { url } = await this.#parts.directory.self();
    const { channel } = this.#address;
    const thread = this.#notes.threadOf(this.#address);
    const inThread = thread === undefined ? '' : `?thread_ts=${thread}&cid=${channel}`;
    const link = url === undefined ? undefined : `${url}archives/${channel}/p${ts.replace('.', '')}${inThread}`;
    return drawMoved(moved, link);
  }
}
