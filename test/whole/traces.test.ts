import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { startRawHttpServer } from '../fakes/raw-http-server.ts';
import { BotProcess } from './bot-process.ts';

let slack: FakeSlack;
let people = 0;
beforeAll(async () => {
  slack = await FakeSlack.start();
});
afterAll(() => slack.close());

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

const ask = async (endpoint: string, env: Record<string, string> = {}): Promise<BotProcess> => {
  const bot = new BotProcess({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    AITTA_API_URL: 'standin:',
    AITTA_MODEL: 'standin/remembers',
    STORE_URL: 'memory:',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    ...env,
  });
  await bot.started();
  const ada = slack.addUser({ name: `ada${(people += 1)}` });
  ada.post({ channel: ada.directMessage, text: 'repeat: a secret of mine' });
  await bot.logged((line) => line['msg'] === 'turn over');
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
  return bot;
};

test('a receiver of OTLP gets a span for the turn and one for each step, with ids and times and not a word', async () => {
  const receiver = await startRawHttpServer(() => ({ headers: { 'content-type': 'application/json' }, body: '{}' }));
  const headers = 'authorization=Bearer%20of-the-receiver, x-tenant=lab';
  const bot = await ask(`${receiver.url}/`, { OTEL_EXPORTER_OTLP_HEADERS: headers, OTEL_SERVICE_NAME: 'helper' });
  expect(receiver.requests.map(({ method, path, authorization }) => [method, path, authorization])).toEqual([
    ['POST', '/v1/traces', 'Bearer of-the-receiver'],
  ]);
  const body = receiver.requests[0]?.body ?? '';
  expect(body).not.toContain('secret of mine');
  const { resourceSpans } = JSON.parse(body) as {
    resourceSpans: { resource: unknown; scopeSpans: { spans: Span[] }[] }[];
  };
  expect(JSON.stringify(resourceSpans[0]?.resource)).toContain('"helper"');
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const [whole, ...others] = spans.filter(({ parentSpanId }) => (parentSpanId ?? '') === '');
  expect(others).toEqual([]);
  expect(whole?.name).toBe('question');
  const attributes = Object.fromEntries(
    (whole?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]),
  );
  expect(attributes).toMatchObject({
    'aitta_bot.turn': bot.log.find((line) => line['msg'] === 'turn over')?.['turn'],
    'aitta_bot.platform': 'slack',
    'aitta_bot.result': 'answered',
    'gen_ai.request.model': 'standin/remembers',
  });
  const steps = spans.filter(({ parentSpanId }) => parentSpanId === whole?.spanId);
  expect(steps.length).toBe(spans.length - 1);
  expect(steps.map(({ name }) => name)).toEqual(['accepted', 'preparing', 'running', 'writing']);
  // One begins where the one before ends, and together they are the turn.
  expect(steps.map(({ startTimeUnixNano }) => startTimeUnixNano)).toEqual([
    whole?.startTimeUnixNano,
    ...steps.slice(0, -1).map(({ endTimeUnixNano }) => endTimeUnixNano),
  ]);
  expect(steps.at(-1)?.endTimeUnixNano).toBe(whole?.endTimeUnixNano);
});

test('a receiver that cannot be reached is told in the log, and holds nobody up', async () => {
  const bot = await ask('http://127.0.0.1:9');
  expect(bot.log.filter(({ msg }) => String(msg).startsWith('OpenTelemetry: ')).length).toBeGreaterThan(0);
  expect(bot.stdout).not.toContain('secret of mine');
});

test('wrong settings are named, and their values are not', () => {
  const { mistakes } = readConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318',
    OTEL_EXPORTER_OTLP_HEADERS: 'my-key',
  });
  expect(mistakes).toEqual([
    'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address',
    'OTEL_EXPORTER_OTLP_HEADERS must be name=value pairs with commas between them',
  ]);
});
