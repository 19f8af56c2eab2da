import { describe, expect, test } from 'vitest';
import { boundStream } from '../../../../src/adapters/openai/chat/bounded-stream.ts';
import { HOSTILE_KINDS } from '../../../../src/standin/fault.ts';
import { Asking } from '../../../doubles/asking.ts';
import { until } from '../../../driven/until.ts';
import { eventStream, MODEL, passTime, sse, startWithRawAitta, startWithStandin } from '../../aitta/gateway-bench.ts';

const MEBIBYTE = 1024 * 1024;

describe('a stream that does not end', () => {
  test.each(HOSTILE_KINDS)('%s costs no more than a long answer, and what has come is told', async (kind) => {
    const { gateway, standin, clock } = await startWithStandin();
    standin.addFault({ kind, route: 'chat' });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 36_000_000 });
    expect(asking.text.length).toBeLessThanOrEqual(16 * 4_096);
    const outcome = asking.end ?? asking.error;
    expect(outcome).toMatchObject(kind === 'endless-answer' ? { reason: 'length' } : { code: 'model-broke-off' });
  });

  test('a whole answer in one event beyond what was asked for is cut at the limit', async () => {
    const { gateway } = await startWithRawAitta({
      chat: () => eventStream(sse([{ content: 'x'.repeat(MEBIBYTE) }])),
    });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.text.length).toBe(16 * 4_096);
    expect(asking.end).toMatchObject({ reason: 'length' });
  });
});

describe('a server that leaves the token in the text that ends a turn', () => {
  test.each([
    ['whole', ['Four.', '<|im_end|>']],
    ['torn', ['Four.<|e', 'ot_', 'id|>', '\n']],
    ['with the turn of somebody else behind it', ['Four.<|im_end|>\n<|im_', 'start|>user\nAnd five?']],
  ])('%s: no place where answers are drawn gets to see it', async (_, pieces) => {
    const { gateway } = await startWithRawAitta({
      chat: () => eventStream(sse(pieces.map((content) => ({ content })))),
    });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.text).toBe('Four.');
  });
});

describe('the bytes of a stream', () => {
  const read = async (chunks: readonly (string | Buffer)[], bounds = { totalBytes: 100, eventBytes: 50 }) => {
    const seen = { isDone: false, isFull: false };
    let pulled = 0;
    const source = async function* (): AsyncGenerator<Uint8Array, void> {
      for (const chunk of chunks) {
        pulled += 1;
        yield Buffer.from(chunk);
      }
    };
    const taken: Uint8Array[] = [];
    for await (const chunk of boundStream(source(), bounds, seen)) taken.push(chunk);
    return { text: Buffer.concat(taken).toString(), pulled, ...seen };
  };

  test('are counted in all, and no more is asked for than is taken', async () => {
    const { text, pulled, isFull } = await read(Array.from({ length: 1_000 }, () => 'data: 12345678901\n\n'));
    expect([text.length, isFull]).toEqual([95, true]);
    expect(pulled).toBeLessThan(12);
  });

  test('are counted within an event, also over its lines, and anew behind its end', async () => {
    expect(await read(['data: '.repeat(9)])).toMatchObject({ text: '', isFull: true });
    expect(await read(['data: 1\n', 'data: 2\n', 'x'.repeat(40)])).toMatchObject({ isFull: true });
    const torn = ['x'.repeat(40), '\n', '\n', 'y'.repeat(40)];
    expect(await read(torn)).toMatchObject({ text: torn.join(''), isFull: false });
    const windows = ['x'.repeat(40), '\r\n\r', '\n', 'y'.repeat(40)];
    expect(await read(windows)).toMatchObject({ text: windows.join(''), isFull: false });
  });

  test('tell that the stream said it was complete, also torn, and not in a text that says so', async () => {
    expect(await read(['data: 1\n\nda', 'ta: [DO', 'NE]\n\n'])).toMatchObject({ isDone: true });
    expect(await read(['data:[DONE]\n\n'])).toMatchObject({ isDone: true });
    expect(await read(['data: {"content":"data: [DONE]"}\n\n'])).toMatchObject({ isDone: false });
  });
});

describe('errors inside of a stream', () => {
  const failing = (error: string) => eventStream(`data: ${error}\n\ndata: [DONE]\n\n`);

  test.each([
    [
      '{"error":{"code":400,"message":"request (6009 tokens) exceeds the available context size (4096 tokens)"}}',
      'too-long',
      1,
    ],
    ['{"error":{"code":"context_length_exceeded","message":"Your input exceeds the context window"}}', 'too-long', 1],
    ['{"error":{"code":401,"message":"token expired"}}', 'service-unauthorized', 1],
    ['{"error":{"type":"invalid_api_key","message":"no"}}', 'service-unauthorized', 1],
    ['{"error":{"code":404,"message":"no such model"}}', 'model-unknown', 2],
    ['{"object":"error","message":"Internal","type":"InternalServerError","code":500}', 'service-failed', 3],
    ['{"error":"the engine has failed"}', 'service-failed', 3],
    ['{"detail":"Not authenticated"}', 'service-unauthorized', 1],
  ])('%s is taken as its status would be', async (error, code, requests) => {
    const { gateway, clock, chats } = await startWithRawAitta({ chat: () => failing(error) });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 300_000 });
    expect(asking.error).toMatchObject({ name: 'BotError', code });
    expect(chats()).toBe(requests);
  });

  test('a rate limit pauses everybody, and the question goes on behind it', async () => {
    let limited = 1;
    const { gateway, clock, chats } = await startWithRawAitta({
      chat: () =>
        limited-- > 0
          ? failing('{"error":{"code":429,"message":"slow down"}}')
          : eventStream(sse([{ content: 'Hei!' }])),
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 300_000 });
    expect([asking.text, chats()]).toEqual(['Hei!', 2]);
    expect(asking.phases).toContain('budget');
  });
});

describe('a stream that is complete', () => {
  test('without a reason to end, when it says that it is', async () => {
    const { gateway } = await startWithRawAitta({
      chat: () => eventStream(`${sse([{ content: 'Hei!' }], null)}data: [DONE]\n\n`),
    });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.text).toBe('Hei!');
    expect(asking.end).toMatchObject({ reason: 'stop' });
  });
});

test('a server that wants the newer name of a parameter is asked once again with it', async () => {
  const bodies: Record<string, unknown>[] = [];
  const { gateway } = await startWithRawAitta({
    chat: (request) => {
      const body = JSON.parse(request.body) as Record<string, unknown>;
      bodies.push(body);
      if ('max_completion_tokens' in body) return eventStream(sse([{ content: 'Hei!' }]));
      const message =
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
      return {
        status: 400,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ error: { message, type: 'invalid_request_error', param: 'max_tokens' } }),
      };
    },
  });
  const asking = new Asking(gateway, { model: MODEL });
  await until(() => asking.over);
  expect(asking.text).toBe('Hei!');
  expect(bodies.map((body) => 'max_tokens' in body)).toEqual([true, false]);
});
