import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectAitta } from '../../src/model-service/connect-aitta.ts';
import { loadConfig } from '../../src/config.ts';
import { Secrets } from '../../src/operate/secrets.ts';
import { createStandin, STANDIN_API_KEY } from '../../src/standin/standin.ts';
import type { StandinOptions } from '../../src/standin/standin.ts';
import { quietLog } from '../doubles/quiet-log.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

const open = async (credential: Record<string, string>, options: StandinOptions = {}) => {
  const clock = new DrivenClock();
  const standin = createStandin({ clock, ...options });
  const { url } = await standin.listen();
  onTestFinished(() => standin.close());
  const { service } = loadConfig({ AITTA_API_URL: url, ...credential });
  if (service.kind === 'openai') throw new Error('that is not Aitta');
  const secrets = new Secrets();
  const connection = await connectAitta(service, { clock, log: quietLog(), secrets, fetch });
  return { client: connection.client, secrets };
};

test('a token from a file is a secret from its first use on, and so is the one that replaces it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'token');
  writeFileSync(file, 'the-first-token\n');
  const { client, secrets } = await open({ AITTA_ACCESS_TOKEN_FILE: file });
  await client.getStatus();
  writeFileSync(file, 'the-second-token\n');
  await client.getStatus();
  expect(secrets.scrub('the-first-token, the-second-token')).toBe('[secret], [secret]');
});

test('a token that an API key was exchanged for is a secret', async () => {
  const { client, secrets } = await open({ AITTA_API_KEY: STANDIN_API_KEY }, { profile: 'bridge' });
  const token = await client.accessTokenSource.getAccessToken();
  expect(secrets.scrub(`refused ${token}`)).toBe('refused [secret]');
});
