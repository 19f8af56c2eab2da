import { randomBytes } from 'node:crypto';

import type { Clock } from '../../../src/async/clock.ts';
import { Refusal } from './refusal.ts';

const usableMs = 3_000;

/** The right to open a modal for somebody who has just done something: once, within 3 s. */
export class Triggers {
  readonly #issued = new Map<string, { user: string; at: number; used: boolean }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(user: string): string {
    const id = `${this.#clock.now()}.${this.#issued.size + 1}.${randomBytes(16).toString('hex')}`;
    this.#issued.set(id, { user, at: this.#clock.now(), used: false });
    return id;
  }

  /**
   * Gives the user whose trigger it was.
   * @throws {Refusal} invalid_trigger_id, exchanged_trigger_id, expired_trigger_id
   */
  redeem(id: string): string {
    const trigger = this.#issued.get(id);
    if (trigger === undefined) throw new Refusal('invalid_trigger_id');
    if (trigger.used) throw new Refusal('exchanged_trigger_id');
    if (this.#clock.now() - trigger.at > usableMs) throw new Refusal('expired_trigger_id');
    trigger.used = true;
    return trigger.user;
  }
}
