import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Clock, systemClock } from '../../../src/async/clock.ts';
import { channelRoutes } from './channel-routes.ts';
import { CommandRegistry } from './command-registry.ts';
import { commandRoutes } from './command-routes.ts';
import type { Faults } from './faults.ts';
import { serveFile } from './file-server.ts';
import { Gateway } from './gateway.ts';
import { firstAnswerMs, InteractionDesk } from './interaction-desk.ts';
import { interactionRoutes } from './interaction-routes.ts';
import type { Interaction } from './interaction.ts';
import { MessageBook } from './message-book.ts';
import { messageRoutes } from './message-routes.ts';
import { Moderator } from './moderator.ts';
import { OpenApiCheck } from './openapi-check.ts';
import { peopleRoutes } from './people-routes.ts';
import type { PermissionName } from './permissions.ts';
import type { Person } from './person.ts';
import { RateLimits } from './rate-limits.ts';
import type { RestCall } from './rest-call.ts';
import { RestServer } from './rest-server.ts';
import type { Backstage, Typing } from './route.ts';
import { type SeenMessage, seenMessage } from './seen-message.ts';
import { ThreadBook } from './thread-book.ts';
import { threadRoutes } from './thread-routes.ts';
import { WaitingRoom } from './waiting-room.ts';
import { webhookRoutes } from './webhook-routes.ts';
import { type MemberPlan, WorldBuilder } from './world-builder.ts';
import { type Channel, type ChannelTypeName, type Guild, type Role, World } from './world.ts';

/** As services do: on a connection that was closed, nothing of what a process sends first after it was frozen would arrive. */
const KEEP_ALIVE_MS = 75_000;

export interface FakeDiscordOptions {
  clock?: Clock;
  /** Was the application given the message-content privilege? */
  messageContentGranted?: boolean;
  /** Hold every request and answer against Discord's OpenAPI description; true unless told. */
  validate?: boolean;
}

const routes = [
  ...peopleRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...threadRoutes,
  ...commandRoutes,
  ...interactionRoutes,
  ...webhookRoutes,
];

/** For how long "... is typing" stays. */
const typingMs = 10_000;

/** A Discord of one's own on a loopback port: what the real discord.js talks to in tests. */
export class FakeDiscord {
  readonly token = 'fake-bot-token.AAAAAA.not-a-secret';
  readonly gateway: Gateway;
  readonly limits: RateLimits;
  readonly moderator: Moderator;
  readonly #world: World;
  readonly #rest: RestServer;
  readonly #stage: Backstage;
  readonly #builder: WorldBuilder;
  readonly #check: OpenApiCheck | undefined;
  readonly #room = new WaitingRoom();
  readonly #server: Server;
  #port = 0;

  static async start(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
    const fake = new FakeDiscord(options);
    await fake.comeBack();
    return fake;
  }

