import { EnvHttpProxyAgent, WebSocket } from 'undici';
import type { Clock } from '../../../async/clock.ts';
import { late, within } from '../../../async/within.ts';
import type { ProxySettings } from '../../../settings/proxy-settings.ts';

const HELLO_MS = 15_000;

/** Opens a socket as the bot does, waits for Slack's greeting, and leaves. `trouble` is Slack's reason, or a code of the connection. */
export const sayHello = async (
  url: string,
  proxy: ProxySettings | undefined,
  clock: Clock,
): Promise<{ appId: string | undefined } | { trouble: string }> => {
  const dispatcher = proxy && new EnvHttpProxyAgent({ ...proxy, allowH2: false, proxyTunnel: true });
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
    const answer = await within({ clock, timeoutMs: HELLO_MS }, greeting);
    socket.close();
    return answer === late ? { trouble: 'no greeting in time' } : answer;
  } finally {
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
