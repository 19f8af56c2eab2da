import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

import type { Clock } from '../../../src/async/clock.ts';
import type { Attempt, Parcel, Transport } from './deliveries.ts';
import { isObject, type JsonObject } from './json-object.ts';

export type Signature = 'right' | 'wrong' | 'stale' | 'missing';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

const answerWithinMs = 3_000;
const staleSeconds = 6 * 60;

/** Signed HTTP: events as JSON, commands and interactions as forms; retried at once, after a minute, after five. */
export class HttpDelivery implements Transport {
  readonly retryAfterMs = [0, 60_000, 300_000];
  readonly #url: string;
  readonly #secret: string;
  readonly #clock: Clock;
  readonly #closed: AbortSignal;
  readonly #agent = new Agent({ keepAlive: false });

  constructor(parts: { url: string; secret: string; clock: Clock; closed: AbortSignal }) {
    this.#url = parts.url;
    this.#secret = parts.secret;
    this.#clock = parts.clock;
    this.#closed = parts.closed;
  }

  async attempt(parcel: Parcel, again: { number: number; reason: string } | undefined): Promise<Attempt> {
    const sentAt = this.#clock.now();
    const patience = new AbortController();
    const giveUp = AbortSignal.any([patience.signal, this.#closed]);
    const headers: Record<string, string> =
      again === undefined ? {} : { 'x-slack-retry-num': String(again.number), 'x-slack-retry-reason': again.reason };
    const timeout = this.#clock.sleep(answerWithinMs, giveUp).then(
      (): Attempt => ({ ended: 'failed', reason: 'http_timeout' }),
      (): Attempt => ({ ended: 'failed', reason: 'closed', last: true }),
    );
    const answer = this.#post(encode(parcel), 'right', headers, giveUp).then(
      (response) => this.#judge(response, sentAt),
      (): Attempt => ({ ended: 'failed', reason: 'connection_failed' }),
    );
    const attempt = await Promise.race([timeout, answer]);
    patience.abort(new Error('over'));
    return attempt;
  }

  /** One request outside of any delivery: url_verification, wrong signatures, rubbish. */
  knock(
    payload: JsonObject | string,
    signature: Signature = 'right',
    contentType = 'application/json',
  ): Promise<HttpAnswer> {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return this.#post({ contentType, text }, signature, {}, this.#closed);
  }

  #judge(response: HttpAnswer, sentAt: number): Attempt {
    if (response.status >= 200 && response.status < 300) {
      return { ended: 'acknowledged', payload: payloadOf(response.body), afterMs: this.#clock.now() - sentAt };
    }
    const last = response.headers['x-slack-no-retry'] === '1';
    return { ended: 'failed', reason: 'http_error', ...(last ? { last } : {}) };
  }

  #post(
    body: { contentType: string; text: string },
    signature: Signature,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        this.#url,
        {
          method: 'POST',
          agent: this.#agent,
          signal,
          headers: { 'content-type': body.contentType, ...headers, ...this.#signed(body.text, signature) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body.text);
    });
  }

  /** By the machine's time, because that is what the app holds the timestamp against. */
  #signed(text: string, signature: Signature): Record<string, string> {
    if (signature === 'missing') return {};
    const seconds = Math.floor(Date.now() / 1000) - (signature === 'stale' ? staleSeconds : 0);
    const secret = signature === 'wrong' ? 'another secret' : this.#secret;
    const digest = createHmac('sha256', secret).update(`v0:${seconds}:${text}`).digest('hex');
    return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${digest}` };
  }
}

function encode(parcel: Parcel): { contentType: string; text: string } {
  if (parcel.kind === 'event') return { contentType: 'application/json', text: JSON.stringify(parcel.payload) };
  const form = new URLSearchParams();
  if (parcel.kind === 'interactive') form.set('payload', JSON.stringify(parcel.payload));
  else for (const [key, value] of Object.entries(parcel.payload)) form.set(key, String(value));
  return { contentType: 'application/x-www-form-urlencoded', text: form.toString() };
}

/** What the app answered with: JSON, or plain text that is a message. */
function payloadOf(body: string): JsonObject {
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : { text: body };
  } catch {
    return { text: body };
  }
}
