/**
 * Seconds to wait by a `Retry-After` header (RFC 9110 section 10.2.3), also in the decimal form that some gateways send; undefined if it
 * is absent or not understood. A date in the past is 0. Python understands whole seconds only and crashes at the others.
 */
export function parseRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(value.trim())) return Number(value);
  // Date.parse takes nearly everything ("7, 9" is a day in July), so only what begins with a weekday is a date here.
  const dateMs = /^[A-Za-z]{3,9}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(dateMs - nowMs, 0) / 1000;
}
