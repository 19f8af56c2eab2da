import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixFences } from '../../../src/markdown/write/fix-fences.ts';
import { parseMarkdown } from '../parse-markdown.ts';
import { document, rubble } from '../markdown-arbitraries.ts';

test.each([
  [
    'code at the left edge',
    '1. Do:\n   ```py\ndef f():\n    return 1\n```\n2. More',
    '1. Do:\n   ```py\n   def f():\n       return 1\n   ```\n2. More',
  ],
  ['one line that sticks out', '- a\n  ```\n  x\n y\n```\nafter', '- a\n  ```\n  x\n  y\n  ```\nafter'],
  [
    'a fence too far to the right',
    '- a\n\n        ```js\n        x\n          y\n        ```\n- b',
    '- a\n\n  ```js\n  x\n    y\n  ```\n- b',
  ],
  ['a fence in no list', '    ```\n    a\n      b\n    ```\nafter', '```\na\n  b\n```\nafter'],
  ['a fence in a list in a quote', '> 1. a\n>    ```\n> x\n> ```\n> b', '> 1. a\n>    ```\n>    x\n>    ```\n> b'],
  ['a fence behind the marker of an item', '1. ```js\nx\n```\nafter', '1. ```js\n   x\n   ```\nafter'],
])('fixes %s', (_, text, fixed) => {
  expect(fixFences(text)).toBe(fixed);
  expect(fixFences(fixed)).toBe(fixed);
  const code = JSON.stringify(parseMarkdown(fixed)).match(/"type":"code"/gu);
  expect(code).toHaveLength(1);
});

test('what is well written stays as it is', () => {
  fc.assert(
    fc.property(document, (text) => {
      expect(fixFences(text)).toBe(text);
    }),
  );
});

test('earlier lines stay as they are while the text grows, and only indentation changes', () => {
  fc.assert(
    fc.property(rubble, fc.nat({ max: 40 }), (text, lines) => {
      const early = text.split('\n').slice(0, lines).map((line) => `${line}\n`).join(''); // prettier-ignore
      expect(fixFences(text).startsWith(fixFences(early)) || !text.startsWith(early)).toBe(true);
      expect(fixFences(text).replaceAll(/[ \t]/gu, '')).toBe(text.replaceAll(/[ \t]/gu, ''));
    }),
  );
});
