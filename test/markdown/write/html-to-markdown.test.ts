import { expect, test } from 'vitest';
import { htmlToMarkdown } from '../../../src/markdown/write/html-to-markdown.ts';

test.each([
  ['marks', '<b>a</b> <em>b</em> <del>c</del> <code>d</code>', '**a** *b* ~~c~~ `d`'],
  ['breaks', 'a  <br> b<BR/>c', 'a\nb\nc'],
  ['what has no mark', '<p>a <small>b</small></p>', 'a b'],
  [
    'powers and indices',
    '10<sup>-3</sup> H<sub>2</sub>O x<sub>DD</sub> x<sup>n/2</sup> y<sup>a+B</sup> z<sup>[1]</sup>',
    '10⁻³ H₂O x_DD xn/2 y^(a+B) z[1]',
  ],
  [
    'pictures',
    '<img src="https://a.fi/b.png" alt="a [b]"> <img src=data:x alt=c> <a href="https://a.fi"><img alt=d></a>',
    '![a \\[b\\]](<https://a.fi/b.png>) c [d](<https://a.fi>)',
  ],
  ['comments', 'a<!-- b -->c', 'ac'],
  ['links', '<a href="https://a.fi" class=x>the [<b>docs</b>]</a>', '[the \\[docs\\]](<https://a.fi>)'],
  ['links with no end', '</a><a href="https://a.fi">b', '<a href="https://a.fi">b'],
  ['placeholders', 'Map<String, T> and <b> and <name>', 'Map<String, T> and <b> and <name>'],
  ['code', '`<b>a</b>`', '`<b>a</b>`'],
])('%s', (_, html, markdown) => {
  expect(htmlToMarkdown(html, '\n')).toBe(markdown);
});

test.each(['<a href=x>', '</a><a href=x>', '<b>', '<br>', '<!-- -->'])(
  '100,000 characters of %j are read once',
  (tag) => {
    expect(htmlToMarkdown(tag.repeat(100_000 / tag.length), '\n').length).toBeLessThanOrEqual(100_000);
  },
);
