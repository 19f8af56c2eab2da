import type { JsonObject } from './json-object.ts';
import type { Downtime } from './service-habits.ts';
import type { Clock } from '../async/clock.ts';
import { isoSecond } from './iso-second.ts';

interface Break {
  begin: number;
  end: number;
  reason: string;
}

/** Present and coming maintenance breaks. */
export class DowntimeCalendar {
  readonly #clock: Clock;
  #breaks: Break[] = [];

  constructor(clock: Clock, downtimes: readonly Downtime[]) {
    this.#clock = clock;
    this.set(downtimes);
  }

  set(downtimes: readonly Downtime[]): void {
    const now = this.#clock.now();
    this.#breaks = downtimes.map(({ inMs, lastsMs, reason }) => {
      const begin = now + inMs;
      return { begin, end: begin + lastsMs, reason };
    });
  }

  /** As the service shows them: `begin`, `end` and `reason`. */
  list(): JsonObject[] {
    return this.#breaks.filter(({ end }) => end > this.#clock.now()).map(document);
  }

  current(): JsonObject | undefined {
    const now = this.#clock.now();
    const found = this.#breaks.find(({ begin, end }) => begin <= now && now < end);
    return found && document(found);
  }
}

const document = ({ begin, end, reason }: Break): JsonObject => ({
  begin: isoSecond(begin),
  end: isoSecond(end),
  reason,
});
