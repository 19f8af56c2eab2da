import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccessBook } from './access-book.ts';
import { Catalogue } from './catalogue.ts';
import { carryOut, type Controls, type TimedCommand } from './command.ts';
import { ControlEndpoint } from './control-endpoint.ts';
import { defaultScenario, DEFAULT_USERS } from './default-scenario.ts';
import { DowntimeCalendar } from './downtime-calendar.ts';
import { FaultBook, type ActiveFault, type Fault } from './fault.ts';
import { FrontDoor } from './front-door.ts';
import type { JsonObject } from './json-object.ts';
import { modelHandlers } from './model-resources.ts';
import { openaiHandlers } from './openai-endpoints.ts';
import type { Profile } from './profile.ts';
import { RateLimiter } from './rate-limiter.ts';
import { RequestLog, type SeenRequest } from './request-log.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioModel } from './scenario-model.ts';
import type { Downtime, RateLimit } from './service-habits.ts';
import { serviceHandlers } from './service-resources.ts';
import { systemClock, type Clock } from '../async/clock.ts';
import { fasterClock } from './faster-clock.ts';
import { taskHandlers } from './task-resources.ts';
import type { WorkerState } from './worker-pool.ts';
import { workerHandlers } from './worker-resources.ts';
import type { Handlers, World } from './world.ts';

export { STANDIN_ADMINISTRATOR_TOKEN, STANDIN_API_KEY, STANDIN_TOKEN } from './default-scenario.ts';
export type { ActiveFault, Fault, FaultKind } from './fault.ts';
export type { Profile } from './profile.ts';
export type { SeenChat, SeenRequest } from './request-log.ts';
export type { Route } from './routes.ts';
export type { Scenario } from './scenario.ts';
export type { ScenarioModel } from './scenario-model.ts';
export type { Downtime, RateLimit, ScenarioUser, ServiceHabits } from './service-habits.ts';
export type { WorkerState } from './worker-pool.ts';

export interface StandinOptions {
  clock?: Clock;
  /** Default `today`. */
  profile?: Profile;
  scenario?: Scenario;
  /** How many times as fast as the clock. Default 1. */
  speed?: number;
  /** Serves the control endpoint. Default false. */
  control?: boolean;
  /** An access token that is accepted besides the scenario's, as the user `standin`. */
  token?: string;
  /** Called when a request is over; those to the control endpoint too. */
  onAnswered?: (request: SeenRequest) => void;
}

export const createStandin = (options: StandinOptions = {}): Standin => new Standin(options);

/** A server that behaves like Aitta, as far as it is known: to try the bot, to rehearse outages, to test against. */
export class Standin implements Controls {
  readonly #clock: Clock;
  readonly #catalogue: Catalogue;
  readonly #access: AccessBook;
  readonly #faults = new FaultBook();
  readonly #limiter: RateLimiter;
  readonly #downtimes: DowntimeCalendar;
  readonly #log: RequestLog;
  readonly #server: Server;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #timeline: readonly TimedCommand[];
  #url: string | undefined;

