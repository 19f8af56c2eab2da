import { SocketModeReceiver } from '@slack/bolt';
import type { App } from '@slack/bolt';
import { EnvHttpProxyAgent } from 'undici';
import { backOffMs } from '../../../async/back-off.ts';
import type { Clock } from '../../../async/clock.ts';
import { BotError } from '../../../core/errors.ts';
import { toError } from '../../../async/to-error.ts';
import { late, within } from '../../../async/within.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { LeanHttp } from '../../../http/lean-http.ts';
import type { ProxySettings } from '../../../settings/proxy-settings.ts';
import { failureOf, toBotError } from '../api/slack-failure.ts';
import { boltLogger } from '../api/slack-log.ts';
import { asPayload, payloadAt, textAt } from '../api/slack-payload.ts';
import { clientOptions } from '../api/slack-api.ts';

export interface SlackConnectionParts {
  appToken: string;
  apiUrl: string | undefined;
  /** Without it the client connects directly, whatever Node's own proxy settings say. */
  proxy?: ProxySettings | undefined;
  clock: Clock;
  log: Log;
}

/** Without a `hello` in this time a connection is none, milliseconds. */
const HELLO_MS = 20_000;
/** A connection that brought nothing for so long is replaced, at the price of one call: it may be open and deaf. */
const QUIET_MS = 4 * 60_000;
const QUIET = 'quiet';
/** A connection that ended sooner than this is followed by a pause, milliseconds. */
const SHORT_LIFE_MS = 10_000;
const PAUSES = { firstMs: 1_000, maxMs: 60_000 };
/** Work that an old connection brought may still be acknowledged there for so long, milliseconds. */
const LAST_WORDS_MS = 3_000;
const HANDSHAKE_MS = 1_000;

/**
 * Two at any time: what was sent into one that broke or went deaf Slack delivers again over the other, and a press, which it does not
 * deliver again, finds an open one. Slack allows ten per app.
 */
const CONNECTIONS = 2;

/** What Slack sends over a socket. Other kinds would be emitted under their own names, beside the client's own events. */
const FRAMES = new Set(['hello', 'events_api', 'slash_commands', 'interactive']);

interface Socket {
  receiver: SocketModeReceiver;
  openedAt: number;
  lastFrameAt: number;
  /** Resolves when it is lost, or when Slack asks for its end. */
  ending: Promise<string>;
}

/**
 * Socket Mode: two connections, each with a successor before it ends. The client's own reconnecting is off: it waits 5 s without a
 * socket, and what fails there rejects where nobody can catch it.
 */
export class SlackConnection {
  readonly #parts: SlackConnectionParts;
  readonly #dispatcher: EnvHttpProxyAgent | undefined;
  readonly #http: LeanHttp;
  /** No successor is wanted any more. */
  readonly #closing = new AbortController();
  /** Nor any politeness. */
  readonly #cut = new AbortController();
  readonly #retiring = new Set<Promise<void>>();
  #app: (App & { idle(): Promise<void> }) | undefined;
  readonly #connected = new Set<Socket>();
  #trouble: string | undefined;
  #keeping: Promise<unknown> = Promise.resolve();

  constructor(parts: SlackConnectionParts) {
    this.#parts = parts;
    this.#dispatcher = parts.proxy && new EnvHttpProxyAgent({ ...parts.proxy, allowH2: false, proxyTunnel: true });
    this.#http = new LeanHttp(parts.proxy);
  }

  init(app: App & { idle(): Promise<void> }): void {
    this.#app = app;
  }

