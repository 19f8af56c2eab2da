import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ThinkSplitter, type LeadsWithThought } from '../../../../src/adapters/aitta/chat/think-splitter.ts';

const split = (chunks: readonly string[], leads: LeadsWithThought = 'no', finished = true) => {
  const splitter = new ThinkSplitter(leads);
  const pieces = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end(finished)];
  const joined = (type: 'text' | 'reasoning'): string =>
    pieces.map((piece) => (piece.type === type ? piece.text : '')).join('');
  return { text: joined('text'), reasoning: joined('reasoning'), loneEnd: splitter.foundLoneEnd };
};

describe('thinking in the text', () => {
  test.each([
    ['<think>plan</think>\n\nHello', 'Hello', 'plan'],
    ['<think>\nplan\n</think>Hello', 'Hello', '\nplan\n'],
    ['  \n<think>plan</think> Hello', 'Hello', 'plan'],
    ['<thinking>plan</thinking>Hello', 'Hello', 'plan'],
    ['[THINK]plan[/THINK]Hello', 'Hello', 'plan'],
    ['<think></think>Hello', 'Hello', ''],
    ['<think>a</think>One <think>b</think>two', 'One two', 'ab'],
    ['Hello <think>b</think>', 'Hello ', 'b'],
    ['<think>never ends', '', 'never ends'],
    ['a < b and <thin air> and [1]', 'a < b and <thin air> and [1]', ''],
  ])('of %j is taken out', (whole, text, reasoning) => {
    expect(split([whole])).toMatchObject({ text, reasoning });
  });

  test('tags in code are text, as people ask about models', () => {
    const inline = 'Such models write `<think>` and then `</think>`.';
    expect(split([inline]).text).toBe(inline);
    const fenced = 'Example:\n```xml\n<think>\nplan\n</think>\n```\nDone.';
    expect(split([fenced]).text).toBe(fenced);
  });

  test('a quoted closing tag does not end a thought', () => {
    expect(split(['<think>I must write `</think>` at the end</think>Hello'])).toMatchObject({ text: 'Hello' });
  });

  test('an unclosed tag after some text was only mentioned, unless the answer was cut off there', () => {
    expect(split(['The tag <think> opens it.']).text).toBe('The tag <think> opens it.');
    expect(split(['The tag <think> opens it.'], 'no', false)).toMatchObject({
      text: 'The tag ',
      reasoning: ' opens it.',
    });
  });
});

describe('thinking that begins without a tag', () => {
  test('is held back from models that do so, and their answers without any are whole', () => {
    expect(split(['Numbers are', ' fun. </think>\n\n42'], 'yes')).toEqual({
      text: '42',
      reasoning: 'Numbers are fun. ',
      loneEnd: true,
    });
    expect(split(['The answer', ' is 42'], 'yes').text).toBe('The answer is 42');
    expect(split(['<think>x</think>42'], 'yes')).toEqual({ text: '42', reasoning: 'x', loneEnd: false });
  });

  test.each([
    'Okay, the user is asking for a number. ',
    'Hmm, a number. Which one would be the best? ',
    'The user wants a number, so I should pick one. ',
    'We need to answer with a number. ',
    'Okay. So, the user\nwants a number',
    'Alright, let me see what they want from me. ',
  ])('is recognised by words like %j in models that nothing is known of', (thought) => {
    expect(split([`${thought}</think>42`], 'maybe')).toEqual({ text: '42', reasoning: thought, loneEnd: true });
    expect(split([thought], 'maybe').text).toBe(thought);
  });

  test('is not suspected behind an ordinary beginning: text flows at once', () => {
    const splitter = new ThinkSplitter('maybe');
    expect(splitter.push('The ')).toEqual([]);
    expect(splitter.push('sky')).toEqual([{ type: 'text', text: 'The sky' }]);
    expect(new ThinkSplitter('maybe').push('Hei')).toEqual([{ type: 'text', text: 'Hei' }]);
  });

  test('a stray closing tag is never shown, and is remembered', () => {
    expect(split(['Some text that was shown already. </think>42'])).toEqual({
      text: 'Some text that was shown already. 42',
      reasoning: '',
      loneEnd: true,
    });
  });
});

test('where the chunks are cut makes no difference', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '<think>',
      '</think>',
      '[THINK]',
      '[/THINK]',
      '`',
      '```\n',
      '\n',
      ' ',
      '<',
      '</th',
      'Okay, the user ',
      'wants ',
      'Hm',
    ),
    fc.string({ maxLength: 6 }),
  );
  const property = fc.property(
    fc.array(part, { maxLength: 20 }).map((parts) => parts.join('')),
    fc.array(fc.nat(), { maxLength: 12 }),
    fc.constantFrom<LeadsWithThought>('yes', 'maybe', 'no'),
    fc.boolean(),
    (whole, cuts, leads, finished) => {
      const places = [...new Set(cuts.map((cut) => cut % (whole.length + 1)))].toSorted((a, b) => a - b);
      const chunks = [0, ...places].map((from, index) => whole.slice(from, places[index] ?? whole.length));
      expect(split(chunks, leads, finished)).toEqual(split([whole], leads, finished));
      expect(split(Array.from(whole), leads, finished)).toEqual(split([whole], leads, finished));
    },
  );
  fc.assert(property, { numRuns: 2_000 });
});
