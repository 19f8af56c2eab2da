import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { settingNames } from '../../src/config.ts';
import { valuesSchema } from '../../tools/helm/values-schema.ts';
import { checkFields, checkTypes, isKnownKind } from './kubernetes-check.ts';

const chart = join(import.meta.dirname, '..', '..', 'deploy', 'helm', 'aitta-bot');
const read = (name: string): string => readFileSync(join(chart, name), 'utf8');
const values = parse(read('values.yaml')) as Record<string, object>;
const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(valuesSchema());

/** What Helm would say of the values, put over the chart's own as Helm does. */
const problems = (over: object): string[] => {
  const merge = (below: object, above: object): object =>
    Object.fromEntries(
      [...new Set([...Object.keys(below), ...Object.keys(above)])].map((key) => {
        const [a, b] = [(below as Record<string, unknown>)[key], (above as Record<string, unknown>)[key]];
        const both = [a, b].every((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
        return [key, both ? merge(a as object, b as object) : (b ?? a)];
      }),
    );
  validate(merge(values, over));
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
};

describe('the values of the chart', () => {
  test('the schema in the chart is the one that is made from the settings', () => {
    expect(JSON.parse(read('values.schema.json'))).toEqual(valuesSchema());
  });

  test('the values that the chart brings are valid, and so is a full set', () => {
    expect(problems({})).toEqual([]);
    const full = {
      settings: { AITTA_MODEL: 'a/b', ALLOW_GUESTS: true, QUESTIONS_PER_HOUR_PERSON: 30 },
      secret: { existing: 'tokens', aitta: 'AITTA_API_KEY' },
      ingress: { enabled: true, host: 'bot.example.fi' },
      networkPolicy: { egressPorts: [3128] },
    };
    expect(problems(full)).toEqual([]);
  });

  test.each([
    ['a misspelt value', { replica: 2 }, 'replica'],
    ['a misspelt value within', { image: { tagg: 'x' } }, 'tagg'],
    ['a misspelt setting', { settings: { AITTA_MODLE: 'x' } }, 'AITTA_MODLE'],
    ['a secret among the settings', { settings: { SLACK_BOT_TOKEN: 'x' } }, 'SLACK_BOT_TOKEN'],
    ['a wrong type', { replicas: 'two' }, 'integer'],
    ['an ingress without a host', { ingress: { enabled: true } }, 'ingress'],
    ['a label of the alerts that is no text', { prometheusRule: { labels: { release: { a: 1 } } } }, 'labels'],
    ['a digest that is none', { image: { digest: 'latest' } }, 'digest'],
  ])('%s is refused by name', (_, over, name) => {
    expect(problems(over).join('\n')).toContain(name);
  });
});

describe('the templates', () => {
  const templates = readdirSync(join(chart, 'templates')).map((name) => ({
    name,
    text: read(join('templates', name)),
  }));
  const paths = templates.flatMap(({ text }) =>
    [...text.matchAll(/\.Values\.([A-Za-z.]+)/g)].map(([, path = '']) => path),
  );

  test('use values that exist', () => {
    const missing = paths.filter((path) => {
      let found: unknown = values;
      for (const key of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[key];
      return found === undefined;
    });
    expect(missing).toEqual([]);
    expect(paths.length).toBeGreaterThan(30);
  });

  test('hand over every secret that the bot knows', () => {
    const listed = /"AITTA_API_KEY"[^\]]*\]/.exec(read('templates/_names.tpl'))?.[0] ?? '';
    const secrets = settingNames.filter(
      (name) => settingNames.includes(`${name}_FILE`) && name !== 'AITTA_ACCESS_TOKEN',
    );
    expect(secrets.filter((name) => !listed.includes(`"${name}"`))).toEqual([]);
  });
});

describe('the alerts of the chart', () => {
  const template = read('templates/prometheus-rule.yaml');

  test('are those for Prometheus without an operator, and Helm takes nothing in them for its own', () => {
    const rules = readFileSync(join(chart, '..', '..', 'prometheus', 'aitta-bot.rules.yaml'), 'utf8');
    const [, file = ''] = /\.Files\.Get "([^"]+)" \| nindent 2/.exec(template) ?? [];
    expect(read(file)).toBe(rules);
    const spec = `spec:\n${rules.replace(/^/gm, '  ')}`;
    expect(parse(spec)).toEqual({ spec: parse(rules) as object });
  });

  test('are only there where they are wanted', () => {
    expect(values['prometheusRule']).toEqual({ enabled: false, labels: {} });
    expect(template).toMatch(/^\{\{- if \.Values\.prometheusRule\.enabled \}\}\n[^]*\{\{- end \}\}\n$/);
  });
});

describe('helm template', () => {
  const render = (options: readonly string[]) =>
    spawnSync('helm', ['template', 'my', chart, ...options], { encoding: 'utf8' });

  test.each([
    { values: 'the chart as it comes', options: [] },
    {
      values: 'all that can be switched on',
      options: [
        '--set',
        'replicas=2,postgres=true,ingress.enabled=true,ingress.host=a.fi,secret.existing=mine,prometheusRule.enabled=true',
      ],
    },
  ])('$values keeps to the schemas that Kubernetes publishes', ({ options }) => {
    const { error, stdout, stderr, status } = render(options);
    if (error) {
      process.stderr.write('helm is not installed here: what it makes of the templates is not checked\n');
      return;
    }
    expect({ stderr, status }).toMatchObject({ status: 0 });
    const manifests = parseAllDocuments(stdout).map((document) => document.toJS() as { kind: string } | null);
    expect(manifests.length).toBeGreaterThan(3);
    for (const manifest of manifests) {
      if (manifest === null || !isKnownKind(manifest.kind)) continue;
      checkTypes(manifest.kind, manifest);
      expect(checkFields(manifest.kind, manifest)).toBe('');
    }
  });
});
