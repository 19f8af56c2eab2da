import { GatewayDispatchEvents, GatewayOpcodes } from 'discord.js';

/** Node's longest timer, milliseconds; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface Frame {
  op: GatewayOpcodes;
  t?: GatewayDispatchEvents;
  d?: unknown;
}

/**
 * A frame of the gateway as discord.js can bear it: it reads HELLO, READY and INVALID_SESSION without looking first. Undefined for what says
 * nothing; a connection that gets no usable greeting or READY is renewed by discord.js after its own time-outs.
 */
export const readFrame = (frame: unknown): Frame | undefined => {
  if (!isObject(frame) || typeof frame['op'] !== 'number') return undefined;
  const { d } = frame;
  const op: GatewayOpcodes = frame['op'];
  switch (op) {
    case GatewayOpcodes.Hello:
      return isGreeting(d) ? { op, d } : undefined;
    case GatewayOpcodes.InvalidSession:
      return { op, d: d === true };
    case GatewayOpcodes.Dispatch:
      return typeof frame['t'] === 'string'
        ? readDispatch({ ...frame, op, t: frame['t'] as GatewayDispatchEvents })
        : undefined;
    default:
      return { op, d };
  }
};

const readDispatch = (frame: Frame): Frame | undefined => {
  const { t, d } = frame;
  if (t !== GatewayDispatchEvents.Ready) return frame;
  if (!isObject(d) || typeof d['session_id'] !== 'string' || !hasId(d['user'])) return undefined;
  const { guilds, application, resume_gateway_url: url, user } = d;
  return {
    ...frame,
    d: {
      ...d,
      guilds: Array.isArray(guilds) ? guilds.filter(hasId) : [],
      // Of nearly all bots the two are the same.
      application: hasId(application) ? application : { id: user.id, flags: 0 },
      resume_gateway_url: typeof url === 'string' && isSocketUrl(url) ? url : undefined,
    },
  };
};

const isGreeting = (d: unknown): boolean => {
  const intervalMs = isObject(d) ? d['heartbeat_interval'] : undefined;
  return typeof intervalMs === 'number' && intervalMs >= 1 && intervalMs <= MAX_TIMER_MS;
};

const isSocketUrl = (url: string): boolean => /^wss?:\/\//.test(url) && URL.canParse(url);

const hasId = (value: unknown): value is { id: string } => isObject(value) && typeof value['id'] === 'string';

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object';
