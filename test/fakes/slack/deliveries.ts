import type { Clock } from '../../../src/async/clock.ts';
import type { Changes } from './changes.ts';
import type { JsonObject } from './json-object.ts';
import { Refusal } from './refusal.ts';

export type DeliveryKind = 'event' | 'interactive' | 'slash';

/** An acknowledgement, and how long the app took for it. */
export interface Acknowledgement {
  readonly name: string;
  readonly id: string;
  readonly payload: JsonObject;
  readonly afterMs: number;
}

/** How one try ended. `payload` is what the app said with its acknowledgement. */
export type Attempt =
  { ended: 'acknowledged'; payload: JsonObject; afterMs: number } | { ended: 'failed'; reason: string; last?: boolean };

export type Outcome =
  { state: 'acknowledged'; payload: JsonObject; afterMs: number } | { state: 'lost'; reason: string };

export interface Parcel {
  readonly kind: DeliveryKind;
  /** The event_id of an event, the trigger_id of the rest. */
  readonly id: string;
  /** Type of the event, of the interaction, or the slash command. */
  readonly name: string;
  readonly payload: JsonObject;
}

/** Something on its way to the app. `outcome` never rejects. */
export interface Delivery extends Parcel {
  readonly attempts: Attempt[];
  readonly outcome: Promise<Outcome>;
  ended?: Outcome;
  /** Why Slack would not show what the app answered with. */
  complaint?: string | undefined;
}

/** The way to the app: Socket Mode or signed HTTP. */
export interface Transport {
  /** Waits before the second, third and fourth try of an event. */
  readonly retryAfterMs: readonly number[];
  /** Never rejects. `again` is undefined on the first try. */
  attempt(parcel: Parcel, again: { number: number; reason: string } | undefined): Promise<Attempt>;
}

/** Sends, and sends again what was not acknowledged: events only, as Slack does. */
export class Deliveries {
  readonly all: Delivery[] = [];
  transport: Transport;
  readonly #changes: Changes;
  readonly #clock: Clock;
  readonly #closed: AbortSignal;

  constructor(parts: { transport: Transport; changes: Changes; clock: Clock; closed: AbortSignal }) {
    this.transport = parts.transport;
    this.#changes = parts.changes;
    this.#clock = parts.clock;
    this.#closed = parts.closed;
  }

  get acknowledgements(): Acknowledgement[] {
    return this.all.flatMap(({ name, id, ended }) =>
      ended?.state === 'acknowledged' ? [{ name, id, payload: ended.payload, afterMs: ended.afterMs }] : [],
    );
  }

  /** `show` does what a person sees of the acknowledgement; what it refuses becomes the delivery's complaint. */
  send(parcel: Parcel, show: (payload: JsonObject) => void = () => undefined): Delivery {
    const attempts: Attempt[] = [];
    const finish = async (): Promise<Outcome> => {
      const outcome = await this.#carry(parcel, attempts);
      if (outcome.state === 'acknowledged') delivery.complaint = complaintOf(() => show(outcome.payload));
      delivery.ended = outcome;
      this.#changes.note();
      return outcome;
    };
    const delivery: Delivery = { ...parcel, attempts, outcome: finish() };
    this.all.push(delivery);
    return delivery;
  }

  async #carry(parcel: Parcel, attempts: Attempt[]): Promise<Outcome> {
    const transport = this.transport;
    const waits = parcel.kind === 'event' ? transport.retryAfterMs : [];
    let reason: string | undefined;
    for (let number = 0; ; number += 1) {
      const attempt = await transport.attempt(parcel, reason === undefined ? undefined : { number, reason });
      attempts.push(attempt);
      this.#changes.note();
      if (attempt.ended === 'acknowledged') {
        return { state: 'acknowledged', payload: attempt.payload, afterMs: attempt.afterMs };
      }
      reason = attempt.reason;
      const wait = waits[number];
      if (wait === undefined || attempt.last === true || this.#closed.aborted) return { state: 'lost', reason };
      if (wait > 0 && !(await this.#rest(wait))) return { state: 'lost', reason: 'closed' };
    }
  }

  async #rest(ms: number): Promise<boolean> {
    try {
      await this.#clock.sleep(ms, this.#closed);
      return true;
    } catch {
      return false;
    }
  }
}

function complaintOf(show: () => void): string | undefined {
  try {
    show();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.error;
    throw error;
  }
}
