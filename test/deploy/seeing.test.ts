import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/operate/metrics.ts';
import { dashboard } from '../../tools/grafana/dashboard.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess } from '../whole/bot-process.ts';
import { readExposition, readQuery } from './queries.ts';

const root = join(import.meta.dirname, '../..');
const RULES = join(root, 'deploy/prometheus/aitta-bot.rules.yaml');
/** Prometheus puts them on whatever it scrapes. */
const OF_PROMETHEUS = ['job', 'instance'];

interface Rule {
  alert: string;
  expr: string;
  annotations: { summary: string; description: string };
}
const rules = (parse(readFileSync(RULES, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const targets = (dashboard.panels ?? []).flatMap((panel) => {
  const own = 'targets' in panel ? (panel.targets ?? []) : [];
  return own.map((target) => ({ where: panel.title ?? '', expr: String(target['expr']) }));
});
const queries = [...targets, ...rules.map(({ alert, expr }) => ({ where: alert, expr }))];

let slack: FakeSlack;
let bot: BotProcess;
let series: Map<string, Set<string>>;

/** A bot that has answered one and refused another, and has its page of /metrics read. */
beforeAll(async () => {
  slack = await FakeSlack.start();
  const [ada, ben] = [slack.addUser({ name: 'ada' }), slack.addUser({ name: 'ben' })];
  bot = new BotProcess({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    AITTA_API_URL: 'standin:',
    STORE_URL: 'memory:',
    BLOCKED_PEOPLE: ben.id,
  });
  const port = await bot.started();
  for (const person of [ada, ben]) person.post({ channel: person.directMessage, text: 'repeat: Hello' });
  await bot.logged((line) => line['msg'] === 'turn over' && line['result'] === 'answered');
  await bot.logged((line) => line['msg'] === 'turn over' && line['result'] === 'refused');
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  // What does not happen in so short a run: prom-client takes no label that is not defined.
  const rest = createMetrics();
  rest.count('rate_limits', { service: 'aitta' });
  rest.count('votes', { platform: 'slack', vote: 'up' });
  rest.count('start_estimates', { result: 'within' });
  series = readExposition(page);
  for (const [name, labels] of readExposition(await rest.render()))
    if (series.get(name)?.size === 0) series.set(name, labels);
});
afterAll(async () => {
  await bot.kill();
  await slack.close();
});

test('the log has one line per turn, and no word of it', () => {
  const lines = bot.log.filter((line) => line['msg'] === 'turn over');
  expect(lines).toHaveLength(2);
  expect(new Set(lines.map(({ result }) => result))).toEqual(new Set(['answered', 'refused']));
  expect(JSON.stringify(lines)).not.toContain('Hello');
});

describe('the dashboard and the alerts', () => {
  test.each(queries)('$where: $expr', ({ expr }) => {
    const { selected, grouped } = readQuery(expr);
    expect(selected.length).toBeGreaterThan(0);
    for (const { metric, labels } of selected) {
      expect([...series.keys()]).toContain(metric);
      const known = new Set([...(series.get(metric) ?? []), ...OF_PROMETHEUS]);
      expect(labels.filter((label) => !known.has(label))).toEqual([]);
    }
    const isKnown = (label: string): boolean =>
      OF_PROMETHEUS.includes(label) || selected.some(({ metric }) => series.get(metric)?.has(label) === true);
    expect(grouped.filter((label) => !isKnown(label))).toEqual([]);
  });

  test('is what its source makes of it (npm run generate)', () => {
    const written: unknown = JSON.parse(readFileSync(join(root, 'deploy/grafana/aitta-bot.json'), 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(dashboard)));
  });

  test('draws every figure that the bot has of its own', () => {
    const drawn = new Set(targets.flatMap(({ expr }) => readQuery(expr).selected.map(({ metric }) => metric)));
    const bare = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, '');
    const missing = [...series.keys()].filter(
      (name) => name.startsWith('aitta_bot_') && ![...drawn].some((each) => bare(each) === bare(name)),
    );
    expect(missing).toEqual([]);
  });

  test('a wrong name, a wrong label and a wrong query would be seen', () => {
    expect(readQuery('rate(aitta_bot_nothing_total{of="it"}[5m])').selected).toEqual([
      { metric: 'aitta_bot_nothing_total', labels: ['of'] },
    ]);
    expect(readQuery('sum by (le, phase) (up)').grouped).toEqual(['le', 'phase']);
    expect(() => readQuery('sum by (le (up)')).toThrow('no query');
  });

  test('every alert says what it is and what to do', () => {
    for (const { annotations } of rules) expect(Object.keys(annotations)).toEqual(['summary', 'description']);
    const page = readFileSync(join(root, 'docs/operate.md'), 'utf8');
    expect(rules.map(({ alert }) => alert).filter((alert) => !page.includes(`\`${alert}\``))).toEqual([]);
  });

  test.skipIf(spawnSync('promtool', ['--version']).error !== undefined)('promtool takes the rules', () => {
    expect(execFileSync('promtool', ['check', 'rules', RULES], { encoding: 'utf8' })).toContain('SUCCESS');
  });
});
