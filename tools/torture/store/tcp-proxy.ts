import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Which way nothing gets through any more, while connections look open. */
export type Mute = 'to the server' | 'from the server' | 'both ways';

/** Stands between one process and its server, and can be in the way. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<{ client: Socket; server: Socket }>();
  #mute: Mute | undefined;

  private constructor(target: number) {
    this.#server = createServer((client) => {
      const server = connect(target, '127.0.0.1');
      const pair = { client, server };
      this.#pairs.add(pair);
      const end = (): void => {
        this.#pairs.delete(pair);
        client.destroy();
        server.destroy();
      };
      for (const socket of [client, server]) socket.on('error', end).on('close', end);
      client.on('data', (chunk) => void (this.#lets('to the server') && server.write(chunk)));
      server.on('data', (chunk) => void (this.#lets('from the server') && client.write(chunk)));
    });
  }

  static async open(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks all connections. */
  cut(): void {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** What is sent is lost without a word. */
  mute(way: Mute): void {
    this.#mute = way;
  }

  /** Half of what was said is missing in the connections of before: they are over. */
  speak(): void {
    this.#mute = undefined;
    this.cut();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #lets(way: Mute): boolean {
    return this.#mute !== way && this.#mute !== 'both ways';
  }
}
