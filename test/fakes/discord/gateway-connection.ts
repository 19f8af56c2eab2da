import type { RawData, WebSocket } from 'ws';

import { type GatewaySession, isPacket } from './gateway-session.ts';
import type { WireObject } from './message.ts';

/** What the gateway sends must fit into this. */
const maxPayloadBytes = 4096;
const highestIntent = (1 << 26) - 1;

export interface GatewayNote {
  at: number;
  what: 'connected' | 'refused' | 'identify' | 'resume' | 'resumed' | 'invalid session' | 'heartbeat' | 'closed';
  /** Close code, seen from the server; 1006 for a cut line. */
  code?: number;
}

/** What a connection needs of the gateway that it belongs to. */
export interface GatewayHost {
  readonly token: string;
  readonly url: string;
  readonly muteAcks: boolean;
  readonly heartbeatIntervalMs: number;
  alter(packet: object): object | string;
  mayAskFor(intents: number): boolean;
  showPresence(presence: WireObject): void;
  note(what: GatewayNote['what'], code?: number): void;
  begin(intents: number): GatewaySession | undefined;
  find(sessionId: string): GatewaySession | undefined;
  welcome(session: GatewaySession): void;
}

const closeCodes = {
  unknownOpcode: 4001,
  decodeError: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  invalidSequence: 4007,
  invalidIntents: 4013,
  disallowedIntents: 4014,
} as const;

const textOf = (data: RawData): string =>
  Buffer.isBuffer(data)
    ? data.toString()
    : Buffer.concat(Array.isArray(data) ? data : [new Uint8Array(data)]).toString();

const parse = (data: RawData): unknown => {
  try {
    return JSON.parse(textOf(data));
  } catch {
    return undefined;
  }
};

/** One socket: hello, then identify or resume, then heartbeats. */
export class GatewayConnection {
  session: GatewaySession | undefined;
  closedBy: 'client' | 'server' = 'client';
  readonly #gateway: GatewayHost;
  readonly #socket: WebSocket;

  constructor(gateway: GatewayHost, socket: WebSocket) {
    this.#gateway = gateway;
    this.#socket = socket;
    socket.on('message', (data) => {
      this.#receive(data);
    });
  }

  greet(): void {
    this.send({ op: 10, d: { heartbeat_interval: this.#gateway.heartbeatIntervalMs, _trace: [] } });
  }

  readonly send = (packet: object): void => {
    this.sendRaw(this.#gateway.alter({ t: null, s: null, ...packet }));
  };

  sendRaw(frame: object | string): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  close(code?: number): void {
    this.closedBy = 'server';
    this.session?.disconnect(this.send);
    if (code === undefined) this.#socket.terminate();
    else this.#socket.close(code);
  }

  #receive(data: RawData): void {
    const packet = parse(data);
    if (!isPacket(packet) || Buffer.byteLength(textOf(data)) > maxPayloadBytes) {
      this.close(closeCodes.decodeError);
      return;
    }
    const d = (packet['d'] ?? {}) as WireObject;
    if (packet.op === 1) this.#heartbeat();
    else if (packet.op === 2) this.#identify(d);
    else if (packet.op === 3) this.#gateway.showPresence(d);
    else if (packet.op === 6) this.#resume(d);
    else if (packet.op !== 4 && packet.op !== 8) this.close(closeCodes.unknownOpcode);
    else if (!this.session) this.close(closeCodes.notAuthenticated);
  }

  #heartbeat(): void {
    this.#gateway.note('heartbeat');
    if (!this.#gateway.muteAcks) this.send({ op: 11 });
  }

  #identify(d: WireObject): void {
    this.#gateway.note('identify');
    const intents = d['intents'];
    if (this.session) this.close(closeCodes.alreadyAuthenticated);
    else if (d['token'] !== this.#gateway.token) this.close(closeCodes.authenticationFailed);
    else if (typeof intents !== 'number' || intents < 0 || intents > highestIntent) {
      this.close(closeCodes.invalidIntents);
    } else if (!this.#gateway.mayAskFor(intents)) this.close(closeCodes.disallowedIntents);
    else {
      const session = this.#gateway.begin(intents);
      // Discord resets a token whose bot has used up its starts.
      if (!session) this.close(closeCodes.authenticationFailed);
      else {
        this.#adopt(session);
        this.#gateway.welcome(session);
      }
    }
  }

  #resume(d: WireObject): void {
    this.#gateway.note('resume');
    if (d['token'] !== this.#gateway.token) {
      this.close(closeCodes.authenticationFailed);
      return;
    }
    const session = this.#gateway.find(String(d['session_id']));
    if (!session) {
      this.#gateway.note('invalid session');
      this.send({ op: 9, d: false });
      return;
    }
    const sequence = Number(d['seq']);
    if (!(sequence >= 0 && sequence <= session.sequence)) {
      this.close(closeCodes.invalidSequence);
      return;
    }
    this.#adopt(session);
    session.replayAfter(sequence);
    session.dispatch('RESUMED', { _trace: [] });
    this.#gateway.note('resumed');
  }

  #adopt(session: GatewaySession): void {
    this.session = session;
    session.connect(this.send);
  }
}
