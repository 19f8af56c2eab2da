/** The body as text, at most so many bytes of it: no answer is endless here. Ends early, with what has come, once the signal aborts. */
export const readText = async (response: Response, mostBytes: number, enough?: AbortSignal): Promise<string> => {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const cancel = (): void => void reader.cancel().catch(() => undefined); // the connection is gone either way
  enough?.addEventListener('abort', cancel, { once: true });
  if (enough?.aborted === true) cancel();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    while (bytes <= mostBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
    return text + decoder.decode();
  } finally {
    enough?.removeEventListener('abort', cancel);
    cancel();
  }
};
