import type { LeanAnswer } from '../../../http/lean-http.ts';
import { late, within, type Limit } from '../../../async/within.ts';

/** The body as text, at most so many bytes of it: no answer is endless here. Ends early, with what has come, when the limit is over. */
export const readText = async ({ body }: LeanAnswer, mostBytes: number, limit?: Limit): Promise<string> => {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    while (bytes <= mostBytes) {
      const chunk = await (limit ? within(limit, chunks.next()) : chunks.next());
      if (chunk === late || chunk.done === true) break;
      bytes += chunk.value.byteLength;
      text += decoder.decode(chunk.value, { stream: true });
    }
    return text + decoder.decode();
  } finally {
    body.destroy();
  }
};
