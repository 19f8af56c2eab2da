import { describe, expect, test } from 'vitest';
import { textMessage } from '../../../../src/core/prompt/message.ts';
import type { SeenRequest } from '../../../fakes/raw-http-server.ts';
import { until } from '../../../driven/until.ts';
import { Asking } from '../../../doubles/asking.ts';
import {
  eventStream,
  json,
  letPass,
  MODEL,
  passTime,
  sse,
  startWithRawAitta,
  startWithStandin,
} from '../../aitta/gateway-bench.ts';

const HTML = { 'content-type': 'text/html' };
const good = eventStream(sse([{ role: 'assistant', content: '' }, { content: 'Hei' }, { content: '!' }]));
const refusal = (message: string, status = 400) =>
  json({ object: 'error', message, type: 'BadRequestError', code: status }, status);
const bodyOf = (request: SeenRequest | undefined) => JSON.parse(request?.body ?? '{}') as Record<string, unknown>;
/** Answers one after the other; the last one again and again. */
const inTurn = <T>(...answers: T[]): (() => T | undefined) => {
  let next = 0;
  return () => answers[Math.min(next++, answers.length - 1)];
};

describe('before any text', () => {
  test.each([
    ['a stream that breaks off', eventStream(sse([{ role: 'assistant', content: '' }], null))],
    ['an empty stream', eventStream('')],
    ['an error inside of the stream', eventStream('data: {"error":{"message":"worker died","code":500}}\n\n')],
    ['a frame that is not JSON', eventStream('data: {"choices"\n\n')],
    ['a page instead of a stream', { headers: HTML, body: '<h1>Sign in</h1>' }],
    ['an answer that is not JSON', { headers: { 'content-type': 'application/json' }, body: '{"choices"' }],
    ['a gateway time-out', { status: 504, headers: HTML, body: '<h1>504 Gateway Time-out</h1>' }],
    ['a bad gateway', { status: 502, headers: HTML, body: '' }],
    ['a 503 without a reason', { status: 503, headers: HTML, body: '' }],
    ['an internal error', json({ error: 'internal', error_description: 'Oops' }, 500)],
    ['an abort of vLLM', eventStream(sse([], 'abort'))],
    ['an answer of nothing', eventStream(sse([{ content: '' }], 'stop'))],
  ])('%s is followed by another try, and by the answer', async (_, bad) => {
    const { gateway, clock, chats } = await startWithRawAitta({ chat: inTurn(bad, good) });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.error).toBeUndefined();
    expect(asking.text).toBe('Hei!');
    expect(chats()).toBe(2);
  });

  test.each([
    ['a sign alone', ['#']],
    ['words behind tags', ['<p>', '<b', '>', '&nbsp;Hei</b></p>']],
    ['a number', ['4', '2']],
    ['a place to fill in', ['<na', 'me>']],
  ])('%s is an answer', async (_, pieces) => {
    const contents = pieces.map((content) => ({ content }));
    const { gateway, clock, chats } = await startWithRawAitta({ chat: () => eventStream(sse(contents, 'stop')) });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.text).toBe(pieces.join(''));
    expect(chats()).toBe(1);
  });

  test.each([
    ['a stream that breaks off', eventStream(sse([], null).replace('data: [DONE]', '')), 'model-broke-off', 3],
    ['an internal error', json({ error: 'internal' }, 500), 'service-failed', 3],
    ['an answer of nothing', eventStream(sse([{ content: ' \n' }], 'stop')), 'model-empty', 2],
    [
      'an answer that nobody sees',
      eventStream(sse([{ content: '\u200b \u2060' }, { content: '\u3164\u2800\ufe0f' }], 'stop')),
      'model-empty',
      2,
    ],
    [
      'an answer of tags and references that come to nothing',
      eventStream(
        sse([{ content: '<div' }, { content: '><b></b>&nbsp;<!-- ' }, { content: 'empty --></div>' }], 'stop'),
      ),
      'model-empty',
      2,
    ],
    ['a thought that nobody sees', eventStream(sse([{ reasoning_content: '\u200b\u2060' }], 'stop')), 'model-empty', 2],
    ['a refusal that nobody knows', refusal('temperature must be blue'), 'service-failed', 1],
    ['a 403', json({ error: 'forbidden' }, 403), 'service-unauthorized', 1],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }, 'service-failed', 1],
    ['a body that is too large', refusal('too large', 413), 'too-long', 1],
  ])('%s again and again ends in an honest error', async (_, bad, code, requests) => {
    const { gateway, clock, chats } = await startWithRawAitta({ chat: () => bad });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.error).toMatchObject({ name: 'BotError', code });
    expect(asking.end).toBeUndefined();
    expect(chats()).toBe(requests);
  });

  test('an Aitta that fails for minutes is given up after three, with few requests', async () => {
    const { gateway, clock, chats } = await startWithRawAitta({
      chat: () => ({ status: 502, headers: HTML, body: '' }),
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 300_000 });
    expect(asking.error).toMatchObject({ code: 'service-failed' });
    expect(asking.phases).toContain('unknown');
    expect(chats()).toBeLessThanOrEqual(11);
  });

  test('a further try comes before the later questions of the same person', async () => {
    const asked: string[] = [];
    const { gateway, clock } = await startWithRawAitta(
      {
        chat: (request, response) => {
          const text = (bodyOf(request)['messages'] as { content: string }[])[0]?.content ?? '';
          asked.push(text);
          if (asked.length === 1) return { status: 502, body: '' };
          void clock.sleep(5_000).then(() => response.writeHead(200, good.headers).end(good.body));
          return undefined;
        },
      },
      { budget: { concurrency: 1 } },
    );
    await gateway.models();
    const all = ['first', 'second', 'third'].map((text, askedAt) => new Asking(gateway, { text, askedAt }));
    await passTime(clock, () => all.every(({ over }) => over), { mostMs: 60_000 });
    expect(asked).toEqual(['first', 'second', 'first', 'third']);
  });

  test('a stream that only thinks and then stalls is asked again', async () => {
    const { gateway, clock } = await startWithRawAitta({
      chat: (request, response) => {
        if (bodyOf(request)['reasoning_effort'] !== undefined || asking?.reasoning !== '') return good;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(sse([{ reasoning_content: 'Let me see' }], null));
        return undefined;
      },
    });
    const asking: Asking | undefined = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 300_000 });
    expect(asking.text).toBe('Hei!');
  });

  test('a server that closes the connection is asked again', async () => {
    let broken = 1;
    const { gateway, clock } = await startWithRawAitta({
      chat: (_, response) => {
        if (broken-- <= 0) return good;
        response.destroy();
        return undefined;
      },
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.text).toBe('Hei!');
  });

  test('an error page that does not end is not read to its end', async () => {
    let broken = 1;
    const { gateway, clock } = await startWithRawAitta({
      chat: (_, response) => {
        if (broken-- <= 0) return good;
        response.writeHead(502, HTML);
        response.write('<h1>Bad');
        return undefined;
      },
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.text).toBe('Hei!');
  });
});

