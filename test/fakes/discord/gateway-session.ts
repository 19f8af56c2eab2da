import type { WireObject } from './message.ts';

interface Packet {
  op: 0;
  t: string;
  s: number;
  d: unknown;
}

/** What one IDENTIFY began. It outlives its socket, keeps counting, and can be resumed until it is ended. */
export class GatewaySession {
  readonly id: string;
  readonly intents: number;
  /** Everything sent under this session, for a resume. */
  readonly #sent: Packet[] = [];
  #send: ((packet: object) => void) | undefined;

  constructor(id: string, intents: number) {
    this.id = id;
    this.intents = intents;
  }

  get sequence(): number {
    return this.#sent.length;
  }

  get connected(): boolean {
    return this.#send !== undefined;
  }

  connect(send: (packet: object) => void): void {
    this.#send = send;
  }

  /** Of the line that was connected last: an older one that closes late takes nothing away. */
  disconnect(send: (packet: object) => void): void {
    if (this.#send === send) this.#send = undefined;
  }

  dispatch(t: string, d: unknown): void {
    const packet: Packet = { op: 0, t, s: this.#sent.length + 1, d };
    this.#sent.push(packet);
    this.#send?.(packet);
  }

  replayAfter(sequence: number): void {
    for (const packet of this.#sent.slice(sequence)) this.#send?.(packet);
  }
}

export const isPacket = (value: unknown): value is WireObject & { op: number } =>
  typeof value === 'object' && value !== null && 'op' in value && typeof value.op === 'number';
