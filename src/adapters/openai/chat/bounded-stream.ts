/** What a stream of events may take, bytes after decompression: in all, and of one event, which is held until its end. */
export interface StreamBounds {
  totalBytes: number;
  eventBytes: number;
}

/** What was seen of a stream's bytes while they passed. */
export interface StreamEnd {
  /** It said that it is complete. */
  isDone: boolean;
  /** It was ended here, because it came to a bound. */
  isFull: boolean;
}

/** So many bytes of the last chunk are looked at again with the next one: `\n\n` and `data: [DONE]` may be torn. */
const OVERLAP_BYTES = 16;
const DONE_MARK = '[DONE]';
const DONE = /(?:^|[\r\n])data: ?\[DONE\]/;
const NEWLINE = 0x0a;

/**
 * Lets the bytes of server-sent events through up to the bounds and then ends the stream, with what it had. Whoever reads it never holds
 * more than one event: a line without an end, or an archive that unpacks without end, costs no more than that.
 */
export async function* boundStream(
  body: AsyncIterable<Uint8Array>,
  bounds: StreamBounds,
  seen: StreamEnd,
): AsyncGenerator<Uint8Array, void> {
  const meter = new StreamMeter(bounds, seen);
  for await (const chunk of body) {
    if (!meter.take(chunk)) return;
    yield chunk;
  }
}

/** Counts what passes. */
class StreamMeter {
  readonly #bounds: StreamBounds;
  readonly #seen: StreamEnd;
  #total = 0;
  #event = 0;
  #before = Buffer.alloc(0);

  constructor(bounds: StreamBounds, seen: StreamEnd) {
    this.#bounds = bounds;
    this.#seen = seen;
  }

  /** @returns whether it is within the bounds. */
  take(chunk: Uint8Array): boolean {
    const bytes = Buffer.concat([this.#before, chunk]);
    if (bytes.includes(DONE_MARK)) this.#seen.isDone ||= DONE.test(bytes.toString('latin1'));
    const end = lastEventEnd(bytes);
    this.#total += chunk.byteLength;
    this.#event = end === -1 ? this.#event + chunk.byteLength : bytes.byteLength - end;
    this.#before = bytes.subarray(-OVERLAP_BYTES);
    this.#seen.isFull = this.#total > this.#bounds.totalBytes || this.#event > this.#bounds.eventBytes;
    return !this.#seen.isFull;
  }
}

/** Where the last event ends in these bytes; -1 where none does. */
const lastEventEnd = (bytes: Buffer): number => {
  const { length } = bytes;
  if (bytes[length - 1] === NEWLINE && bytes[length - 2] === NEWLINE) return length - 2; // nearly each chunk
  return Math.max(bytes.lastIndexOf('\n\n'), bytes.lastIndexOf('\r\n\r\n'), bytes.lastIndexOf('\r\r'));
};