describe('after some text', () => {
  test('a stream that breaks off is an answer that was cut, and nothing is asked again', async () => {
    const { gateway, chats } = await startWithRawAitta({
      chat: () => eventStream(sse([{ content: 'Half an ans' }], null)),
    });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.text).toBe('Half an ans');
    expect(asking.events.at(-1)).toEqual({ type: 'end', reason: 'cut' });
    expect(chats()).toBe(1);
  });

  test('so is one whose socket is closed, and one whose worker goes away', async () => {
    const { gateway, clock, standin } = await startWithStandin({ pace: { pieceMs: 1_000 } });
    const first = new Asking(gateway, { text: 'count to 100' });
    await passTime(clock, () => first.text.length > 5);
    standin.setWorker(MODEL, 'offline');
    await passTime(clock, () => first.over, { mostMs: 10_000 });
    expect(first.end).toEqual({ type: 'end', reason: 'cut' });

    const raw = await startWithRawAitta({
      chat: (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(sse([{ content: 'Half' }], null), () => response.destroy());
        return undefined;
      },
    });
    const second = new Asking(raw.gateway);
    await until(() => second.over);
    expect(second.text).toBe('Half');
    expect(second.end).toEqual({ type: 'end', reason: 'cut' });
  });

  test('one that stalls is cut after a minute and a half, and not before', async () => {
    const { gateway, clock, lines } = await startWithRawAitta({
      chat: (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(sse([{ content: 'Half' }], null));
        return undefined;
      },
    });
    const asking = new Asking(gateway);
    await until(() => asking.text === 'Half');
    await letPass(clock, 85_000);
    expect(asking.over).toBe(false);
    await passTime(clock, () => asking.over, { mostMs: 10_000 });
    expect(asking.end).toEqual({ type: 'end', reason: 'cut' });
    expect(lines.at(-1)).toMatchObject({ level: 'info', fields: { model: MODEL, end: 'cut', trouble: 'stalled' } });
  });

  test('one that arrived while our process was frozen is no stall', async () => {
    let goOn = (): void => undefined;
    const { gateway, clock } = await startWithRawAitta({
      chat: (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(sse([{ content: 'Half' }], null));
        goOn = () => response.end(sse([{ content: ' and half' }]));
        return undefined;
      },
    });
    const asking = new Asking(gateway);
    await until(() => asking.text === 'Half');
    goOn();
    await clock.advance(200_000);
    await until(() => asking.over);
    expect(asking.text).toBe('Half and half');
    expect(asking.end).toEqual({ type: 'end', reason: 'stop' });
  });

  test('one that writes slowly may take its time, until half an hour is over', async () => {
    const { gateway, clock } = await startWithStandin({ pace: { pieceMs: 60_000 }, window: 100_000 });
    const asking = new Asking(gateway, { text: 'count to 100' });
    await passTime(clock, () => asking.text.length > 20, { stepMs: 5_000 });
    expect(asking.over).toBe(false);
    await passTime(clock, () => asking.over, { stepMs: 5_000 });
    expect(asking.end).toEqual({ type: 'end', reason: 'cut' });
    expect(asking.text.length).toBeGreaterThan(40);
  });

  test('one that is finished is not waited for, though the connection stays open', async () => {
    const { gateway, clock } = await startWithRawAitta({
      chat: (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(sse([{ content: 'Hei' }], 'stop').replace('data: [DONE]\n\n', ''));
        return undefined;
      },
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 10_000 });
    expect(asking.end).toEqual({ type: 'end', reason: 'stop' });
  });

  test('one that reached its limit says so', async () => {
    const { gateway } = await startWithRawAitta({ chat: () => eventStream(sse([{ content: 'Once upon' }], 'length')) });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.end).toEqual({ type: 'end', reason: 'length' });
  });
});

