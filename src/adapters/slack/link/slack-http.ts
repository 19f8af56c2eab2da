import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { BufferedIncomingMessage } from '@slack/bolt';
import { systemClock } from '../../../async/clock.ts';
import type { Clock } from '../../../async/clock.ts';
import { late, within } from '../../../async/within.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { boltLogger } from '../api/slack-log.ts';
import { BodyReader } from './body-reader.ts';
import { ARRIVED_AT } from './slack-app.ts';

export const SLACK_PATH = '/slack/events';
/** Slack's events stay below 100 kB; a form of a long text, written as a form is, is the largest thing that it sends. */
const MAX_BODY_BYTES = 512 * 1024;
/** Only Slack's old question whether a certificate is right comes unsigned: `ssl_check=1&token=...`. */
const MAX_UNSIGNED_BYTES = 1_024;
/** Slack sends all of a body at once. Whoever does not is cut off sooner than the server would, which waits for large files. */
const BODY_MS = 10_000;
/** What is signed with an older time is refused (docs.slack.dev/authentication/verifying-requests-from-slack), seconds. */
const MAX_AGE_SECONDS = 5 * 60;
/** Slack gives up after 3 s; what is not acknowledged by then it delivers again. */
const TIMEOUT_MS = 3_001;

/** Bolt's HTTP receiver on the project's own server; its server is never started. */
export class SlackHttp {
  readonly receiver: HTTPReceiver;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #bodies = new BodyReader();

  constructor(options: { signingSecret: string; clock: Clock; log: Log }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.receiver = new HTTPReceiver({
      signingSecret: options.signingSecret,
      endpoints: SLACK_PATH,
      logger: boltLogger(options.log),
      customPropertiesExtractor: (request) => ({ [ARRIVED_AT]: ARRIVED_AT in request && request[ARRIVED_AT] }),
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

  /** What can be refused by its header is refused before anything of its body is held. */
  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAt = this.#clock.monotonic();
    if (request.method !== 'POST') return refuse(request, response, 405);
    const isSigned = looksSigned(request);
    const body = await within(
      { clock: this.#clock, timeoutMs: BODY_MS },
      this.#bodies.read(request, response, isSigned ? MAX_BODY_BYTES : MAX_UNSIGNED_BYTES),
    );
    if (body === late) return refuse(request, response, 408);
    if (body === 'too-large') return refuse(request, response, isSigned ? 413 : 401);
    if (body === 'too-many') return refuse(request, response, 503);
    if (!isObject(body, request.headers['content-type'])) return answerStatus(response, 400);
    const buffered: BufferedIncomingMessage = Object.assign(request, { rawBody: body, [ARRIVED_AT]: arrivedAt });
    this.receiver.requestListener(buffered, response);
  }
}

/** Whether the signature is right Bolt finds out, once the body is there. Signatures go by the machine's time. */
const looksSigned = ({ headers }: IncomingMessage): boolean => {
  const [signature, timestamp] = [headers['x-slack-signature'], headers['x-slack-request-timestamp']];
  if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  return Math.abs(systemClock.now() / 1_000 - Number(timestamp)) <= MAX_AGE_SECONDS;
};

/** Nothing more is read of what goes on coming. */
const refuse = (request: IncomingMessage, response: ServerResponse, status: number): void => {
  response.once('finish', () => request.destroy());
  answerStatus(response, status);
};

const answerStatus = (response: ServerResponse, status: number): void => {
  if (response.headersSent) return;
  response.writeHead(status);
  response.end();
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
