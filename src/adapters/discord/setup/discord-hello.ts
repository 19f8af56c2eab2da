import type { Clock } from '../../../async/clock.ts';
import { late, within } from '../../../async/within.ts';

const HELLO_MS = 15_000;

/**
 * Opens a connection to the gateway as discord.js does, which knows no proxy (nor does Node's WebSocket), waits for its greeting and
 * leaves without identifying, so that none of the day's starts is used. @returns what went wrong, if anything.
 */
export const greetGateway = async (url: string, clock: Clock): Promise<string | undefined> => {
  const socket = new WebSocket(`${url.replace(/\/$/, '')}/?v=10&encoding=json`);
  try {
    const greeting = new Promise<string | undefined>((resolve) => {
      socket.addEventListener('message', () => resolve(undefined), { once: true });
      socket.addEventListener('error', () => resolve('no connection'), { once: true });
      socket.addEventListener('close', ({ code }) => resolve(`closed with ${code}`), { once: true });
    });
    const trouble = await within({ clock, timeoutMs: HELLO_MS }, greeting);
    return trouble === late ? 'no greeting in time' : trouble;
  } finally {
    socket.close();
  }
};
