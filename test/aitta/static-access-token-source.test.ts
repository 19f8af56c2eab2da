import { expect, test } from 'vitest';
import { AccessTokenExpired, AccessTokenWillExpire } from '../../src/aitta/errors.ts';
import { dueExpiryWarning, type ExpiryWarning } from '../../src/aitta/expiry-warning.ts';
import { StaticAccessTokenSource } from '../../src/aitta/static-access-token-source.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { jwt } from './documents.ts';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

test('an expired token is refused at once, with the time and without the token', () => {
  const clock = new DrivenClock();
  const token = jwt({ exp: clock.now() / 1000 });
  expect(() => new StaticAccessTokenSource(token, { clock })).toThrow(AccessTokenExpired);
  expect(() => new StaticAccessTokenSource(token, { clock })).toThrow('expired at 2026-11-24T09:00:00.000Z');
});

test('a token that ends while the program runs is refused from then on', async () => {
  const clock = new DrivenClock();
  const token = jwt({ exp: clock.now() / 1000 + 1 });
  const source = new StaticAccessTokenSource(token, { clock, onWarning: () => undefined });
  expect(source.getAccessToken()).toBe(token);
  await clock.advance(1000);
  expect(() => source.getAccessToken()).toThrow(AccessTokenExpired);
});

test('without a callback, the warning is one of the process', async () => {
  const clock = new DrivenClock();
  const warnings: Error[] = [];
  const remember = (warning: Error): void => {
    if (warning instanceof AccessTokenWillExpire) warnings.push(warning);
  };
  process.on('warning', remember);
  const source = new StaticAccessTokenSource(jwt({ exp: (clock.now() + DAY_MS) / 1000 }), { clock });
  source.getAccessToken();
  await until(() => warnings.length > 0);
  process.off('warning', remember);
  expect(warnings.map(({ message }) => message)).toEqual(['The access token will expire at 2026-11-25T09:00:00.000Z.']);
});

test('claims in other alphabets than ASCII do not keep the end from being read', () => {
  const claims = { exp: Date.parse('2100-01-01') / 1000, name: 'Åsa Öberg-Ääkkönen 🚀', lumiProjects: ['project_1'] };
  expect(new StaticAccessTokenSource(jwt(claims)).expiresAt).toEqual(new Date('2100-01-01'));
});

test.each(['', 'two words', 'line\nbreak', 'zero\u200Bwidth'])('%j is no token, and is not repeated', (token) => {
  expect(() => new StaticAccessTokenSource(token)).toThrow(
    /^The access token (is empty|contains spaces or characters)/,
  );
});

test('a source shows its token to nobody who prints it', () => {
  const source = new StaticAccessTokenSource('secret-token');
  expect(JSON.stringify(source)).not.toContain('secret-token');
});

test('over its last weeks a token is warned of 14, 7, 2 and 1 days before its end, once each', () => {
  const expiresAt = new Date('2026-12-31T12:00:00Z');
  const given: [number, number][] = [];
  let last: ExpiryWarning | undefined;
  for (let now = expiresAt.getTime() - 30 * DAY_MS; now < expiresAt.getTime() + DAY_MS; now += HOUR_MS) {
    const due = dueExpiryWarning(expiresAt, now, last);
    if (due === undefined) continue;
    given.push([due.days, (expiresAt.getTime() - now) / DAY_MS]);
    last = due;
  }
  expect(given).toEqual([
    [14, 14],
    [7, 7],
    [2, 2],
    [1, 1],
  ]);
});

test('a token that is young enough, unknown or at its end has no warning due', () => {
  const now = Date.parse('2026-11-24T09:00:00Z');
  expect(dueExpiryWarning(undefined, now)).toBeUndefined();
  expect(dueExpiryWarning(new Date(now + 14 * DAY_MS + 1), now)).toBeUndefined();
  expect(dueExpiryWarning(new Date(now), now)).toBeUndefined();
});

test('a program that starts late gives only the nearest warning, and a renewed token begins anew', () => {
  const now = Date.parse('2026-11-24T09:00:00Z');
  const old = dueExpiryWarning(new Date(now + 5 * HOUR_MS), now);
  expect(old?.days).toBe(1);
  expect(dueExpiryWarning(new Date(now + 10 * DAY_MS), now, old)?.days).toBe(14);
});
