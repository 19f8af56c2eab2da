import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundedParts } from '../../../src/markdown/split/bounded-parts.ts';
import { takeOutLongCode } from '../../../src/markdown/split/long-code.ts';
import type { PartLimits } from '../../../src/markdown/split/part-limits.ts';
import { splitMarkdown } from '../../../src/markdown/split/split-markdown.ts';
import { prepareText } from '../../../src/markdown/write/prepare-text.ts';
import { document } from '../markdown-arbitraries.ts';

const limits: PartLimits = { max: 400, measure: 'utf16' };
const lines = (count: number): string => Array.from({ length: count }, (_, index) => `x = ${index}\n`).join('');

describe('an answer in few parts', () => {
  test('is split like any text while it has no more than so many, and else is its beginning and a file with all of it', () => {
    fc.assert(
      fc.property(document, fc.integer({ min: 1, max: 5 }), (text, max) => {
        const whole = splitMarkdown(prepareText(text), limits);
        const { parts, files } = boundedParts(text, limits, max, 'answer.md');
        const isShort = whole.length <= max;
        const goesOn = parts.map((part) => part.endsWith('\n\n… 📎 `answer.md`'));
        expect(files).toEqual(isShort ? [] : [{ name: 'answer.md', text }]);
        expect(isShort ? parts : goesOn).toEqual(isShort ? whole : [true]);
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(limits.max);
      }),
    );
  });

  test.each([
    ['a table', `| a | b |\n|---|---|\n${'| 1 | two words |\n'.repeat(60_000)}`],
    ['a list', '- two words\n'.repeat(90_000)],
    ['a line', 'two words '.repeat(100_000)],
  ])('of which %s of 1 MB is the most is read no further than its first part', (_, text) => {
    let rendered = 0;
    const render = (part: string): string => {
      rendered += part.length;
      return part;
    };
    boundedParts(text, { max: 2_000, measure: 'utf16', render }, 4, 'answer.md');
    expect(rendered).toBeLessThan(20 * 2_000);
  });
});

describe('code of more than 150 lines', () => {
  test.each([
    ['python', 'py'],
    ['js', 'js'],
    ['C++', 'cpp'],
    ['bash title="a.sh"', 'sh'],
    ['', 'txt'],
    ['../../etc', 'txt'],
    ['Fortran', 'f90'],
  ])('in "%s" becomes a file that ends in .%s', (language, ending) => {
    const { text, files } = takeOutLongCode(`See:\n\n\`\`\`${language}\n${lines(151)}\`\`\`\n\nDone.`);
    expect(files).toEqual([{ name: `code-1.${ending}`, text: lines(151) }]);
    expect(text).toBe(`See:\n\n📎 \`code-1.${ending}\`\n\nDone.`);
  });

  test('and no less, and none that is not closed or is quoted', () => {
    for (const text of [
      `\`\`\`\n${lines(150)}\`\`\`\n`,
      `\`\`\`\n${lines(200)}`,
      `> \`\`\`\n${lines(200).replaceAll(/^(?=.)/gmu, '> ')}> \`\`\`\n`,
    ]) {
      expect(takeOutLongCode(text)).toEqual({ text, files: [] });
    }
  });

  test('in a list is taken out without its indentation, and the list goes on', () => {
    const code = lines(160).replaceAll(/^(?=.)/gmu, '  ');
    const { text, files } = takeOutLongCode(`- Run:\n  ~~~~sh\n${code}  ~~~~\n- Wait`);
    expect(text).toBe('- Run:\n  📎 `code-1.sh`\n- Wait');
    expect(files[0]?.text).toBe(lines(160));
  });

  test('that is Markdown with code in it is taken out to its own end, as it was written', () => {
    const guide = `# Guide\n\n\`\`\`sh\nmake\n\`\`\`\n\n${lines(160)}`;
    const { text, files } = takeOutLongCode(`\`\`\`markdown\n${guide}\`\`\`\n\nDone.`);
    expect(files).toEqual([{ name: 'code-1.md', text: guide }]);
    expect(text).toBe('📎 `code-1.md`\n\nDone.');
  });

  test('leaves what stands behind its closing mark', () => {
    const { text, files } = takeOutLongCode(`\`\`\`sh\n${lines(160)}\`\`\` That is all of it.\n`);
    expect(files).toEqual([{ name: 'code-1.sh', text: lines(160) }]);
    expect(text).toBe('📎 `code-1.sh`\nThat is all of it.\n');
  });

  test('of 1 MB leaves an answer of one part', () => {
    const code = 'x = 1\n'.repeat(170_000);
    expect(boundedParts(`\`\`\`py\n${code}\`\`\``, limits, 4, 'answer.md')).toEqual({
      parts: ['📎 `code-1.py`'],
      files: [{ name: 'code-1.py', text: code }],
    });
  });
});
