import { Agent, EnvHttpProxyAgent, fetch as undiciFetch, type Dispatcher } from 'undici';
import { LeanHttp } from '../../../http/lean-http.ts';
import type { LeanFetch } from '../../../http/lean-http.ts';
import type { ProxySettings } from '../../../settings/proxy-settings.ts';

/** Two ways to ask that wait as long as they have to, with the connections they keep. */
export interface PatientFetch {
  fetch: typeof fetch;
  /** For chats, whose answers come in hundreds of pieces. */
  send: LeanFetch;
  close(): Promise<void>;
}

/**
 * A request may hang for many minutes while a model starts, and undici ends it after five unless both limits are off; our own clocks
 * decide instead. The agent goes with the `fetch` of its own package: Node's global one has another version of undici and must not get it.
 * Proxies are tunnelled through also for plain HTTP, as undici's other way drops the limits (8.12, `Http1ProxyWrapper`).
 * HTTP/1.1 only, where an abort is a closed connection that every gateway understands.
 */
export const createPatientFetch = (proxy: ProxySettings | undefined): PatientFetch => {
  const limits = { headersTimeout: 0, bodyTimeout: 0 };
  const options: Agent.Options = { ...limits, allowH2: false };
  const dispatcher: Dispatcher = proxy
    ? new EnvHttpProxyAgent({ ...options, ...proxy, proxyTunnel: true })
    : new Agent(options);
  // The same function by other type names: undici's package and Node's types each have their own.
  const send = undiciFetch as unknown as (input: unknown, init: object) => Promise<Response>;
  const http = new LeanHttp(proxy, limits);
  return {
    fetch: (input, init) => send(input, { ...init, dispatcher }),
    send: (url, request) => http.send(url, request),
    close: async () => {
      await Promise.all([dispatcher.destroy(new Error('the gateway is closed')), http.close()]);
    },
  };
};
