import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { LeanHttp } from '../../src/http/lean-http.ts';

const serve = async (handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const openHttp = (): LeanHttp => {
  const http = new LeanHttp(undefined);
  onTestFinished(() => http.close());
  return http;
};

test('what is sent arrives, and the answer is all there', async () => {
  const url = await serve((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => {
      response.writeHead(418, { 'X-Said': 'yes', 'set-cookie': ['a=1', 'b=2'] });
      response.end(`${request.method} ${String(request.headers['x-asked'])} ${text}`);
    });
  });
  const answer = await openHttp().send(url, { method: 'POST', headers: { 'x-asked': 'why' }, body: 'Hyvää päivää' });
  expect(answer.status).toBe(418);
  expect(answer.headers.get('x-SAID')).toBe('yes');
  expect(answer.headers.get('x-nothing')).toBeNull();
  expect(Object.fromEntries(answer.headers)).toMatchObject({ 'x-said': 'yes', 'set-cookie': 'a=1,b=2' });
  expect(await answer.text()).toBe('POST why Hyvää päivää');
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
])('what comes as %s is read', async (encoding, compress) => {
  const body = compress('Blue light is scattered far more. '.repeat(1_000));
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(body);
  });
  expect(await (await openHttp().send(url, {})).text()).toHaveLength(34_000);
});

test('what cannot be decompressed rejects', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end('no archive');
  });
  await expect((await openHttp().send(url, {})).text()).rejects.toThrow(/header/);
});

test('no redirect is followed', async () => {
  let requests = 0;
  const url = await serve((_request, response) => {
    requests += 1;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect((await openHttp().send(url, {})).status).toBe(307);
  expect(requests).toBe(1);
});

test.each([
  ['before the answer', false],
  ['in the middle of the answer', true],
])('the signal ends a request %s, with its reason', async (_when, isBegun) => {
  const ended = Promise.withResolvers<void>();
  const url = await serve((request, response) => {
    request.socket.once('close', () => ended.resolve());
    if (isBegun) response.write('The beg');
    else unwanted.abort(new Error('nobody waits'));
  });
  const unwanted = new AbortController();
  const read = async (): Promise<string> => {
    const { text } = await openHttp().send(url, { signal: unwanted.signal });
    unwanted.abort(new Error('nobody waits'));
    return text();
  };
  await expect(read()).rejects.toThrow('nobody waits');
  await ended.promise; // and its connection is closed
});
