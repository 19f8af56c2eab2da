import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The only way out of a closed network: knows hosts that nobody else knows (`anything.test` is this machine), tunnels (CONNECT) and forwards.
 */
export class ForwardProxy {
  /** Host and port of everything that was asked for, in order. */
  readonly seen: string[] = [];
  readonly #server: Server;
  readonly #tunnels = new Set<Duplex>();

  private constructor() {
    this.#server = createServer((incoming, outgoing) => {
      const { host, port, pathname, search } = new URL(incoming.url ?? '');
      this.seen.push(host);
      const { method, headers } = incoming;
      const options = { host: '127.0.0.1', port, path: pathname + search, method, headers, agent: new Agent() };
      const onward = request(options, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
    this.#server.on('connect', (incoming, socket: Duplex, head: Buffer) => {
      this.seen.push(incoming.url ?? '');
      const port = Number((incoming.url ?? '').split(':')[1]);
      const onward = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.write(head);
        socket.pipe(onward).pipe(socket);
      });
      for (const each of [socket, onward]) {
        this.#tunnels.add(each);
        each.on('error', () => each.destroy());
        each.on('close', () => this.#tunnels.delete(each));
      }
      socket.on('close', () => onward.destroy());
      onward.on('close', () => socket.destroy());
    });
  }

  static async start(): Promise<ForwardProxy> {
    const proxy = new ForwardProxy();
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const tunnel of this.#tunnels) tunnel.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
