import { describe, expect, test } from 'vitest';
import type { ScenarioModel } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { chat, framesOf, get, getJson, post, scenarioWith, startStandin, textOf } from './start-standin.ts';

const remembers = 'standin/remembers';
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };

describe('a whole answer', () => {
  test('has its text, its finish reason and its usage', async () => {
    const standin = await startStandin();
    const answer = await chat(standin, remembers, 'repeat: Hello @everyone', { max_tokens: 100 });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({
      id: expect.stringMatching(/^chatcmpl-/) as string,
      object: 'chat.completion',
      created: expect.any(Number) as number,
      model: remembers,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello @everyone', reasoning_content: null, tool_calls: [] },
          logprobs: null,
          finish_reason: 'stop',
          stop_reason: null,
        },
      ],
      usage: { prompt_tokens: 14, completion_tokens: 4, total_tokens: 18 },
    });
    expect(standin.requests).toMatchObject([
      {
        method: 'POST',
        path: '/openai/v1/chat/completions',
        route: 'chat',
        user: 'standin',
        status: 200,
        outcome: 'answered',
        chat: {
          model: remembers,
          messages: [{ role: 'user', content: 'repeat: Hello @everyone' }],
          maxTokens: 100,
          stream: false,
          tokensWritten: 4,
        },
      },
    ]);
  });

  test('is cut at max_tokens, of which max_completion_tokens wins', async () => {
    const standin = await startStandin();
    const more = { max_tokens: 50, max_completion_tokens: 3 };
    expect(await (await chat(standin, remembers, 'count to 9', more)).json()).toMatchObject({
      choices: [{ message: { content: '1 2 3' }, finish_reason: 'length' }],
      usage: { completion_tokens: 3 },
    });
  });

  test('of the model that says nothing is empty, and not null', async () => {
    const standin = await startStandin();
    expect(await (await chat(standin, 'standin/says-nothing', 'hello')).json()).toMatchObject({
      choices: [{ message: { content: '' }, finish_reason: 'stop' }],
      usage: { completion_tokens: 0 },
    });
  });

  test('knows the conversation', async () => {
    const standin = await startStandin();
    const messages = [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'my name is Ada' },
      { role: 'assistant', content: 'Hello!' },
      { role: 'user', content: [{ type: 'text', text: 'what is my name?' }] },
    ];
    const answer = await post(standin, '/openai/v1/chat/completions', { model: remembers, messages });
    expect(await answer.json()).toMatchObject({ choices: [{ message: { content: 'Your name is Ada.' } }] });
  });
});

