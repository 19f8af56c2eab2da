import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SplitPiece } from '../../../../src/adapters/openai/thinking/split-text.ts';
import { ThinkSplitter, type LeadsWithThought } from '../../../../src/adapters/openai/thinking/think-splitter.ts';

/** What a reader has in the end, and what was thinking. */
const read = (pieces: readonly SplitPiece[]): { text: string; reasoning: string } => {
  let [text, reasoning] = ['', ''];
  for (const piece of pieces) {
    if (piece.type === 'text') text += piece.text;
    else if (piece.type === 'reasoning') reasoning += piece.text;
    else [text, reasoning] = ['', reasoning + text];
  }
  return { text, reasoning };
};
const split = (chunks: readonly string[], leads: LeadsWithThought = 'maybe', finished = true) => {
  const splitter = new ThinkSplitter(leads);
  return read([...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end(finished)]);
};
const everyWay = (whole: string, leads: LeadsWithThought = 'maybe') => {
  const result = split([whole], leads);
  expect(split(Array.from(whole), leads)).toEqual(result);
  return result;
};

describe('thinking in the text', () => {
  test.each([
    ['<think>plan</think>\n\nHello', 'Hello', 'plan'],
    ['<think>\nplan\n</think>Hello', 'Hello', '\nplan\n'],
    ['  \n<think>plan</think> Hello', 'Hello', 'plan'],
    ['&nbsp;<think>plan</think>Hello', '&nbsp;Hello', 'plan'],
    ['&#8203; <think>plan</think>Hello', '&#8203; Hello', 'plan'],
    ['<thinking>plan</thinking>hello', 'hello', 'plan'],
    ['<thought>plan</thought>Hello', 'Hello', 'plan'],
    ['<reasoning>plan</reasoning>\nHello', 'Hello', 'plan'],
    ['<seed:think>plan</seed:think>Hello', 'Hello', 'plan'],
    ['<THINK>plan</THINK>Hello', 'Hello', 'plan'],
    ['[THINK]plan[/THINK]Hello', 'Hello', 'plan'],
    ['<think></think>Hello', 'Hello', ''],
    ['<think>a</think>One.\n<think>b</think>Two', 'One.\nTwo', 'ab'],
    ['Hello! <think>b</think>', 'Hello! ', 'b'],
    ['a < b and <thin air> and [1]', 'a < b and <thin air> and [1]', ''],
    ['<think>I must write `</think>` at the end</think>Hello', 'Hello', 'I must write `</think>` at the end'],
  ])('of %j is taken out', (whole, text, reasoning) => {
    expect(everyWay(whole)).toEqual({ text, reasoning });
  });

  test.each([
    'The tag </think> ends a thought block.',
    'The tag <think> opens it.',
    'The tags <think> and </think> mark a thought, as do <thought> and </thought>.',
    '<think> and </think> are the tags of DeepSeek.',
    'Such models write `<think>` and then `</think>`.',
    'Example:\n```xml\n<think>\nplan\n</think>\n```\nDone.',
    'In gpt-oss, <|channel|> begins a channel and <|message|> its words.',
    'Qwen ends its turn with <|im_end|> and Llama with <|eot_id|>, you see.',
    'It ends with `<|im_end|>`',
    'analysis of the text: fine',
    'analysis',
    'Analysis paralysis is real.',
  ])('%j speaks of it, and is shown as it was written', (whole) => {
    for (const leads of ['maybe', 'yes'] as const)
      expect(everyWay(whole, leads)).toEqual({ text: whole, reasoning: '' });
  });

  test('an answer that is cut off within a thought has no text from it', () => {
    expect(split(['<think>never ends'], 'maybe', false)).toEqual({ text: '', reasoning: 'never ends' });
    expect(split(['Well.\n<think>never ends'], 'maybe', false)).toEqual({ text: 'Well.\n', reasoning: 'never ends' });
  });
});

