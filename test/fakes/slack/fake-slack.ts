import { systemClock, type Clock } from '../../../src/async/clock.ts';
import { Access, type AppSecrets } from './access.ts';
import { AgentSessions, type AgentSession, type StatusNote } from './agent-sessions.ts';
import { installedApp } from './app-manifest.ts';
import { Changes } from './changes.ts';
import { Deliveries, type Acknowledgement, type Delivery } from './deliveries.ts';
import { Faults } from './faults.ts';
import { Happenings } from './happenings.ts';
import { HttpDelivery } from './http-delivery.ts';
import { openDoor } from './http-door.ts';
import { isObject, type JsonObject } from './json-object.ts';
import type { Backstage, Limits } from './method.ts';
import { Person, type MessageRef } from './person.ts';
import { Rates } from './rates.ts';
import { readMessage, readVersions, type ReadMessage, type ReadVersion } from './read-message.ts';
import { ResponseUrls } from './response-urls.ts';
import { Routes } from './routes.ts';
import { SocketServer } from './socket-server.ts';
import { Streams } from './streams.ts';
import { Triggers } from './triggers.ts';
import { Views } from './views.ts';
import { WebApi, type RecordedCall } from './web-api.ts';
import { World, type Channel, type NewChannel, type NewUser, type NewWorkspace, type UserGroup } from './world.ts';

export interface FakeSlackOptions {
  clock?: Clock;
  workspace?: NewWorkspace;
  /** Of an app that other workspaces have, too. */
  app?: AppSecrets;
}

/** A Slack of our own: Web API, Socket Mode and signed HTTP on a loopback port, with one workspace and one app in it. */
export class FakeSlack {
  readonly world: World;
  readonly access: Access;
  readonly faults = new Faults();
  readonly rates: Rates;
  readonly limits: Limits = { rates: false, mostMessages: 1000 };
  readonly sockets: SocketServer;
  readonly happenings: Happenings;
  readonly #clock: Clock;
  readonly #changes = new Changes();
  readonly #closing = new AbortController();
  readonly #deliveries: Deliveries;
  readonly #backstage: Backstage;
  readonly #api: WebApi;
  readonly #routes: Routes;
  #closeDoor: () => Promise<void> = () => Promise.resolve();

