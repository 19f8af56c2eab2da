import { expect, test } from 'vitest';
import { decodeEntities } from '../../../src/markdown/scan/entities.ts';

test.each([
  ['names', '&ouml;&rarr;&hellip;&CounterClockwiseContourIntegral;', 'ö→…∳'],
  ['numbers', '&#228;&#x1F98A;', 'ä🦊'],
  ['marks, escaped', '&ast;&#x5d;&lowbar;', '\\*\\]\\_'],
  ['once', '&amp;lt; &#38;lt;', '&lt; &lt;'],
  ['blanks', 'a&nbsp;b&Tab;c&NewLine;d&#10;e', 'a\u00a0b c d e'],
])('decodes %s', (_, markdown, text) => {
  expect(decodeEntities(markdown)).toBe(text);
});

test.each(['&', '&;', '&nosuchname;', '&ouml', '& ouml;'])('%j is none', (text) => {
  expect(decodeEntities(text)).toBe(text);
});

test('what a platform reads itself is left to it', () => {
  expect(decodeEntities('&lt;&gt;&amp;lt;&#38;lt;&ouml;', { kept: ['lt', 'gt', 'amp'] })).toBe(
    '&lt;&gt;&amp;lt;&amp;lt;ö',
  );
});

test('where there are no escapes a sign is a sign', () => {
  expect(decodeEntities('&ast;&#95;', { escapes: false })).toBe('*_');
});

test('nothing invisible comes out', () => {
  expect(decodeEntities('a&#8238;b&#27;c&ZeroWidthSpace;d&#xd800;e&#0;&#xffffff;')).toBe('abc\u200bd\ufffde');
});
