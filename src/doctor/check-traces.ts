import type { Config } from '../config.ts';
import { ok, warning } from '../findings/finding.ts';
import type { Check } from '../findings/finding.ts';
import { adviseOnNetwork } from '../findings/network-advice.ts';
import { NoAnswer } from '../findings/probe.ts';
import type { Probe } from '../findings/probe.ts';

const EMPTY = JSON.stringify({ resourceSpans: [] });

/** Where traces go, if they do: does it take one that is empty? */
export async function* checkTraces(config: Config, probe: Probe): Check {
  const { traces } = config;
  if (traces === undefined) return;
  const url = `${traces.endpoint.replace(/\/+$/, '')}/v1/traces`;
  const { host } = new URL(url);
  try {
    const headers = { ...traces.headers, 'content-type': 'application/json' };
    const { status } = await probe.ask(url, { method: 'POST', headers, body: EMPTY });
    if (status >= 200 && status < 300) yield ok('traces', `${host} takes them`);
    else
      yield warning(
        'traces',
        `${host} answers with HTTP ${status}`,
        status === 401 || status === 403
          ? 'Set OTEL_EXPORTER_OTLP_HEADERS to what it wants, such as authorization=Bearer%20KEY.'
          : 'OTEL_EXPORTER_OTLP_ENDPOINT must be the base of a receiver of OTLP over HTTP (often port 4318), without /v1/traces.',
      );
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    yield warning('traces', error.message, adviseOnNetwork(url, error.code, config));
  }
}