  /** Resolves when the first one is connected. @throws BotError 'settings' or 'platform-failed' */
  async start(): Promise<void> {
    const first = await this.#connect();
    const others = Array.from({ length: CONNECTIONS - 1 }, () => this.#keep(undefined));
    this.#keeping = Promise.all([this.#keep(first), ...others]);
  }

  /** Ends every connection; resolves when none is left. */
  async stop(): Promise<void> {
    this.#closing.abort(new BotError('shutting-down', 'Slack is closed'));
    await this.#keeping;
    await Promise.all(this.#retiring);
  }

  /** The same, without waiting for Slack to agree. */
  async close(): Promise<void> {
    this.#cut.abort(new BotError('shutting-down', 'Slack is closed'));
    await this.stop();
    await Promise.all([this.#dispatcher?.destroy(), this.#http.close()]);
  }

  /** What is wrong, or undefined while connected. */
  get trouble(): string | undefined {
    return this.#connected.size > 0 ? undefined : (this.#trouble ?? 'no connection to Slack');
  }

  async #keep(first: Socket | undefined): Promise<void> {
    const { log, clock } = this.#parts;
    const { signal } = this.#closing;
    let failures = 0;
    let socket = first ?? (await this.#successor(failures));
    while (socket) {
      const why = await this.#end(socket);
      if (clock.monotonic() - socket.openedAt >= SHORT_LIFE_MS) failures = 0;
      if (!signal.aborted) log[why === QUIET ? 'debug' : 'info']({ why }, 'a Slack connection is replaced');
      const next: Socket | undefined = await this.#successor(failures);
      failures += 1;
      this.#retire(socket);
      socket = next;
    }
  }

  /** Resolves when a socket has to be replaced: lost, told to go, or suspiciously quiet. */
  async #end(socket: Socket): Promise<string> {
    const { signal } = this.#closing;
    const limit = { clock: this.#parts.clock, deadline: () => socket.lastFrameAt + QUIET_MS, signal };
    try {
      const why = await within(limit, socket.ending);
      return why === late ? QUIET : why;
    } catch (error) {
      if (signal.aborted) return 'closed';
      throw error;
    }
  }

  /** Tries until there is one; undefined when closed. */
  async #successor(failures: number): Promise<Socket | undefined> {
    const { clock, log } = this.#parts;
    const { signal } = this.#closing;
    for (let attempt = failures; !signal.aborted; attempt += 1) {
      try {
        if (attempt > 0) await clock.sleep(backOffMs(attempt, PAUSES), signal);
        return await this.#connect();
      } catch (error) {
        if (signal.aborted) return undefined;
        this.#trouble = error instanceof BotError ? error.message : 'no connection to Slack';
        log.warn({ err: error }, 'Slack cannot be connected again yet');
      }
    }
    return undefined;
  }

  async #connect(): Promise<Socket> {
    const { appToken, apiUrl, clock, log } = this.#parts;
    const app = this.#app;
    if (!app) throw new Error('a receiver without its app');
    const receiver = new SocketModeReceiver({
      appToken,
      ...(this.#dispatcher && { dispatcher: this.#dispatcher }),
      autoReconnectEnabled: false,
      logger: boltLogger(log),
      installerOptions: {
        clientOptions: clientOptions({ apiUrl, clock, http: this.#http, closing: this.#closing.signal }),
      },
      processEventErrorHandler: async () => false, // SlackApp lets nothing through
    });
    receiver.init(app);
    const socket = this.#watch(receiver);
    await this.#hello(receiver);
    this.#connected.add(socket);
    return socket;
  }

  async #hello(receiver: SocketModeReceiver): Promise<void> {
    const limit = { clock: this.#parts.clock, timeoutMs: HELLO_MS, signal: this.#closing.signal };
    try {
      if ((await within(limit, receiver.start())) === late)
        throw new BotError('platform-failed', 'Slack: a connection was opened and nothing came');
    } catch (error) {
      await this.#disconnect(receiver);
      if (error instanceof BotError) throw error;
      // The client rejects with nothing when the socket closes before its hello.
      throw error === undefined
        ? new BotError('platform-failed', 'Slack: a connection ended before it began')
        : toBotError('apps.connections.open', failureOf(error), toError(error));
    }
  }

  /** Stands between the socket and Bolt's client, which crashes on frames without an event and leaves too early on `disconnect`. */
  #watch(receiver: SocketModeReceiver): Socket {
    const { clock } = this.#parts;
    const { client } = receiver;
    const { promise: ending, resolve: end } = Promise.withResolvers<string>();
    const socket: Socket = { receiver, openedAt: clock.monotonic(), lastFrameAt: clock.monotonic(), ending };
    const [deliver] = client.listeners('ws_message') as ((data: unknown, isBinary: boolean) => Promise<void>)[];
    client.removeAllListeners('ws_message');
    client.on('ws_message', (data: unknown, isBinary: boolean) => {
      socket.lastFrameAt = clock.monotonic();
      const frame = typeof data === 'string' ? parseFrame(data) : undefined;
      const type = textAt(frame, 'type') ?? '';
      if (type === 'disconnect') end(textAt(frame, 'reason') ?? 'disconnect');
      if (!frame || !FRAMES.has(type)) return;
      const eventType = textAt(payloadAt(payloadAt(frame, 'payload'), 'event'), 'type');
      const isSafe = type !== 'events_api' || (eventType !== undefined && !client.eventNames().includes(eventType));
      const passed = isSafe ? data : JSON.stringify({ ...frame, type: 'other' });
      deliver?.(passed, isBinary).catch((error: unknown) => {
        this.#parts.log.warn({ err: error }, 'a frame from Slack could not be read');
      });
    });
    client.on('disconnected', () => {
      this.#connected.delete(socket);
      end('lost');
    });
    return socket;
  }

  #retire(socket: Socket): void {
    const retired = this.#goodbye(socket.receiver).finally(() => this.#retiring.delete(retired));
    this.#retiring.add(retired);
  }

  /** What it brought may still be acknowledged, then it goes. */
  async #goodbye(receiver: SocketModeReceiver): Promise<void> {
    await this.#atMost(LAST_WORDS_MS, this.#app?.idle() ?? Promise.resolve());
    await this.#disconnect(receiver);
  }

  /** Slack does not always answer the closing handshake, and the client would wait for it for 30 s: asked again, it cuts. */
  async #disconnect(receiver: SocketModeReceiver): Promise<void> {
    const { client } = receiver;
    client.removeAllListeners('ws_message');
    const gone = client.disconnect();
    await this.#atMost(HANDSHAKE_MS, gone);
    await Promise.race([gone, client.disconnect()]);
  }

  /** Resolves when the work is done, or the time is over, or nobody wants to wait any longer. */
  async #atMost(timeoutMs: number, work: Promise<void>): Promise<void> {
    const { signal } = this.#cut;
    try {
      await within({ clock: this.#parts.clock, timeoutMs, signal }, work);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

const parseFrame = (data: string): ReturnType<typeof asPayload> => {
  try {
    return asPayload(JSON.parse(data));
  } catch {
    return undefined; // not Slack's
  }
};
