import { expect, test } from 'vitest';
import { Asking } from '../../../doubles/asking.ts';
import { eventStream, passTime, startWithRawAitta } from '../../aitta/gateway-bench.ts';

const event = (json: unknown): string => `data: ${JSON.stringify(json)}\n\n`;
const delta = (part: object, finish: unknown = null): string =>
  event({ choices: [{ index: 0, delta: part, finish_reason: finish }] });
const END = `${delta({}, 'stop')}data: [DONE]\n\n`;
const DEEP = 100_000;

/** What no server should send, each with what a person gets. */
const STREAMS: readonly (readonly [string, string, string | RegExp])[] = [
  ['no choices', event({ choices: null }) + END, 'model-empty'],
  ['choices of nothing', event({ choices: [null, 5, 'x'] }) + END, 'model-broke-off'],
  ['a delta of nothing', event({ choices: [{ delta: null, finish_reason: null }] }) + END, 'model-empty'],
  ['a text that is a number', delta({ content: 7 }) + END, 'model-empty'],
  ['a text that is an object', delta({ content: { text: 'x' } }) + END, 'model-empty'],
  ['parts of nothing', delta({ content: [null, 3, { text: null }, { text: 'Hei' }] }) + END, /^Hei$/],
  [
    'parts in parts without end',
    `data: {"choices":[{"delta":{"content":${'[{"text":'.repeat(DEEP)}"x"${'}]'.repeat(DEEP)}}}]}\n\n${END}`,
    /./,
  ],
  ['brackets without end', `data: ${'['.repeat(DEEP)}\n\n${END}`, /./],
  ['an end that is a number', delta({ content: 'Hei' }) + delta({}, 9) + 'data: [DONE]\n\n', /^Hei$/],
  ['an end that nobody knows', delta({ content: 'Hei' }) + delta({}, 'bored') + 'data: [DONE]\n\n', /^Hei$/],
  [
    'counts that are none',
    delta({ content: 'Hei' }) + event({ choices: [], usage: { prompt_tokens: -1, completion_tokens: 'x' } }) + END,
    /^Hei$/,
  ],
  [
    'counts beyond all counting',
    delta({ content: 'Hei' }) + event({ choices: [], usage: { prompt_tokens: 1e300, completion_tokens: 1e300 } }) + END,
    /^Hei$/,
  ],
  ['half of a sign', delta({ content: 'a\ud83d' }) + delta({ content: '\ude00b' }) + END, /^a\u{1f600}b$/u],
  ['half of a sign alone', 'data: {"choices":[{"delta":{"content":"a\\ud83d"}}]}\n\n' + END, /^a.?$/u],
  [
    'names of a prototype',
    `data: {"__proto__":{"choices":[{"delta":{"content":"x"}}]},"constructor":1,"choices":[{"delta":{"content":"Hei"}}]}\n\n${END}`,
    /^Hei$/,
  ],
  [
    'tools that nobody asked for',
    delta({ tool_calls: [{ function: { name: 'rm', arguments: '{}' } }] }) + END,
    'model-empty',
  ],
  ['what is said behind the end', delta({ content: 'Hei' }) + END + delta({ content: ' and more' }), /^Hei$/],
  ['a mark at its beginning', `\ufeff${delta({ content: 'Hei' })}${END}`, /./],
  [
    'lines of Windows, and no blank behind the colon',
    `data:${JSON.stringify({ choices: [{ delta: { content: 'Hei' } }] })}\r\n\r\n${END}`,
    /^Hei$/,
  ],
  ['an event over several lines', `data: {"choices":[{"delta":\ndata: {"content":"Hei"}}]}\n\n${END}`, /^Hei$/],
  [
    'comments and fields of others',
    `: ping\n\nretry: 1\nid: 3\nevent: message\n${delta({ content: 'Hei' })}: ping\n\n${END}`,
    /^Hei$/,
  ],
  ['tags without end', delta({ content: '<div>'.repeat(12_000) }) + END, 'model-empty'],
  ['tags that come one by one', delta({ content: '<i>' }).repeat(5_000) + delta({ content: 'Hei' }) + END, /Hei$/],
  ['what is no event', 'Hello, I am a proxy.\n\n', 'model-broke-off'],
  ['nothing', '', 'model-broke-off'],
];

test.each(STREAMS)('%s ends in an answer or in a sentence', async (_, stream, outcome) => {
  const { gateway, clock } = await startWithRawAitta({ chat: () => eventStream(stream) });
  const asking = new Asking(gateway);
  await passTime(clock, () => asking.over, { mostMs: 3_600_000 });
  const said = asking.error === undefined ? asking.text : String((asking.error as { code?: string }).code);
  expect([asking.over, said]).toEqual([true, expect.stringMatching(outcome)]);
});
