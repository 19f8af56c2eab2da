import { describe, expect, test } from 'vitest';
import { drawChoices, readChoice } from '../../../../src/adapters/slack/draw/slack-choice.ts';
import type { Choice } from '../../../../src/core/ports/arrival.ts';

const choice = (label: string, more: Partial<Choice> = {}): Choice => ({
  label,
  call: { command: 'use', args: { model: 'acme/chat' } },
  ...more,
});

describe('choices', () => {
  test('carry their call, with the argument that is to be asked for, and nothing else is read as one', () => {
    const blocks = drawChoices([choice('a'), choice('b', { askFor: 'note' })]);
    const values = [...JSON.stringify(blocks).matchAll(/"value":"([^"]*)"/g)].map(([, value = '']) => value);
    expect(values.map(readChoice)).toEqual([{ call: choice('').call }, { call: choice('').call, askFor: 'note' }]);
    expect(['', 'rm -rf /', '?', '? use', '?note', 'USE model=x'].map(readChoice)).toEqual(Array(6).fill(undefined));
  });

  test('keep Slack’s limits', () => {
    const many = Array.from({ length: 130 }, (_, index) => choice(`${index} ${'long '.repeat(40)}`));
    const menu = JSON.stringify(drawChoices(many));
    expect([...menu.matchAll(/"value"/g)]).toHaveLength(100);
    const labels = [...menu.matchAll(/"plain_text","text":"([^"]*)"/g)].map(([, label = '']) => label);
    expect(Math.max(...labels.map((label) => label.length))).toBeLessThanOrEqual(75);
  });
});
