import { z } from 'zod';
import { httpUrl, text } from '../settings/setting-kinds.ts';
import { defineSettings } from '../settings/settings-group.ts';

/** Where traces of turns go. The names are OpenTelemetry's own. */
export interface TraceSettings {
  /** Base of an OTLP/HTTP receiver; /v1/traces is behind it. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  serviceName: string;
}

/** `name=value` pairs with commas between, values as in a URL. @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
const headers = z
  .string()
  .transform((list, context) => {
    const pairs = list.split(',').map((pair) => /^\s*([\w-]+)\s*=\s*([\x21-\x7E ]*?)\s*$/.exec(pair));
    const wrong = {
      code: 'custom',
      message: 'must be name=value pairs with commas between them',
      input: list,
    } as const;
    const read: Record<string, string> = {};
    for (const pair of pairs) {
      const [, name, value = ''] = pair ?? [];
      const decoded = URL.canParse(`http://x/?${value}`) ? decode(value) : undefined;
      if (name === undefined || decoded === undefined) context.issues.push(wrong);
      else read[name] = decoded;
    }
    return read;
  })
  .optional();

const decode = (value: string): string | undefined => {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined; // a stray %
  }
};

export const traceSettings = defineSettings({
  shape: {
    OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
    OTEL_EXPORTER_OTLP_HEADERS: headers,
    OTEL_SERVICE_NAME: text,
  },
  secrets: ['OTEL_EXPORTER_OTLP_HEADERS'],
  value: (values): { traces: TraceSettings | undefined } => {
    const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: given = {} } = values;
    const serviceName = values.OTEL_SERVICE_NAME ?? 'aitta-bot';
    return { traces: endpoint === undefined ? undefined : { endpoint, headers: given, serviceName } };
  },
});
