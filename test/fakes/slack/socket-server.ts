import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type RawData, type WebSocket } from 'ws';

import type { Clock } from '../../../src/async/clock.ts';
import type { Changes } from './changes.ts';
import type { Attempt, Parcel, Transport } from './deliveries.ts';
import { isObject, type JsonObject } from './json-object.ts';

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

interface Link {
  readonly socket: WebSocket;
  /** Looks open, but nothing goes through it. */
  deaf: boolean;
}

interface Envelope {
  readonly parcel: Parcel;
  readonly sentAt: number;
  readonly link: Link;
  settle: ((attempt: Attempt) => void) | undefined;
}

const envelopeType = { event: 'events_api', interactive: 'interactive', slash: 'slash_commands' } as const;
const acknowledgeWithinMs = 3_000;
const mostSockets = 10;

/** Socket Mode: tickets, hello, envelopes, acknowledgements, disconnects; every envelope goes to one of the open sockets. */
export class SocketServer implements Transport {
  readonly retryAfterMs = [0, 0, 0];
  /** Acknowledgements that nobody waited for any more. */
  late = 0;
  /** All frames from the app that were no acknowledgement. */
  readonly strangeFrames: string[] = [];
  /** How many sockets were ever opened. */
  opened = 0;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #links = new Set<Link>();
  readonly #envelopes = new Map<string, Envelope>();
  readonly #clock: Clock;
  readonly #changes: Changes;
  readonly #appId: string;
  readonly #closed: AbortSignal;
  #turn = 0;

  constructor(parts: { clock: Clock; changes: Changes; appId: string; closed: AbortSignal }) {
    this.#clock = parts.clock;
    this.#changes = parts.changes;
    this.#appId = parts.appId;
    this.#closed = parts.closed;
  }

  get open(): number {
    return this.#links.size;
  }

