import { expect, test } from 'vitest';
import type { Standin } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { post, scenarioWith, startStandin } from './start-standin.ts';

interface Embeddings {
  data: { index: number; embedding: number[] }[];
  usage: { prompt_tokens: number; total_tokens: number };
}
const embed = (standin: Standin, input: unknown, more: object = {}): Promise<Response> =>
  post(standin, '/openai/v1/embeddings', { model: 'standin/embeds', input, ...more });
const vectors = async (standin: Standin, ...input: string[]): Promise<number[][]> =>
  ((await (await embed(standin, input)).json()) as Embeddings).data.map(({ embedding }) => embedding);
const product = (a: number[] = [], b: number[] = []): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

test('vectors have 1,024 numbers and length 1, and come in the order of the texts', async () => {
  const standin = await startStandin();
  const answer = (await (await embed(standin, ['one two', 'three'])).json()) as Embeddings;
  expect(answer).toMatchObject({
    object: 'list',
    model: 'standin/embeds',
    data: [
      { index: 0, object: 'embedding' },
      { index: 1, object: 'embedding' },
    ],
    usage: { prompt_tokens: 3, total_tokens: 3 },
  });
  expect(answer.data[0]?.embedding).toHaveLength(1_024);
  expect(product(answer.data[0]?.embedding, answer.data[0]?.embedding)).toBeCloseTo(1);
});

test('the same text has the same vector, and texts that share words are near', async () => {
  const standin = await startStandin();
  const [a, b, c, d] = await vectors(
    standin,
    'snow on the harbour',
    'snow on the harbour',
    'snow on the island',
    'tax',
  );
  expect(a).toEqual(b);
  expect(product(a, c)).toBeGreaterThan(0.5);
  expect(Math.abs(product(a, d))).toBeLessThan(0.2);
});

test('what is over the window is cut without a word', async () => {
  const standin = await startStandin();
  const answer = await embed(standin, `${'word '.repeat(512)}more`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ usage: { prompt_tokens: 512 } });
});

test('base64 holds the same numbers', async () => {
  const standin = await startStandin();
  const [expected = []] = await vectors(standin, 'hello');
  const { data } = (await (await embed(standin, 'hello', { encoding_format: 'base64' })).json()) as {
    data: [{ embedding: string }];
  };
  const bytes = new Uint8Array(Buffer.from(data[0].embedding, 'base64'));
  const numbers = [...new Float32Array(bytes.buffer)];
  expect(numbers).toHaveLength(1_024);
  expect(product(numbers, expected)).toBeCloseTo(1);
});

test('a cold model hangs here too', async () => {
  const clock = new DrivenClock();
  const models = [{ id: 'standin/embeds', kind: 'embeddings', workers: { state: 'offline' } }] as const;
  const standin = await startStandin({ clock, scenario: scenarioWith({ models: [...models] }) });
  const answer = embed(standin, 'hello');
  await until(() => clock.sleeping === 1);
  await clock.advance(60_000);
  expect((await answer).status).toBe(200);
});

test.each<[string, number, object]>([
  ['an unknown model', 404, { model: 'acme/none', input: 'a' }],
  ['a chat model', 400, { model: 'standin/remembers', input: 'a' }],
  ['no input', 400, { model: 'standin/embeds' }],
  ['an empty list', 400, { model: 'standin/embeds', input: [] }],
  ['numbers', 400, { model: 'standin/embeds', input: [1] }],
  ['an unknown encoding', 400, { model: 'standin/embeds', input: 'a', encoding_format: 'hex' }],
  ['a list as the whole request', 400, []],
])('%s is refused', async (_, status, body) => {
  expect((await post(await startStandin(), '/openai/v1/embeddings', body)).status).toBe(status);
});
