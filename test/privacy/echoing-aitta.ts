import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a request to a model of this name fails; servers like to quote what they were sent. */
const FAILURES: Readonly<Record<string, (quoted: string) => [status: number, type: string, body: string]>> = {
  'echo-400': (quoted) => [
    400,
    'application/json',
    JSON.stringify({ error: { message: `cannot read ${quoted}`, code: 400 } }),
  ],
  'echo-404': (quoted) => [404, 'application/json', JSON.stringify({ detail: quoted })],
  'echo-413': (quoted) => [413, 'text/plain', quoted],
  'echo-422': (quoted) => [
    422,
    'application/json',
    JSON.stringify({ detail: [{ loc: ['body'], msg: quoted, input: quoted }] }),
  ],
  'echo-500': (quoted) => [500, 'text/html', `<h1>${quoted}</h1>`],
  'echo-stream': (quoted) => [
    200,
    'text/event-stream',
    `data: ${JSON.stringify({ error: { message: quoted, code: 400 } })}\n\n`,
  ],
  'echo-line': (quoted) => [200, 'text/event-stream', `data: {"choices": ${quoted}\n\n`],
  'echo-page': (quoted) => [200, 'text/html', quoted],
};
export const ECHOES = Object.keys(FAILURES);

/** Aitta behind somebody who quotes what it is asked, token and all, when it fails. */
export class EchoingAitta {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(aitta: { url: string }): Promise<EchoingAitta> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => answer(request, Buffer.concat(chunks).toString(), response, aitta));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new EchoingAitta(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const answer = (
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
  aitta: { url: string },
): void => {
  const failing = ECHOES.find((name) => body.includes(`"acme/${name}"`));
  if (failing !== undefined) {
    const [status, type, text] = FAILURES[failing]?.(`${JSON.stringify(headers)} ${body}`) ?? [500, '', ''];
    response.writeHead(status, { 'content-type': type }).end(text);
    return;
  }
  const { host: _ours, ...onward } = headers;
  const asking = ask(new URL(url, aitta.url), { method, headers: onward }, (said) => {
    response.writeHead(said.statusCode ?? 500, said.headers);
    said.on('error', () => response.destroy()).pipe(response); // as the stand-in broke it off
  });
  response.on('close', () => asking.destroy());
  asking.on('error', () => response.destroy()).end(body);
};
