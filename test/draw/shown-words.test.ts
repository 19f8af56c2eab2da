import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { terminalLines } from '../../src/adapters/console/draw/console-markdown.ts';
import { blockHtml } from '../../src/adapters/web/page/message/markdown-blocks.ts';
import { isSeen } from '../../src/markdown/scan/is-seen.ts';
import { prepareText } from '../../src/markdown/write/prepare-text.ts';
import { isShown } from '../../src/markdown/write/seen-words.ts';
import { drawnCase } from './drawn-case.ts';

const NOTHING = [
  '<div></div>',
  '<p>&nbsp;</p>',
  '&#8203;',
  '&nbsp;',
  '&zwnj;&#x2060;',
  '\u200b\u2060',
  '\u2800',
  '<!-- thinking about it -->',
  '<b></b>',
  '<i> </i>',
  '<code></code>',
  '<b><i>&nbsp;</i></b>',
  '<h1></h1>',
  '<summary></summary>',
  '<details><summary></summary></details>',
  '<span></span><br>',
  '```\n```',
  '<ul><li></li></ul>',
  '<table><tr><td></td></tr></table>',
];
const SIGNS = ['#', '>', '-', '*', '|', '1.', '> -', '***', '**', '$$ $$', '$', '~~', '`', '_', '[', '<', '&', '---'];

/** In a terminal without any style. */
const atConsole = (text: string): string =>
  terminalLines(prepareText(text), { columns: 80, paint: (words: string) => words }).join('\n');
const onPage = (text: string): string =>
  blockHtml(text)
    .replaceAll(/<!--[^]*?-->|<(?!hr)[^<>]*>/g, '')
    .replaceAll(/&(?:nbsp|#8203);/g, '');
const drawings = (text: string): string[] => {
  const { slack, slackText, discord } = drawnCase(text);
  return [slack, slackText, discord, atConsole(text), onPage(text)];
};

describe('an answer that would be drawn as nothing', () => {
  test.each(NOTHING)('is none: %j', (text) => {
    expect(isShown(text)).toBe(false);
  });

  test.each(SIGNS)('is one where a sign alone was asked for: %j', (text) => {
    expect(isShown(text)).toBe(true);
    expect(drawings(text).filter((drawn) => !isSeen(drawn))).toEqual([]);
  });

  test.each(['12345\n', '1,2,3\n', '🍵', '7 '])('is one, however long, of many %j', (text) => {
    expect(isShown(text.repeat(30_000))).toBe(true);
  });

  test.each(['<div></div>\n', '&nbsp;', '<!-- a -->\n'])('is none, however long, of many %j', (text) => {
    expect(isShown(text.repeat(12_000))).toBe(false);
  });

  test('is never one that has words, whatever stands around them', () => {
    const tag = fc.constantFrom('b', 'i', 'code', 's', 'span', 'div', 'h2', 'p', 'summary', 'td', 'li', 'u');
    const around = fc.oneof(
      fc.tuple(tag, tag).map(([outer, inner]) => [`<${outer}><${inner}>`, `</${inner}></${outer}>`] as const),
      fc.constantFrom(['**', '**'], ['> ', ''], ['<!-- a -->', ''], ['&nbsp;', '&#8203;'], ['- ', ''], ['$', '$']),
    );
    const word = fc.constantFrom('tea', '7', '茶', 'é', '🍵', '...', '=', 'a < b', '&amp;', '&eacute;');
    fc.assert(
      fc.property(fc.array(around, { maxLength: 4 }), word, (marks, words) => {
        const text = marks.reduce<string>((inner, [before, after]) => before + inner + after, words);
        expect(isShown(text)).toBe(true);
        for (const drawn of drawings(text)) expect(isSeen(drawn.replace('…', ''))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

test('formatting around nothing shows no marks', () => {
  const name = fc.constantFrom('b', 'strong', 'i', 'em', 's', 'del', 'code', 'kbd', 'span', 'small');
  const blank = fc.constantFrom('', ' ', '&nbsp;', '&#8203;', '<!-- a -->');
  const empty = fc
    .array(fc.tuple(name, blank), { minLength: 1, maxLength: 3 })
    .map((names) => names.reduce((inner, [each, before]) => `<${each}>${before}${inner}</${each}>`, ''));
  fc.assert(
    fc.property(fc.array(empty, { minLength: 1, maxLength: 3 }), (parts) => {
      for (const drawn of drawings(`tea ${parts.join(' and ')} time`)) expect(drawn).not.toMatch(/[*_~`<>]/);
    }),
  );
});

test.each([
  'tea **&nbsp;** time',
  'tea *&#8203;* time',
  'tea _&zwnj;_ time',
  'tea ~~&nbsp;~~ time',
  'tea ***\u3164*** time',
  'tea **&#8203;~~&nbsp;~~** time',
  'tea **<!-- a -->** time',
  'tea **<b></b>** time',
  'tea <b>&nbsp;</b> time',
])('nor does emphasis around what nobody sees: %j', (text) => {
  for (const drawn of drawings(text)) expect(drawn).not.toMatch(/[*_~]/);
});

test('what is taken away between two marks does not make one of them', () => {
  const { discord } = drawnCase('**tea**<!-- a -->**time**');
  expect(discord).toMatch(/^\*\*tea\*\*[^*]+\*\*time\*\*$/);
});

test('an end without its beginning is no mark', () => {
  for (const drawn of drawings('Mistral ends with </s> here')) expect(drawn).not.toContain('~');
});
