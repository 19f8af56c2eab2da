import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Clock, systemClock } from '../../../src/core/clock.ts';
import { channelRoutes } from './channel-routes.ts';
import type { Faults } from './faults.ts';
import { Gateway } from './gateway.ts';
import { MessageBook } from './message-book.ts';
import { messageRoutes } from './message-routes.ts';
import { OpenApiCheck } from './openapi-check.ts';
import { peopleRoutes } from './people-routes.ts';
import { combinePermissions, everyonePermissions, type PermissionName } from './permissions.ts';
import { Person } from './person.ts';
import { RestServer } from './rest-server.ts';
import type { RestCall } from './rest-call.ts';
import type { Backstage, Typing } from './route.ts';
import { type SeenMessage, seenMessage } from './seen-message.ts';
import { ThreadBook } from './thread-book.ts';
import { threadRoutes } from './thread-routes.ts';
import { WaitingRoom } from './waiting-room.ts';
import { type Channel, type ChannelTypeName, channelTypes, type Guild, type Role, World } from './world.ts';

export interface FakeDiscordOptions {
  clock?: Clock;
  /** Was the application given the message-content privilege? */
  messageContentGranted?: boolean;
  /** Hold every request and answer against Discord's OpenAPI description; true unless told. */
  validate?: boolean;
}

/** A Discord of one's own on a loopback port: what the real discord.js talks to in tests. */
export class FakeDiscord {
  readonly token = 'fake-bot-token.AAAAAA.not-a-secret';
  readonly world: World;
  readonly gateway: Gateway;
  readonly rest: RestServer;
  readonly #stage: Backstage;
  readonly #check: OpenApiCheck | undefined;
  readonly #room = new WaitingRoom();
  readonly #server: Server;
  #port = 0;

  static async start(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
    const fake = new FakeDiscord(options);
    await fake.#listen();
    return fake;
  }

  private constructor({ clock = systemClock, messageContentGranted = false, validate = true }: FakeDiscordOptions) {
    this.world = new World(clock);
    this.gateway = new Gateway(this.world, this.token, () => messageContentGranted);
    const book = new MessageBook(this.world);
    this.#check = validate ? new OpenApiCheck() : undefined;
    this.#stage = {
      world: this.world,
      book,
      threads: new ThreadBook(this.world, book),
      gateway: this.gateway,
      typings: [],
      reader: () => ({ privileged: messageContentGranted }),
      limitOldEdits: () => undefined,
    };
    const routes = [...peopleRoutes, ...channelRoutes, ...messageRoutes, ...threadRoutes];
    this.rest = new RestServer(this.#stage, routes, this.token, this.#check);
    this.world.onChange(() => {
      this.#room.look();
    });
    this.#server = createServer((request, response) => {
      this.rest.handle(request, response).catch((error: unknown) => {
        this.#check?.note(`The fake itself failed: ${String(error)}`);
        request.socket.destroy();
      });
    });
    this.#server.on('upgrade', (request, socket, head) => {
      this.gateway.upgrade(request, socket, head);
    });
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  get botUserId(): string {
    return this.world.botId;
  }

  get applicationId(): string {
    return this.world.applicationId;
  }

  /** Every REST request so far. */
  get calls(): readonly RestCall[] {
    return this.rest.calls;
  }

  get faults(): Faults {
    return this.rest.faults;
  }

  get typings(): readonly Typing[] {
    return this.#stage.typings;
  }

  /** Sends any gateway event, also a malformed one, to every session. */
  dispatch(t: string, d: unknown): void {
    this.gateway.dispatch(t, d);
  }

  get violations(): readonly string[] {
    return this.#check?.violations ?? [];
  }

  addGuild(name = 'CSC'): Guild {
    const { world } = this;
    const id = world.snowflakes.next();
    const everyone: Role = { id, name: '@everyone', permissions: everyonePermissions, mentionable: false, position: 0 };
    const botRole: Role = {
      id: world.snowflakes.next(),
      name: world.user(world.botId).name,
      permissions: 0n,
      mentionable: true,
      position: 1,
      managedBy: world.botId,
    };
    const now = world.clock.now();
    const bot = { userId: world.botId, nick: null, roleIds: [botRole.id], joinedAt: now };
    const owner = { userId: world.ownerId, nick: null, roleIds: [], joinedAt: now };
    const guild: Guild = {
      id,
      name,
      ownerId: world.ownerId,
      locale: 'en-US',
      createdAt: now,
      roles: new Map([everyone, botRole].map((role) => [role.id, role])),
      members: new Map([bot, owner].map((member) => [member.userId, member])),
      botRoleId: botRole.id,
    };
    world.guilds.set(id, guild);
    return guild;
  }

  addChannel(plan: {
    guild: Guild;
    name?: string;
    type?: ChannelTypeName;
    /** What the bot is forbidden here. */
    deny?: PermissionName[];
  }): Channel {
    const { guild, name = 'general', type = 'text', deny = [] } = plan;
    const overwrite = { id: guild.botRoleId, kind: 'role' as const, allow: 0n, deny: combinePermissions(deny) };
    const channel: Channel = {
      id: this.world.snowflakes.next(),
      type: channelTypes[type],
      name,
      guildId: guild.id,
      position: this.world.channels.size,
      overwrites: deny.length > 0 ? [overwrite] : [],
      messages: new Map(),
    };
    this.world.channels.set(channel.id, channel);
    this.#stage.book.tellOfChannel('CHANNEL_CREATE', channel);
    return channel;
  }

  addMember(plan: { guild: Guild; name: string; nick?: string; roles?: Role[]; bot?: boolean }): Person {
    const user = this.world.addUser(plan.name, plan.bot ?? false);
    plan.guild.members.set(user.id, {
      userId: user.id,
      nick: plan.nick ?? null,
      roleIds: (plan.roles ?? []).map(({ id }) => id),
      joinedAt: this.world.clock.now(),
    });
    return new Person(this.world, this.#stage.book, this.#stage.threads, user);
  }

  openDm(person: Person): Channel {
    return this.world.dmWith(person.id);
  }

  /** What a person reads in a channel, oldest first; ephemeral messages only for whom they are. */
  messages(channel: { id: string }, as?: Person): SeenMessage[] {
    return [...(this.world.channels.get(channel.id)?.messages.values() ?? [])]
      .filter(({ deletedAt, ephemeralFor }) => deletedAt === undefined && (ephemeralFor ?? as?.id) === as?.id)
      .map((message) => seenMessage(this.world, message));
  }

  waitFor<T>(look: () => T | undefined | null | false, what = 'something that the test looks for'): Promise<T> {
    return this.#room.wait(look, what);
  }

  /** Throws if a request or an answer did not fit Discord's description. */
  async close(): Promise<void> {
    this.#room.close();
    this.gateway.close();
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
    if (this.violations.length > 0) {
      throw new Error(`Against Discord's API description:\n${this.violations.join('\n')}`);
    }
  }

  async #listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    this.world.filesUrl = `http://127.0.0.1:${this.#port}`;
    this.gateway.url = `ws://127.0.0.1:${this.#port}/gateway`;
  }
}