describe('a stream', () => {
  test('is frames of one token with the role first, then [DONE], exactly so on the wire', async () => {
    const standin = await startStandin({ clock: new DrivenClock() });
    const answer = await chat(standin, remembers, 'repeat: Hei!', { stream: true });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const head = `data: {"id":"chatcmpl-standin-1","object":"chat.completion.chunk","created":1795510800,"model":"${remembers}"`;
    const frame = (delta: string, finish: string): string =>
      `${head},"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}]}\n\n`;
    expect(await answer.text()).toBe(
      frame('{"role":"assistant","content":""}', 'null') +
        frame('{"content":"Hei"}', 'null') +
        frame('{"content":"!"}', '"stop"') +
        'data: [DONE]\n\n',
    );
  });

  test('has a chunk with only the usage where it is asked for', async () => {
    const standin = await startStandin();
    const more = { stream: true, stream_options: { include_usage: true } };
    const frames = framesOf(await (await chat(standin, remembers, 'repeat: Hei!', more)).text());
    expect(frames.at(-2)).toMatchObject({ choices: [], usage: { completion_tokens: 2 } });
    expect(frames.at(-1)).toBe('[DONE]');
  });

  test('of nothing still has a finish reason', async () => {
    const standin = await startStandin();
    const frames = framesOf(await (await chat(standin, 'standin/says-nothing', 'hello', { stream: true })).text());
    expect(frames[1]).toMatchObject({ choices: [{ delta: { content: '' }, finish_reason: 'stop' }] });
  });

  test('holds a long answer whole', async () => {
    const standin = await startStandin();
    const whole = (await (await chat(standin, 'standin/writes-long', '13,000 characters')).json()) as {
      choices: [{ message: { content: string } }];
    };
    const frames = framesOf(
      await (await chat(standin, 'standin/writes-long', '13,000 characters', { stream: true })).text(),
    );
    expect(textOf(frames)).toBe(whole.choices[0].message.content);
    expect(textOf(frames).length).toBeGreaterThan(12_000);
  });

  test('comes in the pace of its model', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({ clock });
    const answer = chat(standin, 'standin/writes-slowly', 'count to 3', { stream: true });
    await until(() => clock.sleeping === 1);
    const written = (): number | undefined => standin.requests[0]?.chat?.tokensWritten;
    await clock.advance(1_499);
    expect(written()).toBe(0);
    await clock.advance(1);
    expect(written()).toBe(1);
    await clock.advance(200);
    expect(written()).toBe(2);
    await clock.advance(200);
    expect(textOf(framesOf(await (await answer).text()))).toBe('1 2 3');
  });

  test('ends with its client: nothing is written or slept any more', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({ clock });
    const leaving = new AbortController();
    const body = {
      model: 'standin/writes-slowly',
      messages: [{ role: 'user', content: 'count to 100' }],
      stream: true,
    };
    await post(standin, '/openai/v1/chat/completions', body, { signal: leaving.signal });
    await until(() => clock.sleeping === 1);
    await clock.advance(1_900, 100);
    leaving.abort();
    const seen = await standin.seen(({ outcome }) => outcome === 'disconnected');
    expect(clock.sleeping).toBe(0);
    await clock.advance(10_000, 100);
    expect(seen.chat?.tokensWritten).toBe(3);
  });

  test('ends also without any pace, when its client leaves it unread', async () => {
    const standin = await startStandin();
    const leaving = new AbortController();
    const body = {
      model: 'standin/writes-long',
      messages: [{ role: 'user', content: '400000 characters' }],
      stream: true,
    };
    await post(standin, '/openai/v1/chat/completions', body, { signal: leaving.signal });
    leaving.abort();
    const seen = await standin.seen(({ outcome }) => outcome === 'disconnected');
    expect(seen.chat?.tokensWritten).toBeLessThan(50_000);
  });

  test('ends with its client also where it is whole and without any pace', async () => {
    const standin = await startStandin();
    const leaving = new AbortController();
    const body = { model: remembers, messages: [{ role: 'user', content: 'count to 10000' }] };
    const answer = post(standin, '/openai/v1/chat/completions', body, { signal: leaving.signal });
    await standin.seen(({ chat: seen }) => (seen?.tokensWritten ?? 0) > 10);
    leaving.abort();
    await expect(answer).rejects.toThrow('aborted');
    const seen = await standin.seen(({ outcome }) => outcome !== 'open');
    expect(seen.outcome).toBe('disconnected');
    expect(seen.chat?.tokensWritten).toBeLessThan(10_000);
  });

  test('can be refused, as the legacy service does', async () => {
    const standin = await startStandin({ profile: 'legacy' });
    expect((await chat(standin, remembers, 'hello', { stream: true })).status).toBe(400);
    const path = '/model/standin~remembers/openai/v1/chat/completions';
    const whole = await post(standin, path, { model: remembers, messages: [{ role: 'user', content: 'repeat: Hei' }] });
    expect(await whole.json()).toMatchObject({ choices: [{ message: { content: 'Hei' } }] });
  });
});

