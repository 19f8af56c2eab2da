import { randomUUID } from 'node:crypto';
import type { Clock } from '../../async/clock.ts';
import { pause } from '../../async/pause.ts';
import type { Log } from '../../core/ports/operator.ts';
import type { Platform } from '../../core/ports/platform.ts';
import type { RecordStore } from '../../core/ports/records.ts';
import type { Condition, Observation } from './condition.ts';

export interface AlertWatchParts {
  store: RecordStore;
  /** Those that have somebody to tell. */
  platforms: readonly Platform[];
  observe: () => Promise<Observation>;
  clock: Clock;
  log: Log;
}

interface Trouble {
  since: number;
  /** When a process last saw it. */
  seenAt: number;
}
interface Telling {
  at: number;
  by: string;
  isTold: boolean;
}

const LOOK_MS = 60_000;
/** What nobody has seen for so long is over: two processes see different things, and one good moment is no end. */
const OVER_MS = 2 * 60_000;
/** An alert that was begun and not noted as told is told again after this: its process has died, or the platform refused it. */
const AGAIN_MS = 5 * 60_000;
const KEPT_MS = 90 * 24 * 60 * 60_000;

/** Tells operators, on the platforms where the settings name somebody, what they should know: each thing once, whatever restarts and however many processes look. */
export class AlertWatch {
  readonly #parts: AlertWatchParts;
  readonly #me = randomUUID();

  constructor(parts: AlertWatchParts) {
    this.#parts = parts;
  }

  /** Until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    if (this.#parts.platforms.length === 0) return;
    while (await pause(clock, LOOK_MS, signal)) {
      try {
        await this.#look();
      } catch (error) {
        log.warn({ err: error }, 'alerts wait: the bot cannot look at itself now');
      }
    }
  }

  async #look(): Promise<void> {
    const { conditions, reminders } = await this.#parts.observe();
    for (const condition of conditions) await (condition.isPresent ? this.#begun(condition) : this.#ended(condition));
    for (const { id, words } of reminders) await this.#tell(id, words);
  }

  async #begun({ id, afterMs, begun }: Condition): Promise<void> {
    const { store, clock } = this.#parts;
    const seenAt = clock.now();
    const trouble = await store.update<Trouble>(
      troubleKey(id),
      (known) => ({ since: known?.since ?? seenAt, seenAt }),
      KEPT_MS,
    );
    const since = trouble?.since ?? seenAt;
    if (seenAt - since >= afterMs) await this.#tell(`${id}@${since}`, begun(since));
  }

  async #ended({ id, ended }: Condition): Promise<void> {
    const { store, platforms, clock } = this.#parts;
    const trouble = await store.get<Trouble>(troubleKey(id));
    if (trouble === undefined || clock.now() - trouble.seenAt < OVER_MS) return;
    const { since, seenAt } = trouble;
    if (ended) {
      const heard = await Promise.all(platforms.map((platform) => this.#hasTold(platform, `${id}@${since}`)));
      const to = platforms.filter((_, index) => heard[index] === true);
      if (!(await this.#tell(`${id}@${since} over`, ended(seenAt - since), to))) return; // whoever heard of it hears of its end
    }
    await store.delete(troubleKey(id));
  }

  /** @returns whether all of them have it */
  async #tell(id: string, words: string, to = this.#parts.platforms): Promise<boolean> {
    const told = await Promise.all(to.map((platform) => this.#tellOn(platform, id, words)));
    return told.every(Boolean);
  }

  async #tellOn(platform: Platform, id: string, words: string): Promise<boolean> {
    const { store, clock, log } = this.#parts;
    const key = tellingKey(platform, id);
    const at = clock.now();
    const mine: Telling = { at, by: this.#me, isTold: false };
    const isOpen = (known: Telling | undefined): boolean =>
      known === undefined || (!known.isTold && at - known.at >= AGAIN_MS);
    const now = await store.update<Telling>(key, (known) => (isOpen(known) ? mine : known), KEPT_MS);
    if (now?.by !== this.#me || now.at !== at || now.isTold) return now?.isTold === true;
    try {
      await platform.bulletin?.alert?.(words);
    } catch (error) {
      log.warn({ err: error, platform: platform.name }, 'an alert could not be delivered');
      return false;
    }
    await store.set(key, { ...mine, isTold: true }, KEPT_MS);
    return true;
  }

  async #hasTold(platform: Platform, id: string): Promise<boolean> {
    return (await this.#parts.store.get<Telling>(tellingKey(platform, id)))?.isTold === true;
  }
}

const troubleKey = (id: string): string => `trouble:${id}`;
const tellingKey = (platform: Platform, id: string): string => `told:${platform.name}:${id}`;