  /** For apps.connections.open: a path that works once. */
  newTicketPath(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `/link/?ticket=${ticket}&app_id=${this.#appId}`;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
    if (!this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket));
  }

  async attempt(parcel: Parcel, again: { number: number; reason: string } | undefined): Promise<Attempt> {
    const patience = new AbortController();
    const giveUp = AbortSignal.any([patience.signal, this.#closed]);
    const timeout = this.#clock.sleep(acknowledgeWithinMs, giveUp).then(
      (): Attempt => ({ ended: 'failed', reason: 'timeout' }),
      (): Attempt => ({ ended: 'failed', reason: 'closed', last: true }),
    );
    const answer = this.#tryOnce(parcel, again, giveUp).catch((): Attempt => ({
      ended: 'failed',
      reason: 'closed',
      last: true,
    }));
    const attempt = await Promise.race([timeout, answer]);
    patience.abort(new Error('over'));
    return attempt;
  }

  /**
   * Asks the app to reconnect. Slack does not always close the connection by itself: `close` says whether it answers the
   * app's close frame (the usual), closes first, or never closes.
   */
  disconnect(reason: DisconnectReason, { close = 'answered' }: { close?: 'answered' | 'first' | 'never' } = {}): void {
    for (const link of this.#links) {
      this.#send(link, { type: 'disconnect', reason, debug_info: { host: 'applink-1' } });
      // Who was told to go away gets no further envelopes; a warning comes some seconds before that.
      if (reason !== 'warning') this.#links.delete(link);
      if (close === 'first') link.socket.close(1000);
      if (close === 'never') link.socket.pause();
    }
    this.#changes.note();
  }

  /** Breaks the connections, or only so many of them, without a word. */
  cut(most = this.#links.size): void {
    for (const link of [...this.#links].slice(0, most)) link.socket.terminate();
  }

  /** The connections open now stay open and carry nothing any more; frozen ones do not even answer pings. */
  deafen({ frozen = false } = {}): void {
    for (const link of this.#links) {
      link.deaf = true;
      if (frozen) link.socket.pause();
    }
  }

  /** The frame that has no inner event. */
  sendRateLimited(teamId: string): void {
    const payload = {
      type: 'app_rate_limited',
      token: 'the-deprecated-verification-token',
      team_id: teamId,
      minute_rate_limited: Math.floor(this.#clock.now() / 60_000) * 60,
      api_app_id: this.#appId,
    };
    this.sendFrame(JSON.stringify({ envelope_id: randomUUID(), type: 'events_api', payload }));
  }

  /** Any frame, to every open socket. */
  sendFrame(text: string): void {
    for (const { socket } of this.#links) socket.send(text);
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  async #tryOnce(
    parcel: Parcel,
    again: { number: number; reason: string } | undefined,
    giveUp: AbortSignal,
  ): Promise<Attempt> {
    if (parcel.kind !== 'event' && this.#links.size === 0) return { ended: 'failed', reason: 'no_connection' };
    const link = await this.#nextLink(giveUp);
    const envelopeId = randomUUID();
    return new Promise((resolve) => {
      const envelope: Envelope = { parcel, sentAt: this.#clock.now(), link, settle: resolve };
      this.#envelopes.set(envelopeId, envelope);
      giveUp.addEventListener('abort', () => {
        envelope.settle = undefined;
      });
      this.#send(link, {
        envelope_id: envelopeId,
        type: envelopeType[parcel.kind],
        payload: parcel.payload,
        accepts_response_payload: parcel.kind === 'slash' || parcel.name === 'view_submission',
        ...(parcel.kind === 'event' ? { retry_attempt: again?.number ?? 0, retry_reason: again?.reason ?? '' } : {}),
      });
    });
  }

  /** In turn, as the next one; waits while there is none. */
  #nextLink(giveUp: AbortSignal): Promise<Link> {
    const next = (): Link | undefined => {
      if (giveUp.aborted) throw new Error('over');
      const links = [...this.#links];
      const link = links[this.#turn % links.length];
      if (link !== undefined) this.#turn += 1;
      return link;
    };
    return this.#changes.waitFor(next, 'an open socket');
  }

  #welcome(socket: WebSocket): void {
    const link: Link = { socket, deaf: false };
    socket.on('message', (data) => this.#receive(data));
    socket.on('close', () => this.#forget(link));
    socket.on('error', () => socket.terminate());
    this.opened += 1;
    if (this.#links.size >= mostSockets) {
      this.#send(link, { type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'applink-1' } });
      return;
    }
    this.#links.add(link);
    this.#send(link, {
      type: 'hello',
      num_connections: this.#links.size,
      debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: this.#appId },
    });
    this.#changes.note();
  }

  /** What was on its way over a closed socket has failed. */
  #forget(link: Link): void {
    this.#links.delete(link);
    for (const [id, envelope] of this.#envelopes) {
      if (envelope.link !== link) continue;
      envelope.settle?.({ ended: 'failed', reason: 'timeout' });
      this.#envelopes.delete(id);
    }
    this.#changes.note();
  }

  #receive(data: RawData): void {
    const text = Buffer.isBuffer(data) ? data.toString() : '';
    const frame = parseFrame(text);
    const envelope = this.#envelopes.get(frame.id);
    if (envelope === undefined) {
      this.strangeFrames.push(text);
      this.#changes.note();
      return;
    }
    if (envelope.link.deaf) return;
    this.#envelopes.delete(frame.id);
    const afterMs = this.#clock.now() - envelope.sentAt;
    if (envelope.settle === undefined) this.late += 1;
    else envelope.settle({ ended: 'acknowledged', payload: frame.payload, afterMs });
    this.#changes.note();
  }

  #send(link: Link, frame: JsonObject): void {
    if (!link.deaf) link.socket.send(JSON.stringify(frame));
  }
}

function parseFrame(text: string): { id: string; payload: JsonObject } {
  try {
    const frame: unknown = JSON.parse(text);
    if (!isObject(frame) || typeof frame['envelope_id'] !== 'string') return { id: '', payload: {} };
    return { id: frame['envelope_id'], payload: isObject(frame['payload']) ? frame['payload'] : {} };
  } catch {
    return { id: '', payload: {} };
  }
}
