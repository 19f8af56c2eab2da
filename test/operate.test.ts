import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingNames } from '../src/config.ts';
import { mountHealth } from '../src/operate/health.ts';
import { HttpServer } from '../src/operate/http-server.ts';
import { createMetrics } from '../src/operate/metrics.ts';
import { Secrets } from '../src/operate/secrets.ts';
import { DrivenClock } from './driven/driven-clock.ts';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const page = read('docs/operate.md');
const blocks = [...page.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block = '']) => block);
const commands = blocks.flatMap((block) => block.trim().split('\n'));

describe('docs/operate.md', () => {
  test('names settings that exist', () => {
    const known = new Set([
      ...settingNames,
      'HTTPS_PROXY',
      'HTTP_PROXY',
      'NO_PROXY',
      'NODE_USE_ENV_PROXY',
      'NODE_EXTRA_CA_CERTS',
    ]);
    const named = [...page.matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]|PORT|HOST)(?:=[^`]*)?`/g)].map(
      ([, name = '']) => name,
    );
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('names verbs and scripts that exist', () => {
    const usage = /const USAGE = `([^]*?)`;/.exec(read('src/main.ts'))?.[1] ?? '';
    const verbs = [...page.matchAll(/(?:npx|-- |exec aitta-bot) ?aitta-bot ([a-z]+)/g)].map(([, verb = '']) => verb);
    expect(new Set(verbs)).toEqual(
      new Set(['init', 'doctor', 'backup', 'export', 'feedback', 'forget', 'manifest', 'models', 'version']),
    );
    for (const verb of verbs) expect(usage).toMatch(new RegExp(`^ {2}${verb}\\b`, 'm'));
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = commands.flatMap((command) => /^npm (?:run )?(start|test|[a-z:]+)$/.exec(command)?.[1] ?? []);
    expect(named.filter((name) => name !== 'ci' && !(name in scripts))).toEqual([]);
  });

  test('uses the service, the volume and the files that compose.yaml, the image and the manifests have', () => {
    for (const command of commands.filter((each) => each.startsWith('docker compose')))
      expect(command).toMatch(
        /^docker compose (?:up|logs|stop|kill --signal SIGHUP aitta-bot|exec aitta-bot|cp aitta-bot:\/data\/|run --rm --no-TTY aitta-bot)/,
      );
    expect(read('compose.yaml')).toMatch(/^ {2}aitta-bot:$/m);
    expect(read('Dockerfile')).toContain('STORE_URL=sqlite:/data/aitta-bot.sqlite');
    expect(read('deploy/openshift/deployment.yaml')).toMatch(/^ {2}name: aitta-bot$/m);
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(join(root, 'docs', target)))).toEqual([]);
  });

  test('quotes what the bot really says', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => read(join('src', name)))
      .join('\n');
    const symptoms = page.slice(page.indexOf('| symptom'));
    const quoted = [...symptoms.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text.replace(/ …$/, ''));
    expect(quoted.length).toBeGreaterThan(6);
    expect(quoted.filter((text) => !sources.includes(text))).toEqual([]);
  });

  test('names metrics that there are', async () => {
    const metrics = createMetrics();
    mountHealth(new HttpServer().routes, {
      platforms: new Map(),
      failures: new Map(),
      turns: { health: { ok: true, note: '' } },
      service: { part: 'aitta', health: () => ({ ok: true, note: '', tokenExpiresAt: new Date(0) }) },
      load: () => ({ inFlight: 0, waiting: 0 }),
      clock: new DrivenClock(),
      metrics,
      secrets: new Secrets(),
      ending: new AbortController().signal,
    });
    const rendered = await metrics.render();
    const named = [...page.matchAll(/`(aitta_bot_\w+)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !rendered.includes(`# TYPE ${name} `))).toEqual([]);
  });
});
