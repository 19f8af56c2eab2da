import { Agent, EnvHttpProxyAgent, fetch as undiciFetch, type Dispatcher } from 'undici';
import type { ProxySettings } from '../../../settings/proxy-settings.ts';

/** A `fetch` that waits as long as it has to, with the connections it keeps. */
export interface PatientFetch {
  fetch: typeof fetch;
  close(): Promise<void>;
}

/**
 * A request may hang for many minutes while a model starts, and undici ends it after five unless both limits are off; our own clocks
 * decide instead. The agent goes with the `fetch` of its own package: Node's global one has another version of undici and must not get it.
 * Proxies are tunnelled through also for plain HTTP, as undici's other way drops the limits (8.12, `Http1ProxyWrapper`).
 * HTTP/1.1 only, where an abort is a closed connection that every gateway understands.
 */
export const createPatientFetch = (proxy: ProxySettings | undefined): PatientFetch => {
  const options: Agent.Options = { headersTimeout: 0, bodyTimeout: 0, allowH2: false };
  const dispatcher: Dispatcher = proxy
    ? new EnvHttpProxyAgent({ ...options, ...proxy, proxyTunnel: true })
    : new Agent(options);
  // The same function by other type names: undici's package and Node's types each have their own.
  const send = undiciFetch as unknown as (input: unknown, init: object) => Promise<Response>;
  return {
    fetch: (input, init) => send(input, { ...init, dispatcher }),
    close: () => dispatcher.destroy(new Error('the gateway is closed')),
  };
};
