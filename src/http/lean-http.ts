import { pipeline, type Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Agent, EnvHttpProxyAgent, request } from 'undici';
import type { Dispatcher } from 'undici';
import type { ProxySettings } from '../settings/proxy-settings.ts';

export interface LeanRequest {
  method?: string | undefined;
  headers?: Record<string, string> | undefined;
  body?: string | undefined;
  /** Also ends an answer that is still coming. */
  signal?: AbortSignal | undefined;
}

/** As much of a `Response` as its readers here want. */
export interface LeanAnswer {
  status: number;
  headers: LeanHeaders;
  /** Decompressed. To be read to its end, or destroyed: until then it has the connection. */
  body: Readable;
  text: () => Promise<string>;
}

export type LeanFetch = (url: string | URL, request?: LeanRequest) => Promise<LeanAnswer>;

/** A page of many megabytes is worth it; and what comes compressed without being asked for is read as well. */
const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Requests that a turn makes, over undici's own `request`: `fetch` takes five times as much of the processor for each, and its streams several
 * times as much for each piece of an answer. Follows no redirect. HTTP/1.1, where an abort is a closed connection.
 */
export class LeanHttp {
  readonly #dispatcher: Dispatcher;

  /** @param limits how long headers and pieces of a body may take, milliseconds; 0 is no limit */
  constructor(proxy: ProxySettings | undefined, limits: Pick<Agent.Options, 'headersTimeout' | 'bodyTimeout'> = {}) {
    const options: Agent.Options = { ...limits, allowH2: false };
    // Plain HTTP is tunnelled through proxies, too: undici's other way drops the limits (8.12, `Http1ProxyWrapper`).
    this.#dispatcher = proxy ? new EnvHttpProxyAgent({ ...options, ...proxy, proxyTunnel: true }) : new Agent(options);
  }

  /** Rejects with the signal's reason, or where nothing answers. */
  async send(url: string | URL, { method = 'GET', headers = {}, body, signal }: LeanRequest = {}): Promise<LeanAnswer> {
    const options = { method, headers, body: body ?? null, signal: signal ?? null };
    const answer = await request(url, { ...options, dispatcher: this.#dispatcher });
    const found = new LeanHeaders(answer.headers);
    const decoder = DECODERS[found.get('content-encoding')?.toLowerCase() ?? ''];
    const { statusCode: status, body: raw } = answer;
    if (!decoder) return { status, headers: found, body: raw, text: () => raw.text() };
    const decoded = pipeline(raw, decoder(), () => undefined); // whoever reads it hears of it
    return { status, headers: found, body: decoded, text: () => textOf(decoded) };
  }

  /** Ends what is under way. */
  close(): Promise<void> {
    return this.#dispatcher.destroy(new Error('closed'));
  }
}

/** As `Headers` has it, without copying them. */
export class LeanHeaders {
  readonly #record: Readonly<Record<string, string | string[] | undefined>>;

  constructor(record: Readonly<Record<string, string | string[] | undefined>>) {
    this.#record = record;
  }

  get(name: string): string | null {
    const value = this.#record[name.toLowerCase()];
    return value === undefined ? null : String(value);
  }

  *entries(): Generator<[string, string], void> {
    for (const [name, value] of Object.entries(this.#record)) if (value !== undefined) yield [name, String(value)];
  }

  [Symbol.iterator](): Generator<[string, string], void> {
    return this.entries();
  }
}
