import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as rest } from 'node:timers/promises';
import type { BotProcess } from '../../../test/whole/bot-process.ts';
import type { Chance } from '../chance.ts';

/** What happens to requests on their way. */
export type FrontFault =
  | { kind: 'reset' | 'hang' | 'lost-response' }
  | { kind: 'status'; status: number }
  | { kind: 'slow' | 'late'; delayMs: number };

const STREAM = '/chat/events';
const POSTING = '/chat/messages';

/** What stands between browsers and the processes of the bot: hands each request to one that runs, unless something happens to it. */
export class Front {
  readonly #server: Server;
  readonly #chance: Chance;
  readonly #ports = new Map<BotProcess, number>();
  readonly #streams = new Set<ServerResponse>();
  readonly #pending: { fault: FrontFault; times: number }[] = [];
  readonly #hanging = new Set<ServerResponse>();
  #kill: { isCarriedOut: boolean; resolve: () => void } | undefined;
  #late = 0;
  #isOffline = false;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on it is asked, too, until it ends. */
  async meet(bot: BotProcess): Promise<void> {
    void bot.ended.then(() => this.#ports.delete(bot));
    const port = await bot.started().catch(() => undefined); // it was killed before
    if (port !== undefined) this.#ports.set(bot, port);
  }

  /** Happens to so many of the next requests. */
  trouble(fault: FrontFault, times: number): void {
    this.#pending.push({ fault, times });
  }

  heal(): void {
    this.#pending.length = 0;
    this.#kill = undefined;
    for (const response of this.#hanging) response.destroy();
  }

  /** Every stream of events ends at once. */
  cut(): void {
    for (const response of this.#streams) response.destroy();
  }

  /** Nobody reaches anything for so long, milliseconds. */
  async goOffline(ms: number): Promise<void> {
    this.#isOffline = true;
    this.cut();
    await rest(ms);
    this.#isOffline = false;
  }

  /** Resolves when the bot has a message of which its sender is not told, or says something that its reader does not hear. */
  untold(isCarriedOut: boolean): Promise<void> {
    return new Promise((resolve) => (this.#kill = { isCarriedOut, resolve }));
  }

  /** Requests whose senders have gone, and that the bot does not have yet. */
  get late(): number {
    return this.#late;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined); // who asked has gone
    const { fault } = this.#isOffline ? { fault: { kind: 'reset' } as const } : this.#nextFault();
    const body = await buffer(request).catch(() => undefined); // who asked has gone in mid-request
    if (!body || fault?.kind === 'reset') return void response.destroy();
    if (fault?.kind === 'hang')
      return void this.#hanging.add(response.once('close', () => this.#hanging.delete(response)));
    if (fault?.kind === 'status') return void response.writeHead(fault.status, { 'retry-after': '1' }).end('<html>');
    if (fault?.kind === 'late') {
      response.destroy();
      this.#late += 1;
      await rest(fault.delayMs);
      this.#late -= 1;
    }
    if (fault?.kind === 'slow') await rest(fault.delayMs);
    this.#handOn(request, response, { body, isLost: fault?.kind === 'lost-response' });
  }

  #nextFault(): { fault?: FrontFault } {
    const [next] = this.#pending;
    if (!next) return {};
    next.times -= 1;
    if (next.times <= 0) this.#pending.shift();
    return next;
  }

  #handOn(from: IncomingMessage, response: ServerResponse, { body, isLost }: { body: Buffer; isLost: boolean }): void {
    const ports = [...this.#ports.values()];
    if (ports.length === 0) return void response.destroy();
    const { method = 'GET', url: path = '/', headers } = from;
    const onward = ask({ host: '127.0.0.1', port: this.#chance.pick(ports), method, path, headers, agent: false });
    onward.on('response', (answer) => {
      if (isLost || this.#isUntoldPost(method, path)) return void response.destroy();
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (path.startsWith(STREAM)) this.#listenIn(answer, response);
      answer.on('error', () => response.destroy()).pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.once('close', () => (response.writableFinished ? undefined : onward.destroy()));
    onward.end(body);
  }

  #isUntoldPost(method: string, path: string): boolean {
    return method === 'POST' && path === POSTING && this.#kill?.isCarriedOut === true && this.#killNow();
  }

  #listenIn(answer: IncomingMessage, response: ServerResponse): void {
    this.#streams.add(response.once('close', () => this.#streams.delete(response)));
    answer.on('data', (chunk: Buffer) => {
      if (this.#kill?.isCarriedOut === false && chunk.includes('"by":"bot"') && this.#killNow()) response.destroy();
    });
  }

  #killNow(): boolean {
    this.#kill?.resolve();
    this.#kill = undefined;
    return true;
  }
}