describe('thinking that begins without a tag', () => {
  test.each([
    ['Alright, the user greeted me in English. I will greet back. </think> Hello!', 'Hello!'],
    ['Käyttäjä tervehti minua, joten tervehdin takaisin.\n</think>\n\nHei!', 'Hei!'],
    ['用户向我打招呼，我应该礼貌地回应。</think>你好！', '你好！'],
    ['Numbers are fun. </think>\n\n42', '42'],
    ['Okay, the user is asking for a number. So</think>42', '42'],
    ['Hmm, a number. Which one? </think>\n42', '42'],
  ])('of %j is taken back when its end comes', (whole, text) => {
    expect(everyWay(whole).text).toBe(text);
    expect(everyWay(whole, 'yes').text).toBe(text);
  });

  test('is held back where the first words sound like it, and shown when it never ends', () => {
    const splitter = new ThinkSplitter('maybe');
    expect(splitter.push('Okay, the user wants a number')).toEqual([]);
    expect(splitter.end(true)).toEqual([{ type: 'text', text: 'Okay, the user wants a number' }]);
  });

  test('is not suspected behind an ordinary beginning: text flows at once', () => {
    const splitter = new ThinkSplitter('maybe');
    expect(splitter.push('The ')).toEqual([]);
    expect(splitter.push('sky')).toEqual([{ type: 'text', text: 'The sky' }]);
    expect(new ThinkSplitter('maybe').push('Hei')).toEqual([{ type: 'text', text: 'Hei' }]);
  });

  test('one that was shown is taken back in a word', () => {
    const splitter = new ThinkSplitter('maybe');
    expect(splitter.push('Greeting back. ')).toEqual([{ type: 'text', text: 'Greeting back.' }]);
    expect(splitter.push('</think> Hello!')).toEqual([{ type: 'was-reasoning' }, { type: 'text', text: 'Hello!' }]);
  });
});

describe('the channels of gpt-oss', () => {
  test.each([
    ['<|channel|>analysis<|message|>We need ...<|channel|>final<|message|>Four.', 'Four.', 'We need ...'],
    [
      '<|channel|>analysis<|message|>We.<|end|><|start|>assistant<|channel|>final<|message|>Four.<|return|>',
      'Four.',
      'We.',
    ],
    [
      '<|start|>assistant<|channel|>commentary to=user<|message|>Hm<|end|><|start|>assistant<|channel|>final<|message|>4',
      '4',
      'Hm',
    ],
    ['analysisWe need the sum.assistantfinalFour.', 'Four.', 'We need the sum.'],
    ['analysisOne.assistantanalysisTwo.assistantfinalFour.', 'Four.', 'One.Two.'],
    ['analysisWe never came to an end.', 'analysisWe never came to an end.', ''],
  ])('in %j are told apart', (whole, text, reasoning) => {
    expect(everyWay(whole)).toEqual({ text, reasoning });
  });
});

describe('tokens that end a turn', () => {
  test.each([
    ['How are you today?<|im_end|>', 'How are you today?'],
    ['Four.<|eot_id|>', 'Four.'],
    ['Four.<end_of_turn>\n', 'Four.'],
    ['Four.</s></s>', 'Four.'],
    ['Four. <|endoftext|> \n', 'Four.'],
    ['Four.<|im_end|>\n<|im_start|>user\nAnd five?<|im_end|>', 'Four.'],
    ['Four.<｜end▁of▁sentence｜>', 'Four.'],
    ['a </s', 'a </s'],
  ])('%j is shown without them', (whole, text) => {
    expect(everyWay(whole).text).toBe(text);
  });
});

test('where the chunks are cut makes no difference', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '<think>',
      '</think>',
      '[THINK]',
      '[/THINK]',
      '<thought>',
      '`',
      '```\n',
      '\n',
      ' ',
      '<',
      '</th',
      '. ',
      'A',
      'Okay, the user ',
      'wants ',
      'Hm',
      '<|channel|>',
      'analysis',
      '<|message|>',
      'final',
      '<|end|>',
      'assistant',
      '<|im_end|>',
      '<|im_start|>',
      '</s>',
      '<|start|>',
      ' and ',
    ),
    fc.string({ maxLength: 6 }),
  );
  const property = fc.property(
    fc.array(part, { maxLength: 20 }).map((parts) => parts.join('')),
    fc.array(fc.nat(), { maxLength: 12 }),
    fc.constantFrom<LeadsWithThought>('yes', 'maybe'),
    fc.boolean(),
    (whole, cuts, leads, finished) => {
      const places = [...new Set(cuts.map((cut) => cut % (whole.length + 1)))].toSorted((a, b) => a - b);
      const chunks = [0, ...places].map((from, index) => whole.slice(from, places[index] ?? whole.length));
      expect(split(chunks, leads, finished)).toEqual(split([whole], leads, finished));
      expect(split(Array.from(whole), leads, finished)).toEqual(split([whole], leads, finished));
    },
  );
  fc.assert(property, { numRuns: 3_000 });
});
