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
const DONE = /(?:^|[\r\n])data: ?\[DONE\]/;

/**
 * Lets the bytes of server-sent events through up to the bounds and then ends the stream, with what it had. Whoever reads it never holds
 * more than one event: a line without an end, or an archive that unpacks without end, costs no more than that.
 */
export const boundStream = (
  body: ReadableStream<Uint8Array>,
  { totalBytes, eventBytes }: StreamBounds,
  seen: StreamEnd,
): ReadableStream<Uint8Array> => {
  let total = 0;
  let event = 0;
  let before = Buffer.alloc(0);
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        const bytes = Buffer.concat([before, chunk]);
        seen.isDone ||= DONE.test(bytes.toString('latin1'));
        const end = Math.max(bytes.lastIndexOf('\n\n'), bytes.lastIndexOf('\r\n\r\n'), bytes.lastIndexOf('\r\r'));
        total += chunk.byteLength;
        event = end === -1 ? event + chunk.byteLength : bytes.byteLength - end;
        before = bytes.subarray(-OVERLAP_BYTES);
        if (total <= totalBytes && event <= eventBytes) {
          controller.enqueue(chunk);
          return;
        }
        seen.isFull = true;
        controller.terminate();
      },
    }),
  );
};