describe('a server that refuses a part of the request', () => {
  test.each([
    ['stream_options', refusal("Unknown parameter: 'stream_options'")],
    [
      'stream_options',
      json({ detail: [{ loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }] }, 422),
    ],
    ['stream', json({ error: { message: 'stream is currently not supported', type: 'BadRequestError' } }, 400)],
  ])('%s is asked without it, and is remembered', async (what, refuses) => {
    const { gateway, server, chats } = await startWithRawAitta({
      chat: (request) => {
        const body = bodyOf(request);
        if (what in body && body[what] !== false) return refuses;
        if (body['stream'] === true) return good;
        return json({
          choices: [{ message: { role: 'assistant', content: 'Hei!' }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 9, completion_tokens: 2 },
        });
      },
    });
    const first = new Asking(gateway);
    await until(() => first.over);
    expect(first.text).toBe('Hei!');
    const second = new Asking(gateway);
    await until(() => second.over);
    expect(second.text).toBe('Hei!');
    expect(chats()).toBe(3);
    expect(bodyOf(server.requests.at(-1))['stream']).toBe(what !== 'stream');
  });

  test('system prompts and messages in a row are folded for templates that know neither', async () => {
    const { gateway, server } = await startWithRawAitta({
      chat: (request) => {
        const roles = (bodyOf(request)['messages'] as { role: string }[]).map(({ role }) => role).join();
        return roles === 'user,assistant,user'
          ? good
          : refusal('Conversation roles must alternate user/assistant/user/assistant/...');
      },
    });
    const asking = new Asking(gateway, {
      messages: [
        textMessage('system', 'Be brief.'),
        textMessage('user', 'Ada: Hi'),
        textMessage('assistant', 'Hello'),
        textMessage('user', 'Bob: Hi too'),
        textMessage('user', 'Ada: What now?'),
      ],
    });
    await until(() => asking.over);
    expect(asking.text).toBe('Hei!');
    expect(bodyOf(server.requests.at(-1))['messages']).toEqual([
      { role: 'user', content: 'Be brief.\n\nAda: Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Bob: Hi too\n\nAda: What now?' },
    ]);
  });

  test('a whole answer instead of a stream is taken as it is', async () => {
    const { gateway } = await startWithRawAitta({
      chat: () => json({ choices: [{ message: { content: 'Hei!', reasoning: 'hm' }, finish_reason: 'stop' }] }),
    });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect([asking.text, asking.reasoning]).toEqual(['Hei!', 'hm']);
  });
});

describe('the window', () => {
  const vllm =
    "This model's maximum context length is 2048 tokens. However, you requested 4396 tokens (300 in the messages, 4096 in the completion). Please reduce the length of the messages or completion.";

  test('that was smaller than thought halves the answer once, and is known from then on', async () => {
    const { gateway, server } = await startWithRawAitta({
      chat: (request) => (Number(bodyOf(request)['max_tokens']) > 1_748 ? refusal(vllm) : good),
    });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.text).toBe('Hei!');
    const again = new Asking(gateway);
    await until(() => again.over);
    const asked = server.requests
      .filter(({ path }) => path.endsWith('completions'))
      .map((r) => bodyOf(r)['max_tokens']);
    expect(asked.slice(0, 2)).toEqual([4_096, 1_748]);
    expect(asked[2]).toBeLessThan(2_048);
    expect((await gateway.models()).models[0]?.contextTokens).toBe(2_048);
  });

  test('with no room left for an answer, or with nobody knows how much, is too long: the same prompt is not sent again', async () => {
    const full = await startWithRawAitta({ chat: () => refusal(vllm.replace('300 in', '2040 in')) });
    const first = new Asking(full.gateway);
    await until(() => first.over);
    expect(first.error).toMatchObject({ code: 'too-long' });
    expect(full.chats()).toBe(1);

    const vague = await startWithRawAitta({ chat: () => refusal('Prompt exceeds the context window') });
    const second = new Asking(vague.gateway);
    await until(() => second.over);
    expect(second.error).toMatchObject({ code: 'too-long' });
    expect(vague.chats()).toBe(1);
  });

  test('of the stand-in is kept to: a long conversation is answered within it', async () => {
    const { gateway, standin } = await startWithStandin({ window: 2_048 });
    await gateway.models();
    const asking = new Asking(gateway, { text: `${'word '.repeat(800)} repeat: Hei` });
    await until(() => asking.over);
    expect(asking.text).toBe('Hei');
    expect(standin.requests.filter(({ route }) => route === 'chat')).toHaveLength(1);
  });
});

