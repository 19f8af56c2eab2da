import { late, within, type Limit } from '../../../async/within.ts';

/** The body as text, at most so many bytes of it: no answer is endless here. Ends early, with what has come, when the limit is over. */
export const readText = async (response: Response, mostBytes: number, limit?: Limit): Promise<string> => {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    while (bytes <= mostBytes) {
      const chunk = await (limit ? within(limit, reader.read()) : reader.read());
      if (chunk === late || chunk.done) break;
      bytes += chunk.value.byteLength;
      text += decoder.decode(chunk.value, { stream: true });
    }
    return text + decoder.decode();
  } finally {
    reader.cancel().catch(() => undefined); // the connection is gone either way
  }
};
