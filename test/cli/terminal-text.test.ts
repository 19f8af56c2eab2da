import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CleanStream } from '../../src/cli/clean-stream.ts';
import { jsonText } from '../../src/cli/json-text.ts';
import { progressBar } from '../../src/cli/progress-bar.ts';
import { taskLine } from '../../src/cli/task-line.ts';
import { createPaint, cutToWidth } from '../../src/cli/terminal.ts';
import { textTable } from '../../src/cli/text-table.ts';
import { cleanText } from '../../src/markdown/scan/clean-text.ts';
import { displayWidth } from '../../src/markdown/scan/display-width.ts';

const plain = (text: string): string => text;

describe('a table', () => {
  test('keeps its columns straight where characters are two columns wide, or none', () => {
    const table = textTable(
      [{ title: 'MODEL' }, { title: 'STATE' }, { title: 'N', align: 'right' }],
      [
        [{ text: 'acme/日本語' }, { text: 'running' }, { text: '8,192' }],
        [{ text: 'acme/e\u0301te\u0301' }, { text: 'offline' }, { text: '7' }],
        [{ text: 'acme/👩🏽‍🚀' }, { text: '?' }, { text: '?' }],
      ],
      plain,
    );
    expect(table).toBe(
      [
        'MODEL        STATE        N\n',
        'acme/日本語  running  8,192\n',
        'acme/e\u0301te\u0301     offline      7\n',
        'acme/👩🏽‍🚀      ?            ?\n',
      ].join(''),
    );
    const widths = table
      .trimEnd()
      .split('\n')
      .map((line) => displayWidth(line));
    expect(new Set(widths).size).toBe(1);
  });

  test('has no blanks at the ends of its lines', () => {
    const table = textTable([{ title: 'A' }, { title: 'B' }], [[{ text: 'a' }, { text: 'longer' }]], plain);
    expect(table).toBe('A  B\na  longer\n');
  });
});

describe('colours', () => {
  const paint = (output: object, env: Record<string, string>): string =>
    createPaint(output as NodeJS.WriteStream, env)('x', 'green');

  test('are for terminals only, not for dumb ones, and not with NO_COLOR', () => {
    expect(paint({ isTTY: true }, { TERM: 'xterm' })).toBe('\u001b[32mx\u001b[39m');
    expect(paint({ isTTY: true }, { NO_COLOR: '' })).toBe('\u001b[32mx\u001b[39m');
    expect(paint({ isTTY: true }, { NO_COLOR: '1' })).toBe('x');
    expect(paint({ isTTY: true }, { TERM: 'dumb' })).toBe('x');
    expect(paint({}, {})).toBe('x');
  });
});

test('a line is cut by columns, never within a character', () => {
  expect(cutToWidth('hello', 5)).toBe('hello');
  expect(cutToWidth('hello', 4)).toBe('hel…');
  expect(cutToWidth('日本語', 4)).toBe('日…');
  expect(cutToWidth('a👩🏽‍🚀b', 3)).toBe('a…');
});

describe('a progress bar', () => {
  test('grows with what is done, and fits into its columns', () => {
    expect(progressBar(0, 10, 80)).toBe('[------------------------------]   0 %  0 of 10');
    expect(progressBar(5, 10, 80)).toBe('[###############---------------]  50 %  5 of 10');
    expect(progressBar(10, 10, 80)).toBe('[##############################] 100 %  10 of 10');
    expect(progressBar(5, 10, 30)).toBe('[######-------]  50 %  5 of 10');
    expect(progressBar(5, 10, 12)).toBe('50 %  5 of 10');
  });

  test('takes whatever a server says', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer({ min: -5, max: 200 }), (done, of, columns) => {
        const bar = progressBar(done, of, columns);
        expect(bar).toMatch(/^(\[#*-*\] +)?\d+ %  -?\d+ of -?\d+$/);
        expect(bar.length).toBeLessThanOrEqual(bar.startsWith('[') ? columns : bar.length);
      }),
    );
  });
});

test.each([
  [{ state: 'Pending', progress: 0, maxProgress: 1 }, 'Waiting for its turn, 3 s'],
  [{ state: 'Running', progress: 0, maxProgress: 1 }, 'Running, 3 s'],
  [{ state: 'Running', progress: 4, maxProgress: 1 }, 'Running, step 4, 3 s'],
  [{ state: 'Running', progress: 4, maxProgress: 8 }, '[###############---------------]  50 %  4 of 8  3 s'],
  [{ state: 'Failure', progress: 0, maxProgress: 1 }, 'Failure, 3 s'],
] as const)('a task that is at %j is told as %s', (seen, line) => {
  expect(taskLine(seen, 3_000, 80)).toBe(line);
});

describe('a text that comes in pieces', () => {
  const piecesOf = (text: string, cuts: readonly number[]): string[] => {
    const ends = [...new Set(cuts.map((cut) => cut % (text.length + 1))), text.length].toSorted((a, b) => a - b);
    return ends.map((end, at) => text.slice(ends[at - 1] ?? 0, end));
  };
  const cleaned = (pieces: readonly string[]): string => {
    const stream = new CleanStream();
    return [...pieces.map((piece) => stream.push(piece)), stream.end()].join('');
  };
  const nasty = fc.constantFrom(
    '\u001b',
    '\u001b[',
    '31',
    'm',
    ']',
    '52;c;',
    '\u0007',
    '\u009b',
    '\u009d',
    '\u001b\\',
    '\r',
    '\n',
    '\t',
    'a',
    '\u{1f3f4}',
    '\u{e0067}\u{e0062}',
    '\u{e007f}',
    '\ud83d',
    '\ude00',
    '😀',
    '\u202e',
    '\u200f',
    '日',
    ' ',
    '\ufffe',
  );

  test('is as clean as it would be in one piece, wherever it was cut', () => {
    const text = fc.array(nasty, { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 10 }), (whole, cuts) => {
        expect(cleaned(piecesOf(whole, cuts))).toBe(cleanText(whole.replaceAll(/[\ufffe\uffff]/g, '').toWellFormed()));
      }),
      { numRuns: 5_000 },
    );
  });

  test('flows at once where there is nothing to wait for', () => {
    const stream = new CleanStream();
    expect(stream.push('one ')).toBe('one ');
    expect(stream.push('two\u001b[3')).toBe('two');
    expect(stream.push('1m three\nfour')).toBe(' three\nfour');
  });

  test('takes a long one behind an escape character without an end', () => {
    const stream = new CleanStream();
    const shown = Array.from({ length: 100_000 }, (_, n) => stream.push(n === 0 ? 'so\u001b(' : 'abc'));
    expect(shown.join('')).toBe('so');
    expect(stream.end()).toBe('bc' + 'abc'.repeat(99_998));
  });
});

test('JSON keeps its value, and nothing in it that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  const text = jsonText({ a: 'x\u001b[31m\u009b31m\u202e\u007f' });
  expect(text).toBe('{\n  "a": "x\\u001b[31m\\u009b31m\\u202e\\u007f"\n}\n');
});
