import type { Clock } from '../../async/clock.ts';
import { pause } from '../../async/pause.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { Log } from '../ports/operator.ts';
import { findModels } from '../prompt/choose-model.ts';

/** When a model is to run, minutes after midnight; where `to` is earlier, until that time of the next day. */
export interface WarmHours {
  /** The model, or a part of its name that no other one has. */
  name: string;
  from: number;
  to: number;
}

export interface WarmScheduleParts {
  hours: readonly WarmHours[];
  /** Whose midnight is meant; the machine's, where it is missing. */
  timeZone: string | undefined;
  gateway: ModelGateway;
  clock: Clock;
  log: Log;
}

const EVERY_MS = 60_000;
/** A model that runs is looked at again after this time, milliseconds. */
const LOOK_AGAIN_MS = 5 * 60_000;

/** Starts models before people come, and again whenever one has stopped within its hours. */
export class WarmSchedule {
  readonly #parts: WarmScheduleParts;
  readonly #time: Intl.DateTimeFormat;
  readonly #lookedAt = new Map<WarmHours, number>();
  readonly #unknown = new Set<string>();

  constructor(parts: WarmScheduleParts) {
    this.#parts = parts;
    const zone = parts.timeZone === undefined ? {} : { timeZone: parts.timeZone };
    this.#time = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: 'numeric', hourCycle: 'h23', ...zone });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, hours, log } = this.#parts;
    while (hours.length > 0 && !signal.aborted) {
      try {
        await this.#look();
      } catch (error) {
        log.info({ err: error }, 'the models of WARM_MODELS could not be looked at'); // Aitta is down: a minute later again
      }
      await pause(clock, EVERY_MS, signal);
    }
  }

  async #look(): Promise<void> {
    const { clock, gateway, hours } = this.#parts;
    const [now, minute] = [clock.monotonic(), this.#minuteOfDay()];
    for (const each of hours) {
      if (!isWithin(minute, each)) this.#lookedAt.delete(each);
      else if (now - (this.#lookedAt.get(each) ?? Number.NEGATIVE_INFINITY) >= LOOK_AGAIN_MS) {
        const { models } = await gateway.models();
        const found = findModels(models, each.name).map(({ id }) => id);
        if (this.#warm(each.name, found)) this.#lookedAt.set(each, now);
      }
    }
  }

  /** @returns false where too many models are being started now: a minute later again */
  #warm(name: string, found: readonly string[]): boolean {
    const { gateway, log } = this.#parts;
    const [model] = found;
    if (model !== undefined && found.length === 1) {
      this.#unknown.delete(name);
      return gateway.warm(model);
    }
    if (!this.#unknown.has(name)) {
      this.#unknown.add(name);
      log.warn({ name, models: found }, 'a name in WARM_MODELS is not that of one model');
    }
    return true;
  }

  #minuteOfDay(): number {
    const parts = this.#time.formatToParts(this.#parts.clock.now());
    const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
    return part('hour') * 60 + part('minute');
  }
}

const isWithin = (minute: number, { from, to }: WarmHours): boolean =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to;
