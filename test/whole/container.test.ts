import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { settingNames } from '../../src/config.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = createFolder();
const bots: BotProcess[] = [];
const start = async (env: Record<string, string> = {}): Promise<{ bot: BotProcess; port: number }> => {
  const bot = new BotProcess({ STORE_URL: 'memory:', ...env }, ['start'], folder.path);
  bots.push(bot);
  return { bot, port: await bot.started() };
};
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
});
afterAll(folder.remove);

describe('what a container needs', () => {
  const modesOf = (path: string): number[] =>
    [path, `${path}-wal`, `${path}-shm`].map((file) => statSync(file).mode & 0o777);

  test('nobody but the owner can read the store, also one that was open to others before', async () => {
    const path = join(folder.path, 'volume', 'bot.sqlite');
    const { bot } = await start({ STORE_URL: `sqlite:${path}` });
    expect(modesOf(path)).toEqual([0o600, 0o600, 0o600]);
    await bot.kill();
    for (const file of [path, `${path}-wal`, `${path}-shm`]) chmodSync(file, 0o664);
    await start({ STORE_URL: `sqlite:${path}` });
    expect(modesOf(path)).toEqual([0o600, 0o600, 0o600]);
  });

  test.skipIf(process.getuid?.() !== 0)(
    'under any user id of group 0 that group may change what was written, and nobody else may read it',
    async () => {
      const volume = mkdtempSync(join(tmpdir(), 'aitta-bot-volume-'));
      chownSync(volume, 65_534, 0);
      const path = join(volume, 'bot.sqlite');
      const env = { STORE_URL: `sqlite:${path}` };
      const bot = new BotProcess(env, ['start'], volume, ['setpriv', '--reuid=65534', '--regid=0', '--clear-groups']);
      bots.push(bot);
      await bot.started();
      expect(modesOf(path)).toEqual([0o660, 0o660, 0o660]);
    },
  );

  const probe = async (port: number, env: Record<string, string> = {}): Promise<number> => {
    const script = join(root, 'bin', 'healthcheck.js');
    try {
      await promisify(execFile)(process.execPath, [script], { env: { PORT: String(port), ...env } });
      return 0;
    } catch (error) {
      return Number((error as { code?: unknown }).code);
    }
  };

  test('the health check is well while the bot answers, also behind a proxy, and ill when it does not', async () => {
    const { bot, port } = await start();
    const proxy = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };
    expect(await probe(port, { HOST: '0.0.0.0', ...proxy })).toBe(0);
    expect(await probe(port, { PORT: `"${port}"`, HOST: '"127.0.0.1"' })).toBe(0); // as `docker run --env-file` keeps them
    await bot.kill();
    expect(await probe(port)).toBe(1);
  });
});

describe('the Dockerfile', () => {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');

  test('names the version and the licence of package.json', () => {
    const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;
    expect(dockerfile).toContain(`image.version="${version}"`);
    expect(dockerfile).toContain(`image.licenses="${license}"`);
  });

  test('copies nothing that .dockerignore keeps out', () => {
    const allowed = readFileSync(join(root, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, what = '']) => what.split(' '));
    expect(new Set(copied)).toEqual(new Set(allowed));
  });
});

test('compose.yaml runs the image with its own settings, its volume and no rights', () => {
  const { services, volumes } = parse(readFileSync(join(root, 'compose.yaml'), 'utf8')) as {
    services: Record<string, { environment: object; volumes: string[] }>;
    volumes: object;
  };
  const bot = services['aitta-bot'];
  expect(bot).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  expect(Object.keys(bot?.environment ?? {}).filter((name) => !settingNames.includes(name))).toEqual([]);
  expect(bot?.volumes).toEqual(Object.keys(volumes).map((name) => `${name}:/data`));
});
