import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { BufferedIncomingMessage } from '@slack/bolt';
import type { Log } from '../../../core/ports/operator.ts';
import { boltLogger } from '../api/slack-log.ts';

export const SLACK_PATH = '/slack/events';
/** Slack's events stay below 100 kB; a form of a long text is the largest thing that it sends. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** Slack gives up after 3 s; what is not acknowledged by then it delivers again. */
const TIMEOUT_MS = 3_001;

/** Bolt's HTTP receiver on the project's own server; its server is never started. */
export class SlackHttp {
  readonly receiver: HTTPReceiver;
  readonly #log: Log;

  constructor(options: { signingSecret: string; log: Log }) {
    this.#log = options.log;
    this.receiver = new HTTPReceiver({
      signingSecret: options.signingSecret,
      endpoints: SLACK_PATH,
      logger: boltLogger(options.log),
      unhandledRequestTimeoutMillis: TIMEOUT_MS,
      unhandledRequestHandler: ({ response }) => answerStatus(response, 503),
      processEventErrorHandler: async () => false, // SlackApp lets nothing through
    });
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    this.#handle(request, response).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'a request at the Slack endpoint could not be read');
      answerStatus(response, 400);
    });
  };

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return answerStatus(response, 405);
    const body = await readBody(request);
    if (body === undefined) {
      response.once('finish', () => request.destroy());
      return answerStatus(response, 413);
    }
    if (!isObject(body, request.headers['content-type'])) return answerStatus(response, 400);
    const buffered: BufferedIncomingMessage = Object.assign(request, { rawBody: body });
    this.receiver.requestListener(buffered, response);
  }
}

const answerStatus = (response: ServerResponse, status: number): void => {
  if (response.headersSent) return;
  response.writeHead(status);
  response.end();
};

/** Undefined when it is too large. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** Bolt reads a property of whatever JSON it got, `null` too, where nobody catches what is thrown. */
const isObject = (body: Buffer, contentType: string | undefined): boolean => {
  const text = body.toString('utf8');
  try {
    if (contentType !== 'application/x-www-form-urlencoded') return isJsonObject(text);
    const payload = new URLSearchParams(text).getAll('payload');
    return payload.length !== 1 || isJsonObject(payload[0] ?? '');
  } catch {
    return false;
  }
};

const isJsonObject = (text: string): boolean => {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null;
};
