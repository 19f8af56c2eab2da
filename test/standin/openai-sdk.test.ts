import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { scenarioWith, startStandin } from './start-standin.ts';

const sse = { lineEnd: 'crlf', comments: true, splitBytes: 3 } as const;

test('the real SDK reads streams, whatever their bytes look like', async () => {
  const standin = await startStandin({ scenario: scenarioWith({ service: { sse } }) });
  const openai = new OpenAI({ baseURL: `${standin.url}/openai/v1`, apiKey: STANDIN_TOKEN, maxRetries: 0 });
  const stream = await openai.chat.completions.create({
    model: 'standin/remembers',
    messages: [{ role: 'user', content: 'repeat: žluťoučký 🌲' }],
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let tokens: number | undefined;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    tokens = chunk.usage?.completion_tokens ?? tokens;
  }
  expect([text, tokens]).toEqual(['žluťoučký 🌲', 3]);
});

test('the real SDK reads whole answers, models, errors and embeddings in base64', async () => {
  const standin = await startStandin();
  const openai = new OpenAI({ baseURL: `${standin.url}/openai/v1`, apiKey: STANDIN_TOKEN, maxRetries: 0 });
  const answer = await openai.chat.completions.create({
    model: 'standin/remembers',
    messages: [{ role: 'user', content: 'repeat: Hei' }],
  });
  expect(answer.choices[0]?.message.content).toBe('Hei');
  expect((await openai.models.list()).data.map(({ id }) => id)).toContain('standin/embeds');
  const create = openai.chat.completions.create({ model: 'acme/none', messages: [{ role: 'user', content: 'hello' }] });
  await expect(create).rejects.toMatchObject({ status: 404 });
  const embeddings = await openai.embeddings.create({ model: 'standin/embeds', input: ['a', 'b'] });
  expect(embeddings.data.map(({ embedding, index }) => [embedding.length, index])).toEqual([
    [1_024, 0],
    [1_024, 1],
  ]);
});
