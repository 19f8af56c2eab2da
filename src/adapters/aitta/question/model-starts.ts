import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import { unlessAborted } from '../../../async/unless-aborted.ts';
import type { ModelRequest } from '../../../core/ports/model.ts';
import type { PhaseEvent } from '../../../core/ports/phase.ts';
import { AttemptFailed, type Failure } from '../../openai/failure.ts';
import type { GatewayLimits } from '../../openai/limits.ts';
import type { MetadataCalls } from '../../openai/budget/metadata-calls.ts';
import type { PlannedBreaks } from '../catalogue/planned-breaks.ts';
import type { WorkerWatch } from '../catalogue/worker-watch.ts';
import type { KeptWaits } from './kept-waits.ts';
import type { StartHistory } from './start-history.ts';
import { WaitingPeople } from './waiting-people.ts';
import type { WakeUp } from './wake-up.ts';

export interface ModelStartsParts {
  clock: Clock;
  calls: Pick<MetadataCalls, 'pausedUntil'>;
  watch: WorkerWatch;
  limits: GatewayLimits;
  wakeUp: WakeUp;
  history: StartHistory;
  breaks: PlannedBreaks;
  waits: KeptWaits;
}

/** One model that does not run, and all who wait for it. */
interface Start {
  readonly model: string;
  waiting: number;
  readonly people: WaitingPeople;
  /** When it was first wanted, or since when it could be waited for at all; monotonic. */
  since: number;
  changed: PromiseWithResolvers<void>;
  failure: Failure | undefined;
  unfollow: () => void;
}

/** What one waiter has in hand. */
export interface StartWait {
  /** Resolves at the next news of the model; rejects with an AttemptFailed once it makes no sense to wait, with the signal's reason once aborted. */
  change(signal: AbortSignal): Promise<void>;
  /** This one does not wait any more. Twice does no harm. */
  leave(): void;
}

/** Who asks for the same model again within this time goes on waiting as before, milliseconds: such as a question that was parked. */
const SAME_WAIT_MS = 60_000;
const MAX_REMEMBERED = 500;

/** The models that are being started: one watcher each, for all who wait for it, and nobody holds a place in the shared budget meanwhile. */
export class ModelStarts {
  readonly #parts: ModelStartsParts;
  readonly #starts = new Map<string, Start>();
  readonly #since: BoundedMap<string, number>;

  constructor(parts: ModelStartsParts) {
    this.#parts = parts;
    this.#since = new BoundedMap({ max: MAX_REMEMBERED, lifetime: { clock: parts.clock, ms: SAME_WAIT_MS } });
  }

  /** What earlier processes have seen of starts is known. Never rejects. */
  async restored(): Promise<void> {
    await Promise.all([this.#parts.history.restored(), this.#parts.waits.restored()]);
  }

  /** How many people wait, by model. */
  waiting(): ReadonlyMap<string, number> {
    return new Map([...this.#starts].map(([model, { people }]) => [model, people.count]));
  }

  /** How long it takes, who else waits, and what comes between, as far as that is known. */
  outlook(model: string, personId: string): Pick<PhaseEvent, 'start' | 'queue' | 'break'> {
    const { breaks, clock, history, watch } = this.#parts;
    const state = watch.state(model);
    const usual = state === 'offline' && !this.#starts.has(model) ? history.usual(model) : undefined;
    const start = usual ? { since: clock.now(), ...usual } : history.estimate(model, state);
    const queue = this.#starts.get(model)?.people.queueOf(personId);
    return {
      ...(start ? { start } : {}),
      ...(queue && queue.people > 1 ? { queue } : {}),
      ...(breaks.soon ? { break: breaks.soon } : {}),
    };
  }

  /** The model is wanted: it is woken where it is offline, as long as anybody waits. @param person where one waits for it */
  join(model: string, person?: Pick<ModelRequest, 'personId' | 'askedAt'>): StartWait {
    const start = this.#starts.get(model) ?? this.#begin(model);
    start.waiting++;
    if (person) start.people.join(person.personId, person.askedAt);
    let isWaiting = true;
    this.#look(start);
    return {
      change: (signal) => this.#change(start, signal),
      leave: () => {
        if (!isWaiting) return;
        isWaiting = false;
        if (person) start.people.leave(person.personId);
        if (--start.waiting === 0) this.#end(start);
      },
    };
  }

  #begin(model: string): Start {
    const { clock, waits, watch } = this.#parts;
    const start: Start = {
      model,
      waiting: 0,
      people: new WaitingPeople(clock),
      since: this.#since.get(model) ?? clock.monotonic() - waits.get(model),
      changed: Promise.withResolvers(),
      failure: undefined,
      unfollow: watch.follow(model, () => {
        this.#look(start);
        this.#tell(start);
      }),
    };
    this.#starts.set(model, start);
    void this.#parts.breaks.ask().then(() => this.#tell(start));
    return start;
  }

  #end(start: Start): void {
    start.unfollow();
    this.#since.set(start.model, start.since);
    this.#starts.delete(start.model);
    this.#parts.wakeUp.unwanted(start.model);
  }

  #look(start: Start): void {
    const { clock, calls, history, waits, watch, wakeUp } = this.#parts;
    const { model } = start;
    history.note(model, watch.state(model));
    if (watch.downtime || watch.isDown || calls.pausedUntil !== undefined) start.since = clock.monotonic(); // that is no fault of the model
    waits.set(model, watch.state(model) === 'running' ? 0 : clock.monotonic() - this.#lastSign(start));
    if (watch.state(model) === 'offline')
      wakeUp.wake(model, (failure) => {
        start.failure = failure;
        this.#tell(start);
      });
    else wakeUp.isComing(model);
  }

  #tell(start: Start): void {
    start.changed.resolve();
    start.changed = Promise.withResolvers();
  }

  async #change(start: Start, signal: AbortSignal): Promise<void> {
    this.#respectEnd(start);
    await unlessAborted(start.changed.promise, signal);
    this.#respectEnd(start);
  }

  #lastSign({ model, since }: Start): number {
    return Math.max(since, this.#parts.watch.lastSign(model) ?? since);
  }

  #respectEnd(start: Start): void {
    const { clock, limits, waits, watch } = this.#parts;
    const { model, failure } = start;
    if (failure) throw new AttemptFailed(failure);
    if (watch.state(model) === 'running') return;
    if (clock.monotonic() - this.#lastSign(start) < limits.noSignMs) return;
    this.#since.delete(model);
    waits.set(model, 0);
    throw new AttemptFailed({ kind: 'no-sign' });
  }
}
