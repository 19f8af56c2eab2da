import { App, LogLevel, SocketModeReceiver, type Logger } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { WebSocket } from 'ws';

import type { FakeSlack } from './fake-slack.ts';
import { isObject, type JsonObject } from './json-object.ts';

const nothing = (): void => undefined;
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

/** A client without retries, so that a refusal is seen as it is. */
export function clientOf(slack: FakeSlack, token = slack.botToken): WebClient {
  return new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: silentLogger });
}

/** Real Bolt in Socket Mode; it waits `reconnectAfterMs` before it reconnects, and for the answer to its pings. */
export function boltOn(slack: FakeSlack, reconnectAfterMs = 5_000): BoltOnFake {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: silentLogger,
    clientPingTimeout: reconnectAfterMs,
    installerOptions: { clientOptions },
  });
  const app = new App({ token: slack.botToken, receiver, logger: silentLogger, clientOptions, convoStore: false });
  return {
    app,
    greeted: () =>
      new Promise((resolve) => {
        receiver.client.once('connected', () => resolve(true));
      }),
    stop: () => receiver.client.disconnect(),
  };
}

interface BoltOnFake {
  readonly app: App;
  /** Resolves at the next hello. To stop before it is a known fault of the SDK: a rejection that nobody handles. */
  readonly greeted: () => Promise<true>;
  readonly stop: () => Promise<void>;
}

/** A bare socket: acknowledges nothing by itself. */
export class BareSocket {
  readonly frames: JsonObject[] = [];
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on('close', resolve);
    });
    socket.on('message', (data) => {
      const frame: unknown = JSON.parse(Buffer.isBuffer(data) ? data.toString() : '{}');
      if (isObject(frame)) this.frames.push(frame);
    });
  }

  /** Resolves when the server has said hello or goodbye. */
  static async open(slack: FakeSlack): Promise<BareSocket> {
    const { url } = await clientOf(slack, slack.appToken).apps.connections.open({});
    const socket = new WebSocket(url ?? '');
    const bare = new BareSocket(socket);
    await new Promise((resolve, reject) => {
      socket.once('message', resolve);
      socket.once('error', reject);
    });
    return bare;
  }

  get envelopes(): JsonObject[] {
    return this.frames.filter((frame) => 'envelope_id' in frame);
  }

  acknowledge(envelope: JsonObject | undefined, payload: JsonObject = {}): void {
    this.#socket.send(JSON.stringify({ envelope_id: envelope?.['envelope_id'], payload }));
  }

  /** Resolves with the first frame that fits. */
  frame(fits: (frame: JsonObject) => boolean): Promise<JsonObject> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.frames.find(fits);
        if (found === undefined) return;
        this.#socket.off('message', look);
        resolve(found);
      };
      this.#socket.on('message', look);
      look();
    });
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** The error that Slack refused with, or 'ok'. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    const data = isObject(error) ? error['data'] : undefined;
    if (isObject(data)) return String(data['error']);
    throw error;
  }
}
