import type { Clock } from '../../async/clock.ts';
import type { Meter, TurnRecord, TurnStep } from '../ports/operator.ts';
import type { PhaseEvent, StartEstimate } from '../ports/phase.ts';
import type { Kept, Turn } from '../ports/turns.ts';

export interface TurnStepsParts {
  turn: Turn;
  clock: Clock;
  meter: Meter;
}

/** What one run of a turn goes through, and when: for the figures, the log and the traces. Never what anybody wrote. */
export class TurnSteps {
  readonly #parts: TurnStepsParts;
  readonly #steps: TurnStep[] = [];
  #phase: PhaseEvent['name'] | undefined;
  #estimate: StartEstimate | undefined;
  #result: string | undefined;

  constructor(parts: TurnStepsParts) {
    this.#parts = parts;
  }

  reach(step: 'first_sign' | 'first_token'): void {
    this.#parts.meter.observe(step, this.#enter(step), this.#labels);
    if (step === 'first_token') this.#judgeEstimate();
  }

  /** The wait has come to this; the same again is no step. */
  wait(event: PhaseEvent): void {
    this.#estimate = event.start ?? this.#estimate;
    if (event.name === this.#phase) return;
    this.#phase = event.name;
    this.#parts.meter.observe('phase', this.#enter(event.name), { ...this.#labels, phase: event.name });
    if (event.name === 'running') this.#judgeEstimate();
  }

  /** How a question ended; counted once. */
  end(result: string): void {
    this.#parts.meter.count('answers', { ...this.#labels, result });
    this.#result = result;
  }

  /** The turn is over. @param kept what came of it */
  record({ exchange }: Kept, otherwise?: string): TurnRecord {
    const { turn, clock } = this.#parts;
    const { id, kind, at, deaths, arrival } = turn;
    const { platform, conversation } = arrival;
    const { tokensIn, tokensOut } = exchange?.usage ?? {};
    return {
      turn: id,
      platform,
      conversation,
      kind,
      at,
      deaths,
      endedAt: clock.now(),
      result: this.#result ?? otherwise ?? (exchange ? 'answered' : resultOf(turn)), // an earlier run may have got the answer
      steps: this.#steps,
      ...(exchange ? { model: exchange.model } : {}),
      ...(tokensIn === undefined ? {} : { tokensIn }),
      ...(tokensOut === undefined ? {} : { tokensOut }),
    };
  }

  get #labels(): { platform: string } {
    return { platform: this.#parts.turn.arrival.platform };
  }

  /** @returns seconds since the acceptance */
  #enter(name: string): number {
    const { turn, clock } = this.#parts;
    const now = clock.now();
    this.#steps.push({ name, at: now });
    return Math.max(now - turn.at, 0) / 1_000;
  }

  /** The model has started: was it within the time that people were told? */
  #judgeEstimate(): void {
    if (!this.#estimate) return;
    const { since, fromMs, toMs } = this.#estimate;
    const tookMs = this.#parts.clock.now() - since;
    const missedMs = Math.max(fromMs - tookMs, tookMs - toMs, 0);
    const result = missedMs === 0 ? 'within' : tookMs < fromMs ? 'earlier' : 'later';
    this.#parts.meter.count('start_estimates', { result });
    this.#parts.meter.observe('start_estimate_error', missedMs / 1_000);
    this.#estimate = undefined;
  }
}

/** Where nothing was counted in this run. */
const resultOf = ({ kind, deaths }: Turn): string => {
  if (kind === 'command') return 'command';
  return deaths > 0 ? 'resumed' : 'refused';
};
