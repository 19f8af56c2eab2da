import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { freePort } from './free-port.ts';

const PROGRAM = join(import.meta.dirname, 'slack', 'node_modules', 'emulate', 'dist', 'index.js');
const LOOK_MS = 100;

export const CLIENT = {
  id: '1234.5678',
  secret: 'emulated-client-secret',
  signingSecret: 'emulated-signing-secret',
} as const;

const seed = (redirectUri: string): object => ({
  slack: {
    team: { name: 'E2E', domain: 'e2e' },
    users: [{ name: 'ada', real_name: 'Ada Lovelace' }],
    channels: [{ name: 'physics' }],
    oauth_apps: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        name: 'aitta',
        redirect_uris: [redirectUri],
        scopes: ['chat:write'],
      },
    ],
    signing_secret: CLIENT.signingSecret,
  },
});

type Fields = Readonly<Record<string, string>>;
/** What it answers, as far as it is read here. */
interface EmulatedAnswer {
  ok: boolean;
  team_id: string;
  ts: string;
  channels: { id: string; name: string }[];
  members: { id: string; name: string }[];
  messages: { text: string; user: string }[];
}

/** emulate (npm, Apache-2.0), an emulator of Slack that is not ours: its OAuth and Web API. It sends no events, so that those come from here. */
export class EmulatedSlack {
  readonly url: string;
  /** The Web API, where what the emulator does not have is refused as Slack does it, not with HTTP 404. */
  readonly apiUrl: string;
  readonly #child: ChildProcess;
  readonly #front: Server;

  private constructor(url: string, child: ChildProcess, front: Server) {
    this.url = url;
    this.#child = child;
    this.#front = front;
    this.apiUrl = `http://127.0.0.1:${(front.address() as AddressInfo).port}/api/`;
  }

  static async start(folder: string, redirectUri: string): Promise<EmulatedSlack> {
    const file = join(folder, 'emulate.seed.json');
    writeFileSync(file, JSON.stringify(seed(redirectUri)));
    const port = await freePort();
    const args = [PROGRAM, '--service', 'slack', '--port', String(port), '--seed', file];
    const url = `http://127.0.0.1:${port}`;
    const front = createServer((request, response) => void forward(url, request, response)).listen(0, '127.0.0.1');
    await new Promise((resolve) => front.once('listening', resolve));
    const slack = new EmulatedSlack(url, spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' }), front);
    await slack.until(async () => (await fetch(slack.url)).status < 500);
    return slack;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    this.#front.close();
    this.#front.closeAllConnections();
    await ended;
  }

  /** Ada signs in on the page that the link leads to, and allows it. @returns where she is sent. */
  async allow(link: string): Promise<string> {
    const { pathname, search } = new URL(link);
    const page = await (await fetch(`${this.url}${pathname}${search}`)).text();
    const fields = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')],
    );
    const answer = await fetch(`${this.url}/oauth/v2/authorize/callback`, {
      method: 'POST',
      body: new URLSearchParams(Object.fromEntries(fields)),
      redirect: 'manual',
    });
    return answer.headers.get('location') ?? '';
  }

  async call(token: string, method: string, args: Fields = {}): Promise<EmulatedAnswer> {
    const answer = await fetch(`${this.url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(args),
    });
    return (await answer.json()) as EmulatedAnswer;
  }

  /** The first truthy answer of `look`; an emulator in another process can only be asked again and again. */
  async until<T>(look: () => Promise<T | undefined | false>, ms = 60_000): Promise<T> {
    for (let waited = 0; waited < ms; waited += LOOK_MS) {
      const found = await look().catch(() => undefined); // it may not be up yet
      if (found !== undefined && found !== false) return found;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Error('what was waited for did not happen');
  }
}

const forward = async (url: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { authorization = '', 'content-type': type = '' } = request.headers;
  const answer = await fetch(`${url}${request.url ?? ''}`, {
    method: 'POST',
    headers: { authorization, 'content-type': type },
    body: await buffer(request),
  });
  const text = answer.status === 404 ? '{"ok":false,"error":"unknown_method"}' : await answer.text();
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(text);
};

/** Signed as Slack signs. */
export const deliver = async (url: string, payload: object): Promise<number> => {
  const body = JSON.stringify(payload);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const digest = createHmac('sha256', CLIENT.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${digest}`,
  };
  return (await fetch(url, { method: 'POST', headers, body })).status;
};
