import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readChat, type ChatTarget } from '../../../../src/adapters/openai/chat/chat-stream.ts';
import { LeanHeaders } from '../../../../src/http/lean-http.ts';
import { until } from '../../../driven/until.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { Asking } from '../../../doubles/asking.ts';
import { sse, startWithRawAitta } from '../../aitta/gateway-bench.ts';

const chatBody = { model: 'm', messages: [], max_tokens: 10, stream: true };

const targetOf = (body: Readable): ChatTarget => ({
  baseUrl: 'http://127.0.0.1:9/v1',
  token: 'test-token',
  clock: new DrivenClock(),
  fetch: async () => {
    const headers = new LeanHeaders({ 'content-type': 'text/event-stream' });
    return { status: 200, headers, body, text: () => text(body) };
  },
});

/** What a stream says when its bytes arrive in exactly these chunks. */
const readChunks = async (chunks: readonly Uint8Array[]) => {
  const stream = Readable.from(chunks);
  const read = { content: '', reasoning: '', finish: '', tokensIn: 0 };
  for await (const piece of readChat(targetOf(stream), chatBody, new AbortController().signal)) {
    read.content += piece.content;
    read.reasoning += piece.reasoning;
    read.finish += piece.finish ?? '';
    read.tokensIn += piece.usage?.tokensIn ?? 0;
  }
  return read;
};

const words = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('ä', '€', '👩‍👩‍👧', '\r\n', '\u2028'),
);
const cut = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const places = [...new Set(cuts.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
};

test('a stream says the same, wherever its bytes are cut, also inside of a character or a line end', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.record({ content: words, reasoning_content: words }), { maxLength: 6 }),
    fc.array(fc.nat(), { maxLength: 30 }),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', ': still there\n', 'event: message\nid: 7\n'),
    async (deltas, cuts, lineEnd, noise) => {
      const usage = { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 };
      const frames = sse(deltas, 'stop', usage).split('\n\n');
      const bytes = Buffer.from(frames.join(`\n\n${noise}`).replaceAll('\n', lineEnd));
      expect(await readChunks(cut(bytes, cuts))).toEqual({
        content: deltas.map(({ content }) => content).join(''),
        reasoning: deltas.map(({ reasoning_content }) => reasoning_content).join(''),
        finish: 'stop',
        tokensIn: 11,
      });
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

const writeByteByByte = async (response: ServerResponse, body: string): Promise<void> => {
  for (const byte of Buffer.from(body)) {
    response.write(Buffer.of(byte));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  response.end();
};

test('an aborted stream is no complete one, though the SDK ends it without a word', async () => {
  const stop = new AbortController();
  const stream = new Readable({ read: () => undefined });
  stream.push(sse([{ content: 'Hei' }], null));
  const reading = readChat(targetOf(stream), chatBody, stop.signal);
  expect((await reading.next()).value).toMatchObject({ content: 'Hei' });
  stop.abort(new Error('stopped'));
  await expect(reading.next()).rejects.toThrow('stopped');
});

test('so it is over a real socket, byte by byte, through the whole gateway', async () => {
  const answer = 'Sää on hyvä 👩‍👩‍👧: 20 €, “lähes” täydellinen.';
  const { gateway } = await startWithRawAitta({
    chat: (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      void writeByteByByte(response, sse([{ content: answer.slice(0, 9) }, { content: answer.slice(9) }]));
      return undefined;
    },
  });
  const asking = new Asking(gateway);
  await until(() => asking.over);
  expect(asking.text).toBe(answer);
});

test.each([
  [
    'content as parts',
    { choices: [{ delta: { content: [{ type: 'text', text: 'Hei' }, { type: 'other' }] } }] },
    'Hei',
  ],
  ['a refusal', { choices: [{ delta: { content: null, refusal: 'No.' } }] }, 'No.'],
  ['no choices', { choices: [] }, ''],
  ['null choices', { choices: null, usage: null }, ''],
  ['nothing known', { surprise: true }, ''],
  ['a number where text should be', { choices: [{ delta: { content: 7, reasoning: 7 }, finish_reason: 7 }] }, ''],
  ['a list', [1, 2], ''],
  ['a word', 'hello', ''],
])('a chunk with %s does no harm', async (_, chunk, content) => {
  expect(await readChunks([Buffer.from(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`)])).toMatchObject({
    content,
  });
});
