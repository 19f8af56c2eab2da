import { EnvHttpProxyAgent, WebSocket } from 'undici';
import type { Config } from '../config.ts';
import type { Clock } from '../async/clock.ts';

const HELLO_MS = 15_000;

/** Opens a socket as the bot does, waits for Slack's greeting, and leaves. `trouble` is Slack's reason, or a code of the connection. */
export const sayHello = async (
  url: string,
  proxy: Config['proxy'],
  clock: Clock,
): Promise<{ appId: string | undefined } | { trouble: string }> => {
  const dispatcher = proxy && new EnvHttpProxyAgent({ ...proxy, allowH2: false, proxyTunnel: true });
  const over = new AbortController();
  try {
    const socket = new WebSocket(url, dispatcher ? { dispatcher } : undefined);
    const greeting = new Promise<{ appId: string | undefined } | { trouble: string }>((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        const answer = readFrame(String(data));
        if (answer) resolve(answer);
      });
      socket.addEventListener('error', () => resolve({ trouble: 'no connection' }));
      socket.addEventListener('close', ({ code }) => resolve({ trouble: `closed with ${code}` }));
    });
    const late = clock.sleep(HELLO_MS, over.signal).then(
      () => ({ trouble: 'no greeting in time' }),
      () => ({ trouble: 'no greeting' }), // it is over
    );
    const answer = await Promise.race([greeting, late]);
    socket.close();
    return answer;
  } finally {
    over.abort(new Error('over'));
    await dispatcher?.destroy();
  }
};

interface Frame {
  type?: string;
  reason?: string;
  connection_info?: { app_id?: string };
}

const readFrame = (data: string): { appId: string | undefined } | { trouble: string } | undefined => {
  let frame: Frame;
  try {
    frame = JSON.parse(data) as Frame;
  } catch {
    return { trouble: 'not Slack' };
  }
  if (frame.type === 'hello') return { appId: frame.connection_info?.app_id };
  if (frame.type === 'disconnect') return { trouble: frame.reason ?? 'disconnect' };
  return undefined;
};