  private constructor({ clock = systemClock, messageContentGranted = false, validate = true }: FakeDiscordOptions) {
    const world = new World(clock);
    const book = new MessageBook(world);
    this.#world = world;
    this.limits = new RateLimits(clock);
    this.gateway = new Gateway(world, this.token, messageContentGranted);
    this.#check = validate ? new OpenApiCheck() : undefined;
    this.#stage = {
      world,
      book,
      threads: new ThreadBook(world, book),
      commands: new CommandRegistry(world.snowflakes),
      desk: new InteractionDesk(world),
      gateway: this.gateway,
      limits: this.limits,
      typings: [],
      reader: { privileged: messageContentGranted },
    };
    this.#builder = new WorldBuilder(this.#stage);
    this.moderator = new Moderator(this.#stage);
    this.#rest = new RestServer(this.#stage, routes, this.token, this.#check);
    world.onEvent(({ t, d }) => {
      if (t === 'MESSAGE_CREATE' || t === 'MESSAGE_UPDATE')
        this.#check?.event(t, 'MessageResponse', d(this.#stage.reader));
    });
    world.onChange(() => {
      this.#room.look();
    });
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      this.#handle(request, response);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      this.gateway.upgrade(request, socket, head);
    });
  }

  // ---- where it is ----

  /** For `rest.api` of discord.js, and for DISCORD_API_URL. */
  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  get botUserId(): string {
    return this.#world.botId;
  }

  get applicationId(): string {
    return this.#world.applicationId;
  }

  /** As people type it. */
  get mention(): string {
    return `<@${this.#world.botId}>`;
  }

  // ---- who and what is there ----

  addGuild(name = 'CSC'): Guild {
    return this.#builder.addGuild(name);
  }

  /** `deny` is what the bot may not do there. */
  addChannel(plan: { guild: Guild; name?: string; type?: ChannelTypeName; deny?: PermissionName[] }): Channel {
    return this.#builder.addChannel({ name: 'general', type: 'text', deny: [], ...plan });
  }

  addRole(guild: Guild, name: string, permissions: PermissionName[] = [], mentionable = true): Role {
    return this.#builder.addRole(guild, name, permissions, mentionable);
  }

  addMember(plan: MemberPlan): Person {
    return this.#builder.addMember(plan);
  }

  openDm(person: { id: string }): Channel {
    return this.#world.dmWith(person.id);
  }

  channel(id: string): Channel {
    return this.#world.channel(id);
  }

  /** The thread that was opened on a message; undefined until then. */
  threadOn(message: { id: string }): Channel | undefined {
    const channel = this.#world.channels.get(message.id);
    return channel?.thread ? channel : undefined;
  }

  // ---- what goes wrong ----

  get faults(): Faults {
    return this.#rest.faults;
  }

  /** Sends any gateway event, also a malformed one, to every session. */
  dispatch(t: string, d: unknown): void {
    this.gateway.dispatch(t, d);
  }

  /** Nobody listens any more: connections are cut, new ones refused. */
  async goDown(): Promise<void> {
    this.gateway.drop();
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  /** Listens again, on the same port. */
  async comeBack(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    this.#world.filesUrl = `http://127.0.0.1:${this.#port}`;
    this.gateway.url = `ws://127.0.0.1:${this.#port}/gateway`;
  }

  // ---- what there is to see ----

  /** Every REST request so far. */
  get calls(): readonly RestCall[] {
    return this.#rest.calls;
  }

  /** Requests that came in and are still to be done: late ones change what people read. */
  get callsUnderWay(): number {
    return this.#rest.underWay;
  }

  get typings(): readonly Typing[] {
    return this.#stage.typings;
  }

  get commands(): CommandRegistry {
    return this.#stage.commands;
  }

  get violations(): readonly string[] {
    return this.#check?.violations ?? [];
  }

  /** Is "... is typing" shown for the bot? It ends after ten seconds, or when the bot writes. */
  isTyping(channel: { id: string }): boolean {
    const typing = this.typings.findLast(({ channelId }) => channelId === channel.id);
    if (!typing || this.#world.clock.now() - typing.at >= typingMs) return false;
    return !this.messages(channel).some(({ byBot, id }) => byBot && BigInt(id) > BigInt(typing.id));
  }

  /** What a person reads in a channel, oldest first; ephemeral messages only for whom they are. */
  messages(channel: { id: string }, as?: { id: string }): SeenMessage[] {
    return this.everyMessage(channel).filter(
      ({ deleted, ephemeralFor }) => !deleted && (ephemeralFor ?? as?.id) === as?.id,
    );
  }

  /** Deleted and ephemeral ones too. */
  everyMessage(channel: { id: string }): SeenMessage[] {
    const stored = this.#world.channels.get(channel.id)?.messages.values() ?? [];
    return [...stored].map((message) => seenMessage(this.#world, message));
  }

  /** What `@original` of an interaction is; undefined before there is one, and once it is deleted. */
  answerTo(interaction: Interaction): SeenMessage | undefined {
    const message = this.#world.message(interaction.channelId, interaction.originalId ?? '');
    return message && seenMessage(this.#world, message);
  }

  /** Has the person been told that the application did not respond? */
  hasFailed(interaction: Interaction): boolean {
    return !interaction.acknowledged && this.#world.clock.now() - interaction.createdAt > firstAnswerMs;
  }

  /** Looks again whenever something happens; resolves with the first value that is neither undefined, null nor false. */
  waitFor<T>(look: () => T | undefined | null | false, what = look.toString()): Promise<T> {
    return this.#room.wait(look, what);
  }

  /** Throws if a request or an answer did not fit Discord's description. */
  async close(): Promise<void> {
    this.#room.close();
    await this.goDown();
    this.gateway.close();
    if (this.violations.length > 0) {
      throw new Error(`Against Discord's description of its API:\n${this.violations.join('\n')}`);
    }
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.#world.filesUrl);
    if (url.pathname.startsWith('/attachments/')) {
      const { status, type, data } = serveFile(this.#world, url);
      response.writeHead(status, { 'content-type': type }).end(data);
      return;
    }
    this.#rest.handle(request, response).catch((error: unknown) => {
      this.#check?.note(`The fake itself failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
      request.socket.destroy();
    });
  }
}
