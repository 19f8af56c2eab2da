import type { Clock } from '../async/clock.ts';
import { toError } from '../async/to-error.ts';
import { late, within } from '../async/within.ts';
import type { Log, TurnRecord } from '../core/ports/operator.ts';
import type { TraceSettings } from './trace-settings.ts';
import { logTurn } from './turn-line.ts';
import type { TurnTraces } from './turn-traces.ts';

/** What is left of traces may take so long at the end, milliseconds. */
const LAST_MS = 3_000;

/** Takes the record of each turn to wherever the operator wants it: the log, and traces where they are on. */
export class TurnJournal {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #traces: TurnTraces | undefined;

  private constructor(log: Log, clock: Clock, traces: TurnTraces | undefined) {
    this.#log = log;
    this.#clock = clock;
    this.#traces = traces;
  }

  /** OpenTelemetry is loaded only where traces are on. */
  static async open(
    settings: TraceSettings | undefined,
    { log, clock }: { log: Log; clock: Clock },
  ): Promise<TurnJournal> {
    if (settings === undefined) return new TurnJournal(log, clock, undefined);
    const { TurnTraces: Traces } = await import('./turn-traces.ts');
    return new TurnJournal(log, clock, new Traces(settings, log));
  }

  readonly record = (turn: TurnRecord): void => {
    logTurn(this.#log, turn);
    this.#traces?.record(turn);
  };

  /** A receiver that does not answer holds nobody up. */
  async close(): Promise<void> {
    const traces = this.#traces;
    if (!traces) return;
    const failed = (why: string): void => this.#log.warn({ why }, 'OpenTelemetry: the last traces were not sent');
    const closing = traces.close().catch((error: unknown) => failed(toError(error).message));
    if ((await within({ clock: this.#clock, timeoutMs: LAST_MS }, closing)) === late) failed('no answer in time');
  }
}
