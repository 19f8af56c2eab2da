import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer } from 'ws';

import type { WireObject } from './message.ts';
import { GatewayConnection, type GatewayHost, type GatewayNote } from './gateway-connection.ts';
import { GatewaySession } from './gateway-session.ts';
import type { Reader, World, WorldEvent } from './world.ts';
import { canSee } from './permissions.ts';
import { guildToWire, userToWire } from './world-wire.ts';

const messageContentIntent = 1 << 15;
/** Members and presences: the fake's application never has them. */
const privilegedIntents = (1 << 1) | (1 << 8) | messageContentIntent;

/** Gateway v10: any number of connections with one token, resume with replay, and everything that can go wrong with it. */
export class Gateway implements GatewayHost {
  /** What clients did, in order. */
  readonly notes: GatewayNote[] = [];
  /**
   * Refuses the WebSocket handshake: cut off, which discord.js tries again for ever while its login stays pending, answered with 503,
   * which ends the login, or not answered at all. `mute`: the socket is opened, and HELLO never comes.
   */
  refuse: 'cut' | 'unavailable' | 'stalled' | 'mute' | undefined;
  /** Makes something else of a packet before it is sent: an object, or text that is no JSON. */
  alter: (packet: object) => object | string = (packet) => packet;
  /** Heartbeats are read and not answered. */
  muteAcks = false;
  /** Answers every RESUME with op 9. */
  refuseResume = false;
  heartbeatIntervalMs = 41_250;
  /** What the bot last said of itself: the state of its first activity. */
  presence: string | undefined;
  readonly sessionStarts = { total: 1000, remaining: 1000, resetAfterMs: 14_400_000, maxConcurrency: 1 };
  /** Guild ids that READY names but that never come. */
  readonly withheldGuilds = new Set<string>();
  readonly token: string;
  /** Known once the server listens. */
  url = '';
  readonly #world: World;
  readonly #isContentGranted: boolean;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #sessions = new Map<string, GatewaySession>();
  readonly #connections = new Set<GatewayConnection>();
  readonly #stalled = new Set<Duplex>();

  constructor(world: World, token: string, isContentGranted: boolean) {
    this.#world = world;
    this.token = token;
    this.#isContentGranted = isContentGranted;
    world.onEvent((event) => {
      this.#tell(event);
    });
  }

  /** Sockets that are open now, whether or not they have a session, and those that wait to be opened. */
  get sockets(): number {
    return this.#connections.size + this.#stalled.size;
  }

  /** Sessions that are connected now. */
  get connected(): number {
    return [...this.#sessions.values()].filter((session) => session.connected).length;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.refuse && this.refuse !== 'mute') {
      this.note('refused');
      this.#stalled.add(socket);
      socket.on('error', () => undefined);
      socket.on('end', () => socket.destroy()).resume();
      socket.on('close', () => this.#stalled.delete(socket));
      if (this.refuse === 'cut') socket.destroy();
      else if (this.refuse === 'unavailable')
        socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new GatewayConnection(this, webSocket);
      this.#connections.add(connection);
      this.note('connected');
      webSocket.on('close', (code) => {
        this.#connections.delete(connection);
        // The client gives its session up by closing in order; every other end can be resumed.
        if (connection.session && connection.closedBy === 'client' && (code === 1000 || code === 1001)) {
          this.end(connection.session);
        }
        connection.session?.disconnect(connection.send);
        this.note('closed', code);
      });
      if (this.refuse !== 'mute') connection.greet();
    });
  }

  note(what: GatewayNote['what'], code?: number): void {
    this.notes.push({ at: this.#world.clock.now(), what, ...(code !== undefined && { code }) });
    this.#world.changed();
  }

  showPresence({ activities }: WireObject): void {
    const [first] = Array.isArray(activities) ? (activities as WireObject[]) : [];
    this.presence = typeof first?.['state'] === 'string' ? first['state'] : undefined;
    this.#world.changed();
  }

  mayAskFor(intents: number): boolean {
    const granted = this.#isContentGranted ? messageContentIntent : 0;
    return (intents & privilegedIntents & ~granted) === 0;
  }

  /** Begins a session; undefined when the day's starts are used up. */
  begin(intents: number): GatewaySession | undefined {
    if (this.sessionStarts.remaining === 0) return undefined;
    this.sessionStarts.remaining--;
    const session = new GatewaySession(`session-${this.#world.snowflakes.next()}`, intents);
    this.#sessions.set(session.id, session);
    return session;
  }

  find(sessionId: string): GatewaySession | undefined {
    return this.refuseResume ? undefined : this.#sessions.get(sessionId);
  }

  end(session: GatewaySession): void {
    this.#sessions.delete(session.id);
  }

  /** READY and the guilds after it. */
  welcome(session: GatewaySession): void {
    const world = this.#world;
    const guilds = [...world.guilds.values()].filter((guild) => guild.members.has(world.botId));
    session.dispatch('READY', {
      v: 10,
      user: { ...userToWire(world.user(world.botId)), verified: true, mfa_enabled: true, email: null },
      user_settings: {},
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: this.url,
      private_channels: [],
      relationships: [],
      presences: [],
      guild_join_requests: [],
      geo_ordered_rtc_regions: [],
      application: { id: world.applicationId, flags: 0 },
      shard: [0, 1],
      _trace: [],
    });
    for (const guild of guilds) {
      if (!this.withheldGuilds.has(guild.id)) session.dispatch('GUILD_CREATE', guildToWire(world, guild));
    }
  }

  /** What was withheld comes at last. */
  deliverGuilds(): void {
    for (const id of this.withheldGuilds) {
      const guild = this.#world.guilds.get(id);
      if (guild) this.dispatch('GUILD_CREATE', guildToWire(this.#world, guild));
    }
    this.withheldGuilds.clear();
  }

  /** Sends any packet, also a broken one, to every session. */
  dispatch(t: string, d: unknown): void {
    for (const session of this.#sessions.values()) session.dispatch(t, d);
  }

  /** Sends a frame as it is to every socket: an object, or text that is no JSON. */
  send(frame: object | string): void {
    for (const connection of this.#connections) connection.sendRaw(frame);
  }

  /** Cuts every line; with a code it is closed in order. The sessions can be resumed. */
  drop(code?: number): void {
    for (const connection of this.#connections) connection.close(code);
    for (const socket of this.#stalled) socket.destroy();
  }

  /** Op 7. */
  requestReconnect(): void {
    for (const connection of this.#connections) connection.send({ op: 7, d: null });
  }

  /** Op 9; unless it is resumable, the sessions are over. */
  invalidate(resumable: boolean): void {
    if (!resumable) this.endSessions();
    for (const connection of this.#connections) connection.send({ op: 9, d: resumable });
  }

  /** Forgets all sessions, as after a long absence: the next RESUME is answered with op 9. */
  endSessions(): void {
    this.#sessions.clear();
  }

  close(): void {
    this.drop();
    this.#server.close();
  }

  #tell(event: WorldEvent): void {
    if (event.channel && !canSee(this.#world, event.channel, this.#world.botId)) return;
    for (const session of this.#sessions.values()) {
      if (event.intent !== 0 && (session.intents & event.intent) === 0) continue;
      const reader: Reader = { privileged: (session.intents & messageContentIntent) !== 0 };
      session.dispatch(event.t, event.d(reader));
    }
  }
}
