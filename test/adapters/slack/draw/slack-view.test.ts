import { describe, expect, test } from 'vitest';
import { drawAnswer, drawProgress } from '../../../../src/adapters/slack/draw/slack-view.ts';
import type { Choice } from '../../../../src/core/ports/arrival.ts';

const to = { asker: 'UANNA', maxMessages: 4 };
const choice = (label: string, more: Partial<Choice> = {}): Choice => ({
  label,
  call: { command: 'use', args: { model: 'acme/chat' } },
  ...more,
});
const types = (blocks: readonly object[]): unknown[] => blocks.map((block) => 'type' in block && block.type);

describe('an answer', () => {
  test('is a markdown block, a muted line and buttons, with all its words in the text beside them', () => {
    const [message] = drawAnswer({ text: '**Yes**', note: '`acme/chat`', choices: [choice('Again')] }, to).messages;
    expect(types(message?.blocks ?? [])).toEqual(['markdown', 'context', 'actions']);
    expect(message?.text).toBe('*Yes*\n`acme/chat`');
  });

  test('that is long has its note and choices on the last part only', () => {
    const parts = drawAnswer({ text: 'word '.repeat(6_000), note: 'n', choices: [choice('Again')] }, to).messages;
    expect(parts.map(({ blocks }) => types(blocks))).toEqual([
      ['markdown'],
      ['markdown'],
      ['markdown', 'context', 'actions'],
    ]);
    expect(
      parts
        .flatMap(({ plainly }) => plainly())
        .join(' ')
        .match(/word/g),
    ).toHaveLength(6_000);
  });

  test('of nothing is still a message', () => {
    expect(drawAnswer({}, to).messages.map(({ text }) => text)).toEqual(['…']);
    expect(drawAnswer({ text: '  \n' }, to).messages.map(({ text }) => text)).toEqual(['…']);
  });

  test('that was waited for mentions the asker once, at its beginning', () => {
    const parts = drawAnswer({ text: 'word '.repeat(4_000), notify: { round: 1 } }, to).messages;
    expect(parts.map(({ text }) => text.includes('<@UANNA>'))).toEqual([true, false]);
    expect(parts[0]?.plainly()[0]).toMatch(/^<@UANNA>\n/);
  });
});

describe('progress', () => {
  test('of a long draft shows its end', () => {
    const draft = Array.from({ length: 5_000 }, (_, index) => `line ${index}`).join('\n');
    const { blocks } = drawProgress({ text: draft });
    expect(JSON.stringify(blocks)).toContain('line 4999');
    expect(JSON.stringify(blocks)).not.toContain('line 1\\n');
  });
});
