import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readChoice, writeChoice } from '../../../../src/adapters/discord/draw/discord-choice.ts';
import { drawAnswer, drawInOne, drawProgress, threadName } from '../../../../src/adapters/discord/draw/discord-view.ts';
import type { Choice } from '../../../../src/core/ports/arrival.ts';
import type { View } from '../../../../src/core/ports/platform.ts';

const frame = { maxMessages: 4, personId: '1574711171481600001' };
const use = (model: string): Choice => ({ label: `Use ${model}`, call: { command: 'use', args: { model } } });
const contents = (view: View) => drawAnswer(view, frame).map(({ body }) => body.content);

describe('an answer', () => {
  test('is its text with the note as small print, line by line', () => {
    expect(contents({ text: 'Because.', note: 'poro\nThe answer ends here.' })).toEqual([
      'Because.\n-# poro\n-# The answer ends here.',
    ]);
  });

  test('has buttons for up to five choices, menus for more, and never two with one id', () => {
    const few = drawAnswer({ text: 'Which?', choices: [use('a'), use('b'), use('a')] }, frame)[0]?.body.components;
    expect(few?.map((row) => row.components.length)).toEqual([2]);
    const models = Array.from({ length: 60 }, (_, index) => use(`m${index}`));
    const many = drawAnswer({ text: 'Which?', choices: models }, frame)[0]?.body.components;
    expect(many?.map(({ components: [menu] }) => (menu && 'options' in menu ? menu.options.length : 0))).toEqual([
      25, 25, 10,
    ]);
  });

  test('has choices and files on its last message only', () => {
    const drawings = drawAnswer(
      { text: 'word '.repeat(1_000), choices: [use('a')], files: [{ name: 'x.md', text: 'x' }] },
      frame,
    );
    expect(drawings.map(({ body }) => body.components?.length)).toEqual([0, 0, 1]);
    expect(drawings.map(({ files }) => files.length)).toEqual([0, 0, 1]);
  });

  test('of any text has parts that Discord takes, none of them blank, and never pings', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6_000 }),
      fc
        .array(
          fc.constantFrom('```ts\n', '\n```\n', '@everyone ', '<@1574711171481600001>', 'word '.repeat(300), '👩‍👩‍👧'),
          {
            maxLength: 12,
          },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(
        texts,
        fc.string({ maxLength: 900 }),
        fc.option(fc.constant({ round: 1 }), { nil: undefined }),
        (text, note, notify) => {
          const drawings = [
            ...drawAnswer(
              { text, note, ...(notify && { notify }) },
              { ...frame, quote: { heading: 'kim asks:', text: 'why?' } },
            ),
            drawProgress({ text, note }, frame),
            drawInOne({ text, note }, frame),
          ];
          for (const { body } of drawings) {
            expect(body.content.length).toBeLessThanOrEqual(2_000);
            expect(body.allowed_mentions.parse).toEqual([]);
            expect(body.content.isWellFormed()).toBe(true);
            expect(body.content.trim()).not.toBe('');
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a thread', () => {
  test.each([
    ['**why** is the sky `blue`?\nPlease.', 'why is the sky blue?'],
    ['\n```\n```\nwhat?', 'what?'],
    ['🤷', 'kim'],
    ['x'.repeat(200), `${'x'.repeat(79)}…`],
    [`${'x'.repeat(78)}🤷🤷`, `${'x'.repeat(78)}…`],
  ])('on %j is named %j', (question, name) => {
    expect(threadName(question, 'kim')).toBe(name);
  });
});

describe('a choice', () => {
  test('comes back as it was written', () => {
    const choice = { call: { command: 'use', args: { model: 'LumiOpen/Poro 2' } }, askFor: 'text' };
    expect(readChoice(writeChoice(choice))).toEqual(choice);
  });

  test.each(['', '%', 'use model', '?text', 'x'.repeat(200), 'Use a=b', 'hello', 'reset', 'vote for=me'])(
    'is not read from %j',
    (line) => {
      expect(readChoice(line)).toBeUndefined();
    },
  );

  test('as an earlier version wrote it is read where it names something of ours', () => {
    expect(readChoice('halt turn=abc')).toEqual({ call: { command: 'halt', args: { turn: 'abc' } } });
  });

  test('that is too long for Discord is refused before it is sent', () => {
    const call = { command: 'system', args: { text: 'x'.repeat(70) } };
    expect(() => writeChoice({ call, askFor: 'averylongargumentname' })).toThrow(RangeError);
  });
});

test('a question that the bot repeats is one block in which nothing is markup, below small print that no model can write', () => {
  const asked = '# Big\n- [Log in](https://evil.example) **now** @everyone\n1. <@7> > -# x\n';
  const [drawing] = drawAnswer({ text: 'No.' }, { ...frame, quote: { heading: 'kim asks:', text: asked } });
  expect(drawing?.body.content).toBe(
    [
      '-# kim asks:',
      '> \\# Big',
      '> \\- \\[Log in\\]\\(https\\://evil.example\\) \\*\\*now\\*\\* \\@everyone',
      '> 1\\. \\<\\@7\\> \\> -\\# x',
      'No.',
    ].join('\n'),
  );
});
