import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { until } from '../driven/until.ts';
import { HttpServer } from '../../src/operate/http-server.ts';

const servers: HttpServer[] = [];
const open = (): HttpServer => {
  const server = new HttpServer();
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

test('mounted paths answer, with or without a query, and everything else is not found', async () => {
  const server = open();
  server.mount('/healthz', (_request, response) => response.end('{"status":"ok"}'));
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  expect(await (await ask('/healthz?x=1')).json()).toEqual({ status: 'ok' });
  expect((await ask('/healthz/more')).status).toBe(404);
  expect((await ask('/')).status).toBe(404);
});

test('a port that is taken is refused in plain words', async () => {
  const port = await open().listen({ host: '127.0.0.1', port: 0 });
  await expect(open().listen({ host: '127.0.0.1', port })).rejects.toThrow(
    /HOST and PORT .*another program already uses it/,
  );
});

test('where any port will do, a free one is taken instead', async () => {
  const port = await open().listen({ host: '127.0.0.1', port: 0 });
  const another = open();
  another.mount('/healthz', (_request, response) => response.end('{"status":"ok"}'));
  const found = await another.listen({ host: '127.0.0.1', port, orAny: true });
  expect(found).not.toBe(port);
  expect((await fetch(`http://127.0.0.1:${found}/healthz`)).status).toBe(200);
});

test('who asks and reads no answer is cut off, and nothing is kept for them; who reads gets all of it', async () => {
  const server = new HttpServer({ silentMs: 100 });
  servers.push(server);
  const size = 50_000_000;
  const cut = Promise.withResolvers<void>();
  server.mount('/much', (_request, response) => {
    response.on('close', () => cut.resolve()).end(Buffer.alloc(size));
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  const silent = connect(port, '127.0.0.1').on('error', () => undefined);
  onTestFinished(() => void silent.destroy());
  silent.pause().write('GET /much HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await cut.promise;
  expect((await (await fetch(`http://127.0.0.1:${port}/much`)).arrayBuffer()).byteLength).toBe(size);
});

const AT_ONCE = 700;
const LONGEST_LINE = '/proc/sys/net/core/somaxconn';
const mayWaitInLine = existsSync(LONGEST_LINE) && Number(readFileSync(LONGEST_LINE, 'utf8')) >= AT_ONCE;

// Linux tries what does not fit into its line again after a second: longer than the rounds of `until`.
test.runIf(mayWaitInLine)('many connections in one moment all come in at once', async () => {
  const port = await open().listen({ host: '127.0.0.1', port: 0 });
  let connected = 0;
  for (let count = 0; count < AT_ONCE; count += 1) {
    const socket = connect(port, '127.0.0.1', () => (connected += 1));
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
  }
  await until(() => connected === AT_ONCE);
  expect(connected).toBe(AT_ONCE);
});
