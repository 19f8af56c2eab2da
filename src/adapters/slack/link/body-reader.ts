import type { IncomingMessage, ServerResponse } from 'node:http';

/** So much of each body is held in any case: nearly everything that Slack sends, so that it comes through beside a flood of large ones. */
const SMALL_BYTES = 64 * 1024;
/** What all bodies together may hold above that. */
const MAX_HELD_BYTES = 32 * 1024 * 1024;

/** Reads bodies of requests into memory, in bounded size: bytes are counted before they are held. */
export class BodyReader {
  #heldBytes = 0;

  /** @returns the body, or why it is not read: it is larger than `maxBytes`, or all together are too many. */
  async read(
    request: IncomingMessage,
    response: ServerResponse,
    maxBytes: number,
  ): Promise<Buffer | 'too-large' | 'too-many'> {
    if (Number(request.headers['content-length']) > maxBytes) return 'too-large';
    const chunks: Buffer[] = [];
    let [bytes, counted] = [0, 0];
    response.once('close', () => (this.#heldBytes -= counted));
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) return 'too-large';
      const more = Math.max(bytes - SMALL_BYTES, 0) - counted;
      if (this.#heldBytes + more > MAX_HELD_BYTES) return 'too-many';
      counted += more;
      this.#heldBytes += more;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}