describe('thinking', () => {
  test.each(['reasoning_content', 'reasoning', 'think'] as const)(
    'in %s is told as thinking and never as text',
    async (field) => {
      const { gateway } = await startWithStandin({ reasoning: { tokens: 30, field } });
      const asking = new Asking(gateway);
      await until(() => asking.over);
      expect(asking.text).toBe('Hei maailma!');
      expect(asking.reasoning.length).toBeGreaterThan(20);
      expect(asking.reasoning).not.toContain('think>');
    },
  );

  test('without an opening tag is held back from the first answer on, if the model is named after thinking', async () => {
    const { gateway } = await startWithRawAitta({
      models: () => ['acme/Large-Thinking'],
      chat: () => eventStream(sse([{ content: 'Numbers are nice. ' }, { content: '</th' }, { content: 'ink>\n\n42' }])),
    });
    const asking = new Asking(gateway, { model: 'acme/Large-Thinking' });
    await until(() => asking.over);
    expect([asking.text, asking.reasoning]).toEqual(['42', 'Numbers are nice. ']);
  });

  test('that is met without an opening tag is taken back, and nothing is learned from it', async () => {
    const { gateway } = await startWithRawAitta({
      chat: inTurn(
        eventStream(sse([{ content: 'Numbers are nice, and many. ' }, { content: '</think>42' }])),
        eventStream(sse([{ content: 'The tag </think> ends ' }, { content: 'a thought block.' }])),
      ),
    });
    const first = new Asking(gateway);
    await until(() => first.over);
    expect(first.text).toBe('42');
    const second = new Asking(gateway);
    await until(() => second.over);
    expect([second.text, second.reasoning]).toEqual(['The tag </think> ends a thought block.', '']);
  });

  test('that is all that came is shown, and marked', async () => {
    const { gateway } = await startWithRawAitta({
      chat: () => eventStream(sse([{ reasoning_content: 'It is 42.' }])),
    });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect([asking.text, asking.end]).toEqual(['It is 42.', { type: 'end', reason: 'stop', isReasoning: true }]);
  });

  test('that ate the whole answer is given twice the room and told to be brief, once', async () => {
    const eaten = eventStream(sse([{ reasoning_content: 'so much to think' }], 'length'));
    const { gateway, server } = await startWithRawAitta({ chat: inTurn(eaten, good) });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.text).toBe('Hei!');
    const bodies = server.requests.filter(({ path }) => path.endsWith('completions')).map(bodyOf);
    expect(bodies).toMatchObject([{ max_tokens: 4_096 }, { max_tokens: 8_192, reasoning_effort: 'low' }]);
    expect(bodies[0]).not.toHaveProperty('reasoning_effort');

    const always = await startWithRawAitta({ chat: () => eaten });
    const second = new Asking(always.gateway);
    await until(() => second.over);
    expect(second.error).toMatchObject({ code: 'model-empty' });
    expect(always.chats()).toBe(2);
  });
});
