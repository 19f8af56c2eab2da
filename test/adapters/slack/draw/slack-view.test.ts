import { describe, expect, test } from 'vitest';
import { drawAnswer, drawForm, drawProgress, readValue } from '../../../../src/adapters/slack/draw/slack-view.ts';
import type { Choice } from '../../../../src/core/ports/arrival.ts';

const choice = (label: string, more: Partial<Choice> = {}): Choice => ({
  label,
  call: { command: 'use', args: { model: 'acme/chat' } },
  ...more,
});
const types = (blocks: readonly object[]): unknown[] => blocks.map((block) => 'type' in block && block.type);

describe('an answer', () => {
  test('is a markdown block, a muted line and buttons, with all its words in the text beside them', () => {
    const [message] = drawAnswer({ text: '**Yes**', note: '`acme/chat`', choices: [choice('Again')] }, 'UANNA');
    expect(types(message?.blocks ?? [])).toEqual(['markdown', 'context', 'actions']);
    expect(message?.text).toBe('*Yes*\n`acme/chat`');
  });

  test('that is long has its note and choices on the last part only', () => {
    const parts = drawAnswer({ text: 'word '.repeat(6_000), note: 'n', choices: [choice('Again')] }, 'UANNA');
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
    expect(drawAnswer({}, 'UANNA').map(({ text }) => text)).toEqual(['…']);
    expect(drawAnswer({ text: '  \n' }, 'UANNA').map(({ text }) => text)).toEqual(['…']);
  });

  test('that was waited for mentions the asker once, at its beginning', () => {
    const parts = drawAnswer({ text: 'word '.repeat(4_000), notify: true }, 'UANNA');
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

describe('choices', () => {
  test('carry their call, with the argument that is to be asked for, and nothing else is read as one', () => {
    const [message] = drawAnswer({ choices: [choice('a'), choice('b', { askFor: 'note' })] }, 'UANNA');
    const values = [...JSON.stringify(message?.blocks).matchAll(/"value":"([^"]*)"/g)].map(([, value = '']) => value);
    expect(values.map(readValue)).toEqual([{ call: choice('').call }, { call: choice('').call, asksFor: 'note' }]);
    expect(['', 'rm -rf /', '?', '? use', '?note', 'USE model=x'].map(readValue)).toEqual(Array(6).fill(undefined));
  });

  test('keep Slack’s limits', () => {
    const many = Array.from({ length: 130 }, (_, index) => choice(`${index} ${'long '.repeat(40)}`));
    const menu = JSON.stringify(drawAnswer({ choices: many }, 'UANNA')[0]?.blocks);
    expect([...menu.matchAll(/"value"/g)]).toHaveLength(100);
    const labels = [...menu.matchAll(/"plain_text","text":"([^"]*)"/g)].map(([, label = '']) => label);
    expect(Math.max(...labels.map((label) => label.length))).toBeLessThanOrEqual(75);
  });

  test('a form has a title that Slack takes', () => {
    const form = {
      call: choice('').call,
      asksFor: 'note',
      title: 'A title that is longer than a form’s may be',
      address: {},
    };
    expect(
      JSON.stringify(drawForm(form)).match(/"title":\{"type":"plain_text","text":"([^"]*)"/)?.[1]?.length,
    ).toBeLessThanOrEqual(24);
  });
});
