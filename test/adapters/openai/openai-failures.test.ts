import { describe, expect, test } from 'vitest';
import { Asking } from '../../doubles/asking.ts';
import { eventStream, json, passTime, sse } from '../aitta/gateway-bench.ts';
import type { RawAnswer } from '../../fakes/raw-http-server.ts';
import { KEY, openGateway, openRaw } from './openai-bench.ts';
import type { OpenaiBench } from './openai-bench.ts';

const LIST = json({ object: 'list', data: [{ id: 'llama', object: 'model' }] });
const PAGE: RawAnswer = { headers: { 'content-type': 'text/html' }, body: '<html><h1>Sign in</h1></html>' };
const hei = (): RawAnswer => eventStream(sse([{ content: 'Hei' }]));
const error = (message: string, more: object = {}): object => ({ error: { message, ...more } });

const ask = async ({ gateway, clock }: OpenaiBench, model = 'llama', mostMs = 3_600_000): Promise<Asking> => {
  const asking = new Asking(gateway, { model });
  await passTime(clock, () => asking.over, { mostMs });
  return asking;
};

describe('whoever asks gets one sentence, and the operator one line', () => {
  test.each<[string, RawAnswer, string, RegExp]>([
    ['a key that is wrong', json(error('Incorrect API key'), 401), 'service-unauthorized', /refuses the API key/],
    ['a key without the right', json(error('Not allowed'), 403), 'service-unauthorized', /answers/],
    ['a web page', PAGE, 'service-failed', /answers/],
    [
      'a redirect',
      { status: 307, headers: { location: 'https://elsewhere.example/' } },
      'service-failed',
      /sends us to another address \(HTTP 307\)/,
    ],
    ['no such path', { status: 404, body: 'not found' }, 'model-unknown', /answers/],
    [
      'no such model',
      json(error('The model `llama` does not exist', { code: 'model_not_found' }), 404),
      'model-unknown',
      /answers/,
    ],
    [
      'no such model, as LiteLLM says it',
      json(error('Invalid model name passed in model=llama'), 400),
      'model-unknown',
      /answers/,
    ],
    [
      'no such model, as LM Studio says it',
      json({ error: 'Model "llama" not found. Load it first.' }, 400),
      'model-unknown',
      /answers/,
    ],
    ['what nobody knows', json(error('temperature must be blue'), 400), 'service-failed', /answers/],
    [
      'a prompt that is too long, as llama.cpp says it',
      json(
        {
          error: {
            code: 400,
            message: 'request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it',
            type: 'exceed_context_size_error',
            n_prompt_tokens: 5_000,
            n_ctx: 4_096,
          },
        },
        400,
      ),
      'too-long',
      /answers/,
    ],
    [
      'a prompt that is too long, as LM Studio says it',
      json(
        {
          error:
            'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
        },
        400,
      ),
      'too-long',
      /answers/,
    ],
  ])('%s', async (_what, answer, code, note) => {
    const bench = await openRaw({ models: () => LIST, chat: () => answer });
    const { error: failure, text } = await ask(bench);
    expect([failure, text]).toEqual([expect.objectContaining({ name: 'BotError', code }), '']);
    expect(bench.contact.health().note).toMatch(note);
    expect(JSON.stringify(bench.lines)).not.toContain(KEY);
    expect(bench.lines.filter(({ message }) => message === 'a request failed').length).toBeGreaterThan(0);
  });

  test('a web page where the API should be is called that', async () => {
    const bench = await openRaw({ models: () => PAGE, chat: () => PAGE }, { told: { model: 'llama' } });
    expect((await ask(bench)).error).toMatchObject({ code: 'service-failed' });
    expect(bench.contact.health()).toMatchObject({ ok: false, note: 'answers with a web page' });
    expect(JSON.stringify(bench.lines)).toContain('"isPage":true');
  });

  test('a limit with a time is waited out and told, one without for a minute', async () => {
    for (const headers of [{ 'retry-after': '30' }, {}] as Record<string, string>[]) {
      let asked = 0;
      const chat = (): RawAnswer => (asked++ === 0 ? json(error('Rate limit reached'), 429, headers) : hei());
      const bench = await openRaw({ models: () => LIST, chat });
      const since = bench.clock.now();
      const asking = await ask(bench);
      expect([asking.text, asking.phases]).toEqual(['Hei', ['unknown', 'budget', 'unknown']]);
      expect(bench.clock.now() - since).toBeGreaterThanOrEqual(headers['retry-after'] === undefined ? 60_000 : 30_000);
    }
  });

  test('nobody there: it is waited for, that is told, and the end of it is noticed without anybody asking again', async () => {
    const bench = openGateway('http://127.0.0.1:9/v1', { told: { model: 'llama' } });
    const asking = new Asking(bench.gateway, { model: 'llama' });
    await passTime(bench.clock, () => asking.phases.includes('outage'));
    await bench.clock.advance(600_000, 5_000);
    expect([asking.over, asking.phases.at(-1)]).toEqual([false, 'outage']);
    expect(bench.contact.health()).toMatchObject({ ok: false, note: expect.stringMatching(/^cannot be reached: \w+/) });
    expect(await bench.gateway.outlook('llama', 'ada')).toEqual({ type: 'phase', name: 'outage' });
    asking.abort(new Error('enough'));
    await passTime(bench.clock, () => asking.over);
  });
});

