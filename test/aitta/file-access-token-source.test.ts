import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Client } from '../../src/aitta/client.ts';
import { AccessTokenExpired, AuthorizationError } from '../../src/aitta/errors.ts';
import { FileAccessTokenSource } from '../../src/aitta/file-access-token-source.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { hal } from '../fakes/raw-http-server.ts';
import { failureOf, jwt, modelList, startAitta } from './documents.ts';

const clock = new DrivenClock();
const endsIn = (seconds: number): string => jwt({ exp: clock.now() / 1000 + seconds });

function tokenFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-token-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'token');
  writeFileSync(path, text);
  return path;
}

test('the file is read again when it changes, and its end with it', async () => {
  const warned: Date[] = [];
  const [first, second] = [endsIn(3600), endsIn(7200)];
  const path = tokenFile(`${first}\n`);
  const source = new FileAccessTokenSource(path, { clock, onWarning: ({ expiresAt }) => warned.push(expiresAt) });
  expect(source.expiresAt).toEqual(new Date(clock.now() + 3_600_000));
  expect(await source.getAccessToken()).toBe(first);
  writeFileSync(`${path}.new`, second);
  renameSync(`${path}.new`, path);
  expect(await source.getAccessToken()).toBe(second);
  expect(await source.getAccessToken()).toBe(second);
  expect(source.expiresAt).toEqual(new Date(clock.now() + 7_200_000));
  expect(warned).toEqual([new Date(clock.now() + 3_600_000), new Date(clock.now() + 7_200_000)]);
});

test('while the file is missing, empty or half-written, the last token stays in use', async () => {
  const path = tokenFile('first');
  const source = new FileAccessTokenSource(path);
  writeFileSync(path, '');
  expect(await source.getAccessToken()).toBe('first');
  writeFileSync(path, 'half a tok');
  expect(await source.getAccessToken()).toBe('first');
  rmSync(path);
  expect(await source.getAccessToken()).toBe('first');
  writeFileSync(path, 'second');
  expect(await source.getAccessToken()).toBe('second');
});

test('a file without a token is refused at once, without its content in the error', () => {
  expect(() => new FileAccessTokenSource(tokenFile(' \n'))).toThrow('The access token is empty.');
  expect(() => new FileAccessTokenSource(tokenFile('Bearer secret'))).toThrow('The access token contains spaces');
  const onWarning = (): never => expect.unreachable('a token that has ended needs no warning');
  expect(() => new FileAccessTokenSource(tokenFile(endsIn(0)), { clock, onWarning })).toThrow(AccessTokenExpired);
  expect(() => new FileAccessTokenSource('/nowhere/token')).toThrow('ENOENT');
});

test('an expired token is refused until the file has another one', async () => {
  const path = tokenFile(endsIn(60));
  const source = new FileAccessTokenSource(path, { clock, onWarning: () => undefined });
  await clock.advance(60_000);
  await expect(source.getAccessToken()).rejects.toThrow(AccessTokenExpired);
  const next = endsIn(60);
  writeFileSync(path, next);
  expect(await source.getAccessToken()).toBe(next);
});

test('after a 401 the file is read again, and the request repeated if it has another token', async () => {
  const path = tokenFile('revoked');
  const server = await startAitta({
    '/model': ({ authorization }) => {
      if (authorization === 'Bearer fresh') return hal(modelList);
      writeFileSync(path, 'fresh');
      return { status: 401 };
    },
  });
  const client = new Client(server.url, new FileAccessTokenSource(path));
  expect(await client.getModelList()).toHaveLength(2);
  expect(server.requests).toHaveLength(2);
});

test('after a 401 with the same token still in the file, nothing is repeated', async () => {
  const server = await startAitta({ '/model': { status: 401 } });
  const client = new Client(server.url, new FileAccessTokenSource(tokenFile('revoked')));
  expect(await failureOf(client.getModelList())).toBeInstanceOf(AuthorizationError);
  expect(server.requests).toHaveLength(1);
});
