import { expect, test } from 'vitest';
import { prepareText } from '../../../src/markdown/write/prepare-text.ts';

test.each(['<ul>\n<li>a\n', '<ul><li>a ', '<div>\n', '<blockquote>\n<p>a\n', '<table><tr><td>\n', '<ol><li>'])(
  '%j without an end, again and again, does not grow with the square of its length',
  (beginning) => {
    const html = beginning.repeat(3_000);
    expect(prepareText(html).length).toBeLessThan(20 * html.length);
  },
);

test('code below very many beginnings has its end', () => {
  const text = prepareText(`${'<div>\n'.repeat(100)}<pre>\na < b\n</pre>\nbehind`);
  expect(text).toMatch(/```\n+a < b\n```\n+behind$/);
});
