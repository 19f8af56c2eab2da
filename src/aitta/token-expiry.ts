/**
 * When a JWT ends, by its `exp` (seconds, RFC 7519 section 4.1.4), without verifying it: that is the server's business. Undefined for
 * anything that cannot be read, so that opaque tokens work.
 */
export function readTokenExpiry(token: string): Date | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
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