describe('the bytes of a stream', () => {
  const text = 'žluťoučký 🌲 東京';

  test('can come one by one, also in the middle of a letter', async () => {
    const standin = await startStandin({ scenario: scenarioWith({ service: { sse: { splitBytes: 1 } } }) });
    const answer = await chat(standin, remembers, `repeat: ${text}`, { stream: true });
    const pieces: Uint8Array[] = [];
    for await (const piece of answer.body ?? []) pieces.push(piece as Uint8Array);
    const startsInsideALetter = pieces.filter((piece) => ((piece[0] ?? 0) & 0xc0) === 0x80);
    expect(startsInsideALetter.length).toBeGreaterThan(0);
    expect(textOf(framesOf(Buffer.concat(pieces).toString('utf8')))).toBe(text);
  });

  test('can have the line ends of HTTP, and comments between the frames', async () => {
    const sse = { lineEnd: 'crlf', comments: true } as const;
    const standin = await startStandin({ scenario: scenarioWith({ service: { sse } }) });
    const body = await (await chat(standin, remembers, `repeat: ${text}`, { stream: true })).text();
    expect(body).toMatch(/^: comment\r\n\r\ndata: \{/);
    expect(body.replaceAll('\r\n', '')).not.toContain('\n');
    expect(textOf(framesOf(body, '\r\n'))).toBe(text);
  });
});

describe('a model that thinks first', () => {
  const model = (field: 'reasoning_content' | 'reasoning' | 'think'): { models: ScenarioModel[] } => ({
    models: [{ id: 'acme/think', reasoning: { tokens: 8, field } }],
  });

  test.each(['reasoning_content', 'reasoning'] as const)('puts its thoughts into %s', async (field) => {
    const standin = await startStandin({ scenario: model(field) });
    expect(await (await chat(standin, 'acme/think', 'repeat: done')).json()).toMatchObject({
      choices: [{ message: { content: 'done', [field]: expect.stringMatching(/^The question/) as string } }],
      usage: { completion_tokens: 9 },
    });
    const frames = framesOf(await (await chat(standin, 'acme/think', 'repeat: done', { stream: true })).text());
    expect(textOf(frames, field)).toMatch(/^The question/);
    expect(textOf(frames)).toBe('done');
  });

  test('can think aloud, between tags', async () => {
    const standin = await startStandin({ scenario: model('think') });
    const frames = framesOf(await (await chat(standin, 'acme/think', 'repeat: done', { stream: true })).text());
    expect(textOf(frames)).toMatch(/^<think>\nThe question.*\n<\/think>\n\ndone$/s);
  });

  test('has no content left when the budget goes into its thoughts', async () => {
    const standin = await startStandin({ scenario: model('reasoning_content') });
    expect(await (await chat(standin, 'acme/think', 'repeat: done', { max_tokens: 5 })).json()).toMatchObject({
      choices: [
        { message: { content: null, reasoning_content: expect.any(String) as string }, finish_reason: 'length' },
      ],
      usage: { completion_tokens: 5 },
    });
  });

  test('thinks less at low effort', async () => {
    const standin = await startStandin({ scenario: model('reasoning_content') });
    const more = { max_tokens: 5, reasoning_effort: 'low' };
    expect(await (await chat(standin, 'acme/think', 'repeat: done', more)).json()).toMatchObject({
      choices: [{ message: { content: 'done' }, finish_reason: 'stop' }],
    });
  });
});

describe('tools', () => {
  const tools = [{ type: 'function', function: { name: 'lookup', parameters: {} } }];

  test('are called when the question says so', async () => {
    const standin = await startStandin();
    expect(await (await chat(standin, remembers, 'call: lookup {"q":"aitta"}', { tools })).json()).toMatchObject({
      choices: [
        {
          message: {
            content: null,
            tool_calls: [{ type: 'function', function: { name: 'lookup', arguments: '{"q":"aitta"}' } }],
          },
          finish_reason: 'tool_calls',
        },
      ],
    });
  });

  test('are called in fragments with an index in a stream', async () => {
    const standin = await startStandin();
    const more = { tools, stream: true };
    const frames = framesOf(await (await chat(standin, remembers, 'call: lookup {"q":1}', more)).text());
    const calls = frames.slice(1, -1).map((frame) => {
      const { choices } = frame as {
        choices: [{ delta: { tool_calls: [{ index: number; id?: string; function: { arguments: string } }] } }];
      };
      return choices[0].delta.tool_calls[0];
    });
    expect(calls[0]).toMatchObject({
      index: 0,
      id: expect.any(String) as string,
      function: { name: 'lookup', arguments: '' },
    });
    expect(calls.map((call) => call.function.arguments).join('')).toBe('{"q":1}');
    expect(frames.at(-2)).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }] });
  });

  test('are called when the request insists', async () => {
    const standin = await startStandin();
    for (const choice of ['required', { type: 'function', function: { name: 'lookup' } }]) {
      expect(await (await chat(standin, remembers, 'hello', { tools, tool_choice: choice })).json()).toMatchObject({
        choices: [{ message: { tool_calls: [{ function: { name: 'lookup', arguments: '{}' } }] } }],
      });
    }
  });

  test('are not called when forbidden, unknown, or by a model that only talks', async () => {
    const standin = await startStandin();
    standin.putModel({ id: 'acme/prose', tools: 'prose' });
    const answers = [
      await chat(standin, remembers, 'call: lookup {}', { tools, tool_choice: 'none' }),
      await chat(standin, remembers, 'call: other {}', { tools }),
      await chat(standin, 'acme/prose', 'call: lookup {}', { tools }),
    ];
    for (const answer of answers) {
      expect(await answer.json()).toMatchObject({ choices: [{ message: { tool_calls: [] }, finish_reason: 'stop' }] });
    }
  });
});

