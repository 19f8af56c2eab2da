import type { Clock } from '../../../src/core/clock.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { Access } from './access.ts';
import { Changes } from './changes.ts';
import { chatMethods } from './chat-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { Faults } from './faults.ts';
import { Happenings } from './happenings.ts';
import { argumentsOf, openDoor, type HttpRequest } from './http-door.ts';
import type { Backstage, Limits, Methods } from './method.ts';
import { peopleMethods } from './people-methods.ts';
import { Person } from './person.ts';
import { Rates } from './rates.ts';
import { readMessage, type ReadMessage } from './read-message.ts';
import { SocketServer, type Acknowledgement } from './socket-server.ts';
import { WebApi, type Reaction, type RecordedCall } from './web-api.ts';
import { World, type Channel, type NewChannel, type NewUser } from './world.ts';

/** A Slack of our own: Web API, Socket Mode and signed HTTP on a loopback port, with one workspace and one app in it. */
export class FakeSlack {
  readonly world: World;
  readonly access: Access;
  readonly faults = new Faults();
  readonly rates: Rates;
  readonly limits: Limits = { rates: false, mostMessages: 1000 };
  readonly sockets: SocketServer;
  readonly happenings: Happenings;
  readonly #changes = new Changes();
  readonly #closing = new AbortController();
  readonly #deliveries: Deliveries;
  readonly #backstage: Backstage;
  readonly #api: WebApi;
  #closeDoor: () => Promise<void> = () => Promise.resolve();

  private constructor(clock: Clock) {
    const closed = this.#closing.signal;
    const changes = this.#changes;
    this.world = new World(clock);
    this.access = new Access(this.world);
    this.rates = new Rates(clock);
    this.sockets = new SocketServer({ clock, changes, appId: this.world.appId, closed });
    this.#deliveries = new Deliveries({ transport: this.sockets, changes, clock, closed });
    this.happenings = new Happenings({ world: this.world, deliveries: this.#deliveries, changes, clock });
    this.#backstage = {
      world: this.world,
      access: this.access,
      happenings: this.happenings,
      clock,
      limits: this.limits,
    };
    this.#api = new WebApi({
      methods: this.#methods(),
      backstage: this.#backstage,
      faults: this.faults,
      rates: this.rates,
      changes,
      closed,
    });
  }

  static async start({ clock = systemClock }: { clock?: Clock } = {}): Promise<FakeSlack> {
    const slack = new FakeSlack(clock);
    const door = await openDoor(
      (request) => slack.#answer(request),
      (request, socket, head) => slack.sockets.upgrade(request, socket, head),
    );
    slack.world.origin = door.origin;
    slack.#closeDoor = door.close;
    return slack;
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The fake Slack is closed'));
    this.#changes.close();
    this.sockets.close();
    await this.#closeDoor();
  }

  get apiUrl(): string {
    return `${this.world.origin}/api/`;
  }
  get botToken(): string {
    return this.access.botToken;
  }
  get appToken(): string {
    return this.access.appToken;
  }
  get signingSecret(): string {
    return this.access.signingSecret;
  }
  get botUserId(): string {
    return this.world.bot.id;
  }

  addUser(user: NewUser): Person {
    return new Person(this.world.addUser(user), this.#backstage);
  }

  /** The bot is a member unless `withoutBot`. */
  addChannel(channel: NewChannel): Channel {
    return this.world.addChannel(channel);
  }

  /** Every call that the app made, in order. */
  get calls(): readonly RecordedCall[] {
    return this.#api.calls;
  }

  callsOf(method: string): RecordedCall[] {
    return this.#api.calls.filter((call) => call.method === method);
  }

  /** Everything that was sent to the app, in order. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries.all;
  }

  get acks(): readonly Acknowledgement[] {
    return this.sockets.acknowledgements;
  }

  /** What people can read now: a channel without its replies, or a thread with its root; oldest first. */
  messages(channel: string, threadTs?: string): ReadMessage[] {
    const found =
      threadTs === undefined
        ? this.world.inChannel(channel).filter((message) => message.threadTs === undefined || message.broadcast)
        : this.world.inThread(channel, threadTs);
    return found.filter((message) => message.onlyFor === undefined).map((message) => readMessage(this.world, message));
  }

  /** Resolves with the first truthy value that `see` gives, looking after every change; rejects when closed before. */
  waitFor<T>(see: () => T | false | null | undefined | 0 | '', what?: string): Promise<T> {
    return this.#changes.waitFor(see, what);
  }

  #methods(): Methods {
    return {
      'apps.connections.open': {
        token: 'app',
        perMinute: 50,
        run: () => ({ url: `${this.world.origin.replace('http', 'ws')}${this.sockets.newTicketPath()}` }),
      },
      ...chatMethods(this.#backstage),
      ...conversationMethods(this.#backstage),
      ...peopleMethods(this.#backstage),
    };
  }

  #answer(request: HttpRequest): Promise<Reaction> {
    if (!request.path.startsWith('/api/')) return Promise.resolve({ status: 404, headers: {}, body: 'Not found' });
    const { token = request.token, ...args } = argumentsOf(request);
    return this.#api.call(request.path.slice('/api/'.length), String(token), args);
  }
}
