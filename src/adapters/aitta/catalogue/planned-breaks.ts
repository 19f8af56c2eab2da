import type { Client } from '../../../aitta/client.ts';
import type { Clock } from '../../../async/clock.ts';
import type { PlannedBreak } from '../../../core/ports/phase.ts';
import type { MetadataCalls } from '../../openai/budget/metadata-calls.ts';

export interface PlannedBreaksParts {
  client: Client;
  clock: Clock;
  calls: MetadataCalls;
}

/** They are announced days before; asked for only while somebody waits for a model to start, or for the end of one. */
const FRESH_MS = 10 * 60_000;
/** A start that is begun so long before a break, or longer, can be used. */
const SOON_MS = 30 * 60_000;

interface Break {
  from: number;
  until: number | undefined;
}

/** The maintenance breaks that Aitta has announced. */
export class PlannedBreaks {
  readonly #parts: PlannedBreaksParts;
  /** In their order; none of them touches another. */
  #breaks: Break[] = [];
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: PlannedBreaksParts) {
    this.#parts = parts;
  }

  /** The one that comes before a start would be of use. */
  get soon(): PlannedBreak | undefined {
    const now = this.#parts.clock.now();
    const next = this.#breaks.find(({ from }) => from > now && from - now < SOON_MS);
    return next && { from: next.from, ...(next.until === undefined ? {} : { until: next.until }) };
  }

  /** Until when Aitta is away in a break that is over then, as far as it was told alone: another one may go on. */
  lastEnd(end: number | undefined): number | undefined {
    if (end === undefined) return undefined;
    const goesOn = this.#breaks.find((each) => each.from <= end && endOf(each) > end);
    return goesOn ? goesOn.until : end;
  }

  /** Unless that was done a short time ago. Never rejects: an older service knows none. */
  async ask(): Promise<void> {
    const { client, clock, calls } = this.#parts;
    if (clock.monotonic() - this.#askedAt < FRESH_MS) return;
    this.#askedAt = clock.monotonic();
    const { result } = await calls.quietly('downtimes', (signal) => client.getDowntimes({ signal }));
    if (!result) return;
    this.#breaks = joined(
      result.flatMap(({ begin, end }) => (begin ? [{ from: begin.getTime(), until: end?.getTime() }] : [])),
    );
  }
}

/** What is announced in parts that overlap is one break: Aitta is not back before its last end. */
const joined = (breaks: readonly Break[]): Break[] => {
  const whole: Break[] = [];
  for (const each of breaks.toSorted((a, b) => a.from - b.from)) {
    const before = whole.at(-1);
    if (!before || each.from > endOf(before)) whole.push({ ...each });
    else if (endOf(each) > endOf(before)) before.until = each.until;
  }
  return whole;
};

const endOf = ({ until }: Break): number => until ?? Number.POSITIVE_INFINITY;
