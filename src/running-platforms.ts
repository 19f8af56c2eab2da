import { backOffMs } from './async/back-off.ts';
import type { Clock } from './async/clock.ts';
import { pause } from './async/pause.ts';
import { unlessAborted } from './async/unless-aborted.ts';
import { BotError, isBotError, StandingBy } from './core/errors.ts';
import { toError } from './async/to-error.ts';
import type { Inbox } from './core/ports/arrival.ts';
import type { Log } from './core/ports/operator.ts';
import type { Platform } from './core/ports/platform.ts';

export interface RunningPlatformsParts {
  platforms: readonly Platform[];
  clock: Clock;
  log: Log;
}

/** Whoever stands by asks again so often whether the other one is gone, milliseconds. */
const STANDBY_MS = 1_000;
const RESTARTS = { firstMs: 1_000, maxMs: 5 * 60_000 };

/** Starts the configured platforms side by side, tries again those that may heal, and hands out those that are on. */
export class RunningPlatforms {
  /** By name. */
  readonly all: ReadonlyMap<string, Platform>;
  readonly #parts: RunningPlatformsParts;
  readonly #failures = new Map<string, string>();
  readonly #on = new Map<string, PromiseWithResolvers<Platform>>();
  readonly #stopping = new AbortController();
  readonly #restarts: Promise<void>[] = [];
  #starting: Promise<unknown> = Promise.resolve();

  constructor(parts: RunningPlatformsParts) {
    this.#parts = parts;
    this.all = new Map(parts.platforms.map((platform) => [platform.name, platform]));
  }

  /** Why a platform could not be started, by name. */
  get failures(): ReadonlyMap<string, string> {
    return this.#failures;
  }

  get running(): string[] {
    return [...this.all.keys()].filter((name) => !this.#failures.has(name));
  }

  /** Resolves when each has started or failed; none waits for another. What may heal is tried again. @throws BotError when nothing is left to try. */
  async start(inbox: Inbox): Promise<void> {
    this.#stopping.signal.throwIfAborted();
    const starting = Promise.all([...this.all.values()].map((platform) => this.#startOne(platform, inbox)));
    this.#starting = starting;
    const failed = (await starting).filter((failure) => failure !== undefined);
    const isHopeless = failed.every(({ error }) => isBotError(error, 'settings'));
    if (failed.length > 0 && failed.length === this.all.size && isHopeless) {
      const reasons = failed.map(({ platform, error }) => `${platform.name}: ${error.message}`).join('; ');
      throw new BotError('settings', `no configured platform can start. ${reasons}`, {
        cause: failed[0]?.error,
      });
    }
    for (const { platform, error } of failed) {
      const heals = !isBotError(error, 'settings');
      this.#tell(platform, error, heals ? 'a platform cannot start yet' : 'a platform cannot start; the others run');
      if (heals) this.#restarts.push(this.#startLater(platform, inbox, error));
    }
  }

  /** Resolves once the platform has started; rejects with the signal's reason. */
  find(name: string, signal: AbortSignal): Promise<Platform> {
    return unlessAborted(this.#onOf(name).promise, signal);
  }

  /** Nothing more comes in, also from those that are just starting. */
  async stop(): Promise<void> {
    this.#stopping.abort(new BotError('shutting-down', 'this process is ending'));
    await this.#each('stop', (platform) => platform.stop());
  }

  async close(): Promise<void> {
    await this.#each('close', (platform) => platform.close());
    await this.#starting;
    await Promise.all(this.#restarts);
  }

  async #startOne(platform: Platform, inbox: Inbox): Promise<{ platform: Platform; error: Error } | undefined> {
    try {
      await platform.start(inbox);
      this.#failures.delete(platform.name);
      this.#onOf(platform.name).resolve(platform);
      return undefined;
    } catch (reason) {
      const error = toError(reason);
      if (error instanceof StandingBy) this.#failures.delete(platform.name);
      else this.#failures.set(platform.name, error.message);
      return { platform, error };
    }
  }

  async #startLater(platform: Platform, inbox: Inbox, before: Error): Promise<void> {
    const { clock, log } = this.#parts;
    const { signal } = this.#stopping;
    let failures = 1;
    for (let last = before; ;) {
      const isStandingBy = last instanceof StandingBy;
      if (!(await pause(clock, isStandingBy ? STANDBY_MS : backOffMs(failures++, RESTARTS), signal))) return;
      const failed = await this.#startOne(platform, inbox);
      if (!failed) {
        log.info({ platform: platform.name }, 'the platform has started');
        return;
      }
      if (!(isStandingBy && failed.error instanceof StandingBy))
        this.#tell(platform, failed.error, 'the platform still cannot start');
      if (isBotError(failed.error, 'settings')) return;
      last = failed.error;
    }
  }

  #tell(platform: Platform, error: Error, message: string): void {
    const { log } = this.#parts;
    if (error instanceof StandingBy) log.info({ platform: platform.name }, error.message);
    else log.error({ err: error, platform: platform.name }, message);
  }

  #onOf(name: string): PromiseWithResolvers<Platform> {
    const known = this.#on.get(name) ?? Promise.withResolvers<Platform>();
    this.#on.set(name, known);
    return known;
  }

  async #each(verb: string, work: (platform: Platform) => Promise<void>): Promise<void> {
    await Promise.all(
      [...this.all.values()].map((platform) =>
        work(platform).catch((error: unknown) =>
          this.#parts.log.error({ err: error, platform: platform.name }, `the platform did not ${verb} properly`),
        ),
      ),
    );
  }
}
