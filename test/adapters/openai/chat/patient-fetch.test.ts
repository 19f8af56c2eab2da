import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../../driven/until.ts';
import { Asking } from '../../../doubles/asking.ts';
import { eventStream, sse, startWithRawAitta } from '../../aitta/gateway-bench.ts';

/** A proxy as companies have them: tunnels, and remembers for whom. */
const startProxy = async (): Promise<{ url: string; tunnels: string[] }> => {
  const tunnels: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer();
  server.on('connect', (request, socket: Socket) => {
    tunnels.push(request.url ?? '');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    sockets.push(socket, target);
    for (const end of [socket, target]) end.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels };
};

test('chats go through a proxy, if there is one, and not for hosts that are reached directly', async () => {
  const proxy = await startProxy();
  for (const [noProxy, tunnels] of [
    ['127.0.0.1', 0],
    ['', 1],
  ] as const) {
    const settings = { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy };
    const { gateway, server } = await startWithRawAitta(
      { chat: () => eventStream(sse([{ content: 'Hei' }])) },
      { gateway: { proxy: settings } },
    );
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.text).toBe('Hei');
    const aitta = new URL(server.url).host;
    expect(new Set(proxy.tunnels.filter((host) => host === aitta)).size).toBe(tunnels);
  }
});