describe('what vLLM refuses', () => {
  const small = 'standin/small-window';

  test('a prompt and an answer that do not fit into the window', async () => {
    const standin = await startStandin();
    const answer = await chat(standin, small, 'hello', { max_tokens: 2_040 });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: {
        message:
          "'max_tokens' or 'max_completion_tokens' is too large: 2040. This model's maximum context length is 2048 tokens " +
          'and your request has 9 input tokens (2040 > 2048 - 9).',
        type: 'BadRequestError',
        param: null,
        code: 400,
      },
    });
    expect((await chat(standin, small, 'hello', { max_tokens: 2_039 })).status).toBe(200);
  });

  test('a prompt that alone does not fit', async () => {
    const standin = await startStandin();
    const answer = await chat(standin, small, 'word '.repeat(2_100));
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toContain(
      'maximum context length is 2048 tokens. However, your request has',
    );
  });

  test('errors can be flat, as of older engines', async () => {
    const standin = await startStandin({ scenario: scenarioWith({ service: { engineErrors: 'flat' } }) });
    expect(await (await chat(standin, 'acme/none', 'hello')).json()).toEqual({
      object: 'error',
      message: 'The model `acme/none` does not exist.',
      type: 'NotFoundError',
      param: 'model',
      code: 404,
    });
  });

  const message = { role: 'user', content: 'hello' };
  test.each<[string, number, unknown]>([
    ['an unknown model', 404, { model: 'acme/none', messages: [message] }],
    ['no model', 404, { messages: [message] }],
    ['a model for embeddings', 400, { model: 'standin/embeds', messages: [message] }],
    ['no messages', 400, { model: remembers }],
    ['an empty list of messages', 400, { model: remembers, messages: [] }],
    ['a message that is none', 400, { model: remembers, messages: ['hello'] }],
    ['a person’s message without content', 400, { model: remembers, messages: [{ role: 'user' }] }],
    ['an image for a model without eyes', 400, { model: remembers, messages: [{ role: 'user', content: [image] }] }],
    ['an answer of no tokens', 400, { model: remembers, messages: [message], max_tokens: 0 }],
    ['half a token', 400, { model: remembers, messages: [message], max_tokens: 1.5 }],
    ['two choices', 400, { model: remembers, messages: [message], n: 2 }],
    ['stream options without a stream', 400, { model: remembers, messages: [message], stream_options: {} }],
    ['a list', 400, []],
    ['a text', 400, 'hello'],
  ])('%s', async (_, status, body) => {
    const answer = await post(await startStandin(), '/openai/v1/chat/completions', body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code: status } });
  });

  test('what is not JSON', async () => {
    const standin = await startStandin();
    const answer = await post(standin, '/openai/v1/chat/completions', undefined, { body: '{"model":' });
    expect(answer.status).toBe(400);
  });
});

test('a model with eyes takes images', async () => {
  const standin = await startStandin();
  const content = [{ type: 'text', text: 'look' }, image];
  const body = { model: 'standin/sees-images', messages: [{ role: 'user', content }] };
  expect(await (await post(standin, '/openai/v1/chat/completions', body)).json()).toMatchObject({
    choices: [{ message: { content: expect.stringContaining('I see 1 image.') } }],
    usage: { prompt_tokens: 265 },
  });
});

describe('the list of models in the style of OpenAI', () => {
  test('tells the windows', async () => {
    const standin = await startStandin();
    const { data } = (await getJson(standin, '/openai/v1/models')) as { data: object[] };
    expect(data[0]).toMatchObject({ id: remembers, object: 'model', owned_by: 'aitta', max_model_len: 131_072 });
    expect(data.find((entry) => 'id' in entry && entry.id === 'standin/small-window')).toMatchObject({
      max_model_len: 2_048,
    });
  });

  test('can leave them out', async () => {
    const standin = await startStandin({ scenario: scenarioWith({ service: { maxModelLen: false } }) });
    expect(await (await get(standin, '/openai/v1/models')).text()).not.toContain('max_model_len');
  });
});
