import { context, diag, DiagLogLevel, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Log, TurnRecord } from '../core/ports/operator.ts';
import type { TraceSettings } from './trace-settings.ts';

/** For one batch of traces, milliseconds. */
const EXPORT_MS = 5_000;
const WELL: ReadonlySet<string> = new Set(['answered', 'stopped', 'refused', 'resumed', 'command']);
/** What goes on after a step, where its name does not say so. */
const AFTER: Readonly<Record<string, string>> = { first_sign: 'preparing', first_token: 'writing' };

const silent = (): void => undefined;

/** Traces of turns by OpenTelemetry: a span for each turn and one for each of its steps, made when it is over. Never a text. */
export class TurnTraces {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  constructor({ endpoint, headers, serviceName }: TraceSettings, log: Log) {
    const tell = (why: string): void => log.warn({ why: why.slice(0, 200) }, 'OpenTelemetry: traces cannot be sent');
    diag.setLogger(
      { error: tell, warn: silent, info: silent, debug: silent, verbose: silent },
      { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
    );
    const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
    const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: EXPORT_MS });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': serviceName }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    this.#tracer = this.#provider.getTracer('aitta-bot');
  }

  record(record: TurnRecord): void {
    const { kind, at, endedAt, steps, result } = record;
    const whole = this.#tracer.startSpan(kind, { startTime: at, attributes: attributesOf(record), root: true });
    const within = trace.setSpan(context.active(), whole);
    for (const [index, step] of [{ name: 'accepted', at }, ...steps].entries()) {
      const span = this.#tracer.startSpan(AFTER[step.name] ?? step.name, { startTime: step.at }, within);
      span.end(steps[index]?.at ?? endedAt);
    }
    if (!WELL.has(result)) whole.setStatus({ code: SpanStatusCode.ERROR, message: result });
    whole.end(endedAt);
  }

  /** Sends what is left. */
  async close(): Promise<void> {
    await this.#provider.shutdown();
    diag.disable();
  }
}

/** Models by the names that OpenTelemetry has for them. @see https://opentelemetry.io/docs/specs/semconv/gen-ai/ */
const attributesOf = ({ turn, platform, conversation, result, model, deaths, ...counts }: TurnRecord): Attributes => ({
  'aitta_bot.turn': turn,
  'aitta_bot.platform': platform,
  'aitta_bot.conversation': conversation,
  'aitta_bot.result': result,
  'aitta_bot.deaths': deaths,
  ...(model === undefined ? {} : { 'gen_ai.request.model': model }),
  ...(counts.tokensIn === undefined ? {} : { 'gen_ai.usage.input_tokens': counts.tokensIn }),
  ...(counts.tokensOut === undefined ? {} : { 'gen_ai.usage.output_tokens': counts.tokensOut }),
});
