import type { JsonObject } from './json-check.ts';
import type { Downtime } from './service-habits.ts';
import { isoSecond, type StandinClock } from './standin-clock.ts';

interface Break {
  begin: number;
  end: number;
  reason: string;
}

/** Present and coming maintenance breaks. */
export class DowntimeCalendar {
  readonly #clock: StandinClock;
  #breaks: Break[] = [];

  constructor(clock: StandinClock, downtimes: readonly Downtime[]) {
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