  private constructor(clock: Clock, workspace: NewWorkspace, app: AppSecrets | undefined) {
    this.#clock = clock;
    const closed = this.#closing.signal;
    const changes = this.#changes;
    const world = new World(clock, workspace);
    this.world = world;
    const { scopes, events } = installedApp();
    this.access = new Access(world, scopes, app);
    this.rates = new Rates(clock);
    this.sockets = new SocketServer({ clock, changes, appId: world.appId, closed });
    const deliveries = new Deliveries({ transport: this.sockets, changes, clock, closed });
    this.#deliveries = deliveries;
    const happenings = new Happenings({ world, deliveries, changes, clock, events });
    this.happenings = happenings;
    this.#backstage = {
      world,
      access: this.access,
      happenings,
      clock,
      limits: this.limits,
      deliveries,
      sessions: new AgentSessions(clock),
      streams: new Streams(clock, happenings),
      triggers: new Triggers(clock),
      responseUrls: new ResponseUrls(world, happenings, clock),
      views: new Views(world),
    };
    this.#api = new WebApi({ backstage: this.#backstage, faults: this.faults, rates: this.rates, changes, closed });
    this.#routes = new Routes({ backstage: this.#backstage, api: this.#api, sockets: this.sockets });
  }

  /** Events, retries and limits go by `clock`; only the timestamps of signatures go by the machine's time. */
  static async start({ clock = systemClock, workspace = {}, app }: FakeSlackOptions = {}): Promise<FakeSlack> {
    const slack = new FakeSlack(clock, workspace, app);
    const door = await openDoor(
      clock,
      (request) => slack.#routes.answer(request),
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

  // ---- the workspace ----

  addUser(user: NewUser): Person {
    return new Person(this.world.addUser(user), this.#backstage);
  }

  /** The bot is a member unless `withoutBot`. Archive it or take members out by its fields. */
  addChannel(channel: NewChannel): Channel {
    return this.world.addChannel(channel);
  }

  /** The direct messages between the bot and a person. */
  openDm({ id }: { id: string }): Channel {
    return this.world.directMessage(id);
  }

  addGroup(handle: string, users: string[]): UserGroup {
    return this.world.addGroup(handle, users);
  }

  /** Slack itself adds the preview of a link: a change that nobody made. */
  unfurl(ref: MessageRef, url: string): void {
    const message = this.world.find(ref.channel, ref.ts);
    if (message === undefined) throw new Error('No such message');
    const preview = { from_url: url, original_url: url, title: 'A page', fallback: 'A page', id: 1 };
    this.happenings.revise(message, 'unfurl', { ...message.body, attachments: [preview] });
  }

  /** The app is removed from the workspace: its tokens die, and two events tell so. */
  uninstall(): void {
    this.happenings.send({ type: 'tokens_revoked', tokens: { oauth: [], bot: [this.world.bot.id] } });
    this.happenings.send({ type: 'app_uninstalled' });
    this.access.botTokenError = 'account_inactive';
  }

  // ---- delivery ----

  /** From now on by signed HTTP to this address; Socket Mode is what it begins with. */
  deliverTo(url: string): HttpDelivery {
    const http = new HttpDelivery({
      url,
      secret: this.access.signingSecret,
      clock: this.#clock,
      closed: this.#closing.signal,
    });
    this.#deliveries.transport = http;
    return http;
  }

  /** From now on over another workspace's sockets: those of an app bring what comes from all that have it. */
  deliverOver(sockets: SocketServer): void {
    this.#deliveries.transport = sockets;
  }

  /** An event that Slack has not thought of: wrapped like all, subscribed or not. */
  raw(event: JsonObject): Delivery {
    return this.happenings.sendAnyway(event);
  }

  /** A whole payload as it is, well-formed or not. */
  rawPayload(kind: Delivery['kind'], payload: JsonObject): Delivery {
    return this.#deliveries.send({ kind, id: this.world.newId('Ev'), name: String(payload['type']), payload });
  }

  /** The same once more with the same ids, acknowledged or not. */
  repeat({ kind, id, name, payload }: Delivery): Delivery {
    return this.#deliveries.send({ kind, id, name, payload });
  }

  // ---- what was seen ----

  /** Every call that the app made, in order. */
  get calls(): readonly RecordedCall[] {
    return this.#api.calls;
  }

  /** Calls that came in and are still to be done: late ones change what people read. */
  get callsUnderWay(): number {
    return this.#api.underWay;
  }

  callsOf(method: string): RecordedCall[] {
    return this.#api.calls.filter((call) => call.method === method);
  }

  /** Everything that was sent to the app, in order. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries.all;
  }

  /** The deliveries of one event type, or of one message: `app_mention`, `block_actions`, `/aitta`, a ts. */
  deliveriesOf(what: string): Delivery[] {
    return this.#deliveries.all.filter(({ name, payload }) => {
      const event = payload['event'];
      return name === what || (isObject(event) && event['ts'] === what);
    });
  }

  get acks(): Acknowledgement[] {
    return this.#deliveries.acknowledgements;
  }

  /** What people can read now: a channel without its replies, or a thread with its root; oldest first. */
  messages(channel: string, threadTs?: string): ReadMessage[] {
    this.#backstage.streams.endOld();
    const found =
      threadTs === undefined
        ? this.world.inChannel(channel).filter((message) => message.threadTs === undefined || message.broadcast)
        : this.world.inThread(channel, threadTs);
    return found.map((message) => readMessage(this.world, message));
  }

  /** Every state that a message has had, also of one that is deleted by now. */
  history(ref: MessageRef): ReadVersion[] {
    const message = this.world.find(ref.channel, ref.ts);
    return message === undefined ? [] : readVersions(this.world, message);
  }

  /** All that the app has ever written, deleted or not, for one or for all. */
  everythingSaid(): ReadMessage[] {
    return [...this.world.everyMessage()]
      .filter((message) => message.user === this.world.bot.id)
      .map((message) => readMessage(this.world, message));
  }

  /** Everything that was set on the lines under threads, in order. */
  get statuses(): readonly StatusNote[] {
    return this.#backstage.sessions.notes;
  }

  /** The line under a thread as it can be read now ("is thinking…"), or ''. */
  statusLine(channel: string, threadTs: string): string {
    return this.#backstage.sessions.line(channel, threadTs);
  }

  session(channel: string, threadTs: string): AgentSession {
    return this.#backstage.sessions.of(channel, threadTs);
  }

  /** Resolves with the first truthy value that `see` gives, looking after every change; rejects when closed before. */
  waitFor<T>(see: () => T | false | null | undefined | 0 | '', what?: string): Promise<T> {
    return this.#changes.waitFor(see, what);
  }
}
