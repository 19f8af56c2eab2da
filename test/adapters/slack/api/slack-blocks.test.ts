import { describe, expect, test } from 'vitest';
import { readSlackText } from '../../../../src/adapters/slack/api/slack-markup.ts';
import { visibleWordsOf } from '../../../../src/adapters/slack/api/slack-words.ts';
import { BLOCKS, filledBlock } from './block-schema.ts';

const seen = (block: object): string =>
  readSlackText(visibleWordsOf({ text: '', blocks: [block] }), { botUserId: 'UBOT' });

/** At no place may more things stand. */
const MAX_VARIANTS = 20;

describe('of each block that Slack’s SDK knows', () => {
  test('there are as many as its description has', () => {
    expect(BLOCKS.length).toBeGreaterThanOrEqual(20);
  });

  test.each(BLOCKS)('%s: every word is there', (name) => {
    for (let pick = 0; pick < MAX_VARIANTS; pick += 1) {
      const put: string[] = [];
      const word = (): string => `word${put.push(`word${put.length}end`) - 1}end`;
      const block = filledBlock(name, { word, pick });
      const shown = seen(block);
      expect(put.filter((each) => !shown.includes(each))).toEqual([]);
    }
  });
});

test('a plan reads as a person sees it', () => {
  const rich = (text: string): object => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  });
  const task = {
    type: 'task_card',
    task_id: 't1',
    title: 'Boil water',
    status: 'complete',
    details: rich('in the kettle'),
    output: rich('it boils'),
    sources: [{ type: 'url', url: 'https://a.example', text: 'Kettles' }],
  };
  expect(seen({ type: 'plan', title: 'Tea', tasks: [task] })).toBe(
    'Tea\n\nBoil water\n\nin the kettle\n\nit boils\n\n[Kettles](https://a.example)',
  );
});
