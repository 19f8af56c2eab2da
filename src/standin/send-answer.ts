import type { ServerResponse } from 'node:http';
import type { Answer } from './http-answer.ts';
import { BrokenOff } from './pacing.ts';
import type { SseHabits } from './service-habits.ts';
import { SseWriter } from './sse-writer.ts';
import { WorkerGone } from './worker-pool.ts';

/** How the stand-in ended an answer. */
export type Ending = 'whole' | 'cut';

export interface Sending {
  response: ServerResponse;
  /** Aborts when the client is gone. */
  signal: AbortSignal;
  sse: SseHabits;
  /** Told just before the last bytes go out. */
  onEnding: (ending: Ending) => void;
  /** Waits between the headers and the body. */
  beforeBody?: () => Promise<void>;
}

/** Puts an answer on the wire exactly as it is. Rejects with the signal's reason if the client leaves. */
export const sendAnswer = async (answer: Answer, sending: Sending): Promise<void> => {
  const { response, signal } = sending;
  signal.throwIfAborted();
  if (answer.kind === 'reset') return reset(sending);
  if (answer.kind === 'stream') return sendStream(answer, sending);
  const body = Buffer.from(answer.kind === 'json' ? JSON.stringify(answer.document) : answer.body, 'utf8');
  response.writeHead(answer.status, {
    ...headersOf(answer.contentType),
    'content-length': body.length,
    ...answer.headers,
  });
  if (sending.beforeBody) {
    response.flushHeaders();
    await sending.beforeBody();
  }
  end(sending, 'whole', body);
};

const sendStream = async (answer: Extract<Answer, { kind: 'stream' }>, sending: Sending): Promise<void> => {
  const { response, signal, sse, beforeBody } = sending;
  response.writeHead(200, { ...headersOf(answer.contentType), ...answer.headers });
  response.flushHeaders();
  await beforeBody?.();
  try {
    await answer.write(new SseWriter(response, signal, sse));
  } catch (error) {
    if (error instanceof BrokenOff && error.how === 'reset') return reset(sending);
    if (!(error instanceof WorkerGone) && !(error instanceof BrokenOff)) throw error;
    // The service ends such a stream as if it were whole, but without [DONE].
    return end(sending, 'cut');
  }
  end(sending, 'whole');
};

const end = ({ response, onEnding }: Sending, ending: Ending, body?: Buffer): void => {
  onEnding(ending);
  response.end(body);
};

const headersOf = (contentType: string | undefined): Record<string, string> =>
  contentType === undefined ? {} : { 'content-type': contentType };

const reset = ({ response, onEnding }: Sending): void => {
  onEnding('cut');
  response.socket?.resetAndDestroy();
};