  /** @throws {RangeError} for a fault that makes no sense on its route. */
  constructor(options: StandinOptions) {
    const { clock = systemClock, profile = 'today', scenario = defaultScenario, speed = 1, token, control } = options;
    const { users = DEFAULT_USERS, service: habits = {} } = scenario;
    this.#clock = fasterClock(clock, speed);
    this.#catalogue = new Catalogue(scenario.models, { clock: this.#clock, profile });
    const extra = token === undefined ? [] : [{ name: 'standin', tokens: [token] }];
    this.#access = new AccessBook([...users, ...extra], this.#clock);
    this.#limiter = new RateLimiter(this.#clock, scenario.rateLimit);
    this.#downtimes = new DowntimeCalendar(this.#clock, scenario.downtimes ?? []);
    this.#log = new RequestLog(options.onAnswered);
    this.#timeline = scenario.timeline ?? [];
    for (const fault of scenario.faults ?? []) this.#faults.add(fault);
    const world: World = {
      clock: this.#clock,
      profile,
      habits,
      catalogue: this.#catalogue,
      access: this.#access,
      downtimes: this.#downtimes,
      log: this.#log,
      url: () => this.url,
    };
    const door = new FrontDoor(world, {
      handlers: handlersOf(world),
      faults: this.#faults,
      limiter: this.#limiter,
      control: control === true ? new ControlEndpoint(this, () => this.#describe()) : undefined,
      closing: this.#closing.signal,
    });
    this.#server = createServer((request, response) => this.#track(door.serve(request, response)));
  }

  /** @throws what listening fails with, such as a port that is taken. */
  async listen({ host = '127.0.0.1', port = 0 }: { host?: string; port?: number } = {}): Promise<{ url: string }> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address() as AddressInfo;
    this.#url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
    for (const timed of this.#timeline) this.#track(this.#later(timed));
    return { url: this.#url };
  }

  /** The base of the API. @throws before `listen` has resolved. */
  get url(): string {
    if (this.#url === undefined) throw new Error('The stand-in is not listening.');
    return this.#url;
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the stand-in closes'));
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    await Promise.all(this.#underWay);
  }

  /** The newest 1,000 requests, oldest first; they live, so an answer that is being written is `open`. */
  get requests(): readonly SeenRequest[] {
    return this.#log.list();
  }

  /** Resolves with the first request that fits, now or later. */
  seen(fits: (request: SeenRequest) => boolean): Promise<SeenRequest> {
    return this.#log.find(fits);
  }

  /** The models that are served in this profile. */
  get models(): readonly ScenarioModel[] {
    return this.#catalogue.list().map(({ spec }) => spec);
  }

  /** As the scenario has it. @throws {RangeError} */
  model(id: string): ScenarioModel {
    const found = this.#catalogue.get(id);
    if (found === undefined) throw new RangeError(`The stand-in has no model ${id}.`);
    return found.spec;
  }

  /** Adds a model, or replaces one; the workers of a replaced one go on. */
  putModel(model: ScenarioModel): void {
    this.#catalogue.put(model);
  }

  /** @throws {RangeError} */
  removeModel(id: string): void {
    this.model(id);
    this.#catalogue.remove(id);
  }

  /**
   * Takes the model's workers away, and what they were writing with them; puts one in their place that is in this state and goes on from there
   * as planned, unless it is held. `offline` leaves none; held offline, no request brings one. @throws {RangeError}
   */
  setWorker(model: string, state: WorkerState | 'offline', options: { hold?: boolean } = {}): void {
    this.model(model);
    this.#catalogue.get(model)?.workers.set(state, options);
  }

  /** @throws {RangeError} if the kind makes no sense on the route. */
  addFault(fault: Fault): ActiveFault {
    return this.#faults.add(fault);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Undefined takes the limit away. */
  setRateLimit(rateLimit?: RateLimit): void {
    this.#limiter.limit = rateLimit;
  }

  /** Replaces all that were known. */
  setDowntimes(downtimes: readonly Downtime[]): void {
    this.#downtimes.set(downtimes);
  }

  /** Refuses these access tokens from now on; all of them if none is named. */
  rejectTokens(...tokens: readonly string[]): void {
    this.#access.reject(...tokens);
  }

  /** Takes back all that `rejectTokens` did. */
  acceptTokens(): void {
    this.#access.acceptAgain();
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  async #later({ atMs, command }: TimedCommand): Promise<void> {
    try {
      await this.#clock.sleep(atMs, this.#closing.signal);
      carryOut(command, this);
    } catch (error) {
      // The stand-in closes first, or the model has been removed in the meantime.
      if (!this.#closing.signal.aborted && !(error instanceof RangeError)) throw error;
    }
  }

  #describe(): JsonObject {
    const now = this.#clock.now();
    return {
      now: new Date(now).toISOString(),
      models: this.#catalogue.list().map(({ spec: { id }, workers }) => ({
        id,
        workers: workers.list().map((worker) => worker.state(now)),
        waiting: workers.waiting,
      })),
      faults: this.#faults.list(),
      rateLimit: this.#limiter.limit ?? null,
      downtimes: this.#downtimes.list(),
      requests: this.#log.list().slice(-100),
    };
  }
}

const handlersOf = (world: World): Handlers => ({
  ...modelHandlers(world),
  ...workerHandlers(world),
  ...serviceHandlers(world),
  ...taskHandlers(world),
  ...openaiHandlers(world),
});
