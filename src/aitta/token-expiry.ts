import type { Clock } from './clock.ts';
import { AccessTokenExpired, AccessTokenWillExpire } from './errors.ts';

const THREE_WEEKS_MS = 21 * 24 * 3600 * 1000;

export interface ExpiryWatchOptions {
  /** Called at most once per token, when it ends within three weeks. Default: `process.emitWarning`, where there is one. */
  onWarning?: ((warning: AccessTokenWillExpire) => void) | undefined;
  clock?: Clock | undefined;
}

/**
 * When a JWT ends, by its `exp` (seconds, RFC 7519 section 4.1.4), without verifying it: that is the server's business. Undefined for
 * anything that cannot be read, so that opaque tokens work.
 */
export function readTokenExpiry(token: string): Date | undefined {
  const [, payload, ...rest] = token.split('.');
  if (payload === undefined || rest.length !== 1) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined;
    const expiresAt = new Date(typeof exp === 'number' ? exp * 1000 : Number.NaN);
    return Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt;
  } catch {
    return undefined;
  }
}

export function refuseExpired(expiresAt: Date | undefined, clock: Clock): void {
  if (expiresAt !== undefined && expiresAt.getTime() <= clock.now()) throw new AccessTokenExpired(expiresAt);
}

export function warnAhead(
  expiresAt: Date | undefined,
  clock: Clock,
  onWarning: (warning: AccessTokenWillExpire) => void = emitProcessWarning,
): void {
  const leftMs = expiresAt === undefined ? Infinity : expiresAt.getTime() - clock.now();
  if (expiresAt !== undefined && leftMs > 0 && leftMs <= THREE_WEEKS_MS)
    onWarning(new AccessTokenWillExpire(expiresAt));
}

function emitProcessWarning(warning: AccessTokenWillExpire): void {
  globalThis.process?.emitWarning(warning);
}
