import { describe, expect, test } from 'vitest';
import { nothingForgotten } from '../../../src/core/memory/forget.ts';
import { english } from '../../../src/core/sentences/english.ts';

describe('one and many', () => {
  test.each([
    [english.exported(1), 'Here is the conversation (1 question).'],
    [english.exported(10), 'Here is the conversation (10 questions).'],
    [
      english.forgot({ ...nothingForgotten, turns: 1, usageDays: 1 }),
      'Deleted 1 question and its answer, and 1 day of usage figures.',
    ],
    [
      english.forgot({ ...nothingForgotten, turns: 1_200, settings: 2, usageDays: 3, stopped: 1 }),
      'Deleted 1,200 questions and their answers, 2 settings, and 3 days of usage figures. Stopped and deleted 1 open question.',
    ],
    [english.forgot({ ...nothingForgotten, settings: 1 }), 'Deleted 1 setting.'],
    [english.forgot({ ...nothingForgotten, stopped: 2 }), 'Stopped and deleted 2 open questions.'],
    [english.openHere(1, '3 s'), 'One question is being answered here, for 3 s.'],
    [english.openHere(2, '1 min'), '2 questions are being answered here, the oldest for 1 min.'],
    [english.embeddingsHidden(1), '(1 embedding model hidden)'],
    [english.embeddingsHidden(2), '(2 embedding models hidden)'],
    [
      english.historyWindow('acme/chat', 131_072, 4_000),
      'acme/chat can read 131,072 tokens; 4,000 are reserved for the answer.',
    ],
    [english.waiting.queued(1, undefined), 'Waiting for a free slot at Aitta: 1 request before yours'],
    [english.waiting.queued(2, undefined), 'Waiting for a free slot at Aitta: 2 requests before yours'],
  ])('%s', (said, expected) => {
    expect(said).toBe(expected);
  });
});

test.each([
  [-5, '0 s'],
  [59_499, '59 s'],
  [60_000, '1 min'],
  [80_000, '1 min 20 s'],
  [3_600_000, '1 h'],
  [7_500_000, '2 h 5 min'],
])('%i ms is %s', (ms, expected) => {
  expect(english.duration(ms)).toBe(expected);
});