describe('what a server refuses is left out from then on', () => {
  test.each([
    ['stream', { stream: false }],
    ['stream_options', { stream: true }],
  ])('%s', async (refused, sent) => {
    const bodies: Record<string, unknown>[] = [];
    const bench = await openRaw({
      models: () => LIST,
      chat: (request) => {
        const body = JSON.parse(request.body) as Record<string, unknown>;
        bodies.push(body);
        if (body[refused] !== undefined && body[refused] !== false)
          return json(error(`Unsupported parameter: ${refused}`, { param: refused }), 400);
        if (body['stream'] === true) return hei();
        return json({ choices: [{ message: { role: 'assistant', content: 'Hei' }, finish_reason: 'stop' }] });
      },
    });
    expect((await ask(bench)).text).toBe('Hei');
    expect((await ask(bench)).text).toBe('Hei');
    expect(bodies).toHaveLength(3);
    expect(bodies.at(-1)).toMatchObject(sent);
    expect(bodies.at(-1)).not.toHaveProperty('stream_options');
  });
});

describe('the list of models', () => {
  const named = { told: { model: 'llama' } };

  test.each<[string, RawAnswer]>([
    ['no list', { status: 404, body: 'not found' }],
    ['a page', PAGE],
    ['an empty list', json({ object: 'list', data: [] })],
    ['a list of nothing, as Ollama has it', json({ object: 'list', data: null })],
    ['a list for others', json(error('Forbidden'), 403)],
  ])('%s: the model that the operator names is asked all the same', async (_what, answer) => {
    const bench = await openRaw({ models: () => answer, chat: hei }, named);
    expect((await bench.gateway.models()).models.map(({ id }) => id)).toEqual(['llama']);
    expect((await ask(bench)).text).toBe('Hei');
  });

  test.each<[string, RawAnswer, unknown]>([
    ['no list', { status: 404, body: 'not found' }, []],
    ['an empty list', json({ object: 'list', data: [] }), []],
    ['a page', PAGE, 'service-failed'],
    ['a list for others', json(error('Forbidden'), 403), 'service-unauthorized'],
  ])('%s, and nobody names a model: that is told', async (_what, answer, expected) => {
    const { gateway } = await openRaw({ models: () => answer });
    const outcome = await gateway.models().catch((failure: unknown) => failure);
    expect(outcome).toMatchObject(Array.isArray(expected) ? { models: [] } : { name: 'BotError', code: expected });
  });

  test('windows are read wherever a server tells them, and nothing else is claimed', async () => {
    const data = [
      { id: 'vllm', max_model_len: 1_000 },
      { id: 'openrouter', context_length: 2_000 },
      { id: 'groq', context_window: 3_000 },
      { id: 'llama.cpp', meta: { n_ctx: 4_000, n_ctx_train: 131_072 } },
      { id: 'ollama' },
      { id: 'text-embedding-3-small' },
      { id: 'whisper-1' },
      { object: 'nonsense' },
    ];
    const { gateway } = await openRaw({ models: () => json({ object: 'list', data }) });
    const { models } = await gateway.models();
    expect(models.map(({ id, contextTokens }) => [id, contextTokens])).toEqual([
      ['vllm', 1_000],
      ['openrouter', 2_000],
      ['groq', 3_000],
      ['llama.cpp', 4_000],
      ['ollama', undefined],
      ['text-embedding-3-small', undefined],
      ['whisper-1', undefined],
    ]);
    expect(new Set(models.map(({ state }) => state))).toEqual(new Set(['unknown']));
    expect(models.filter(({ chat }) => !chat).map(({ id }) => id)).toEqual(['text-embedding-3-small', 'whisper-1']);
    expect(models.filter(({ seesImages }) => seesImages === 'told')).toEqual([]);
  });
});

describe('the key', () => {
  test('is sent to the service as a bearer token, and to nobody where there is none', async () => {
    const sent: (string | undefined)[] = [];
    for (const tokens of [{ getAccessToken: () => KEY }, { getAccessToken: () => undefined }]) {
      const bench = await openRaw({ models: () => LIST, chat: hei }, { tokens });
      expect((await ask(bench)).text).toBe('Hei');
      sent.push(...bench.server.requests.map(({ authorization }) => authorization));
    }
    expect(new Set(sent)).toEqual(new Set([`Bearer ${KEY}`, undefined]));
    expect(sent.filter((each) => each === undefined)).toHaveLength(2);
  });

  test('that was refused is fetched anew, as a file may have another one by now', async () => {
    let key = 'old-key';
    const tokens = { getAccessToken: () => key, refreshAfterUnauthorized: () => ((key = 'new-key'), true) };
    const bench = await openRaw(
      {
        models: () => LIST,
        chat: ({ authorization }) =>
          authorization === 'Bearer new-key' ? hei() : json(error('Incorrect API key'), 401),
      },
      { tokens },
    );
    expect((await ask(bench)).text).toBe('Hei');
  });
});
