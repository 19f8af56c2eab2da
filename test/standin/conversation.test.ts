import { describe, expect, test } from 'vitest';
import { longMarkdown } from '../../src/standin/long-markdown.ts';
import { scriptedText, type ChatMessage } from '../../src/standin/scripted-text.ts';
import { tokensOf } from '../../src/standin/token-count.ts';

const user = (text: string): ChatMessage => ({ role: 'user', text, images: 0 });
const assistant = (text: string): ChatMessage => ({ role: 'assistant', text, images: 0 });
const answer = (...texts: string[]): string => scriptedText('talk', texts.map(user));

/** What everything ends with that no script knows. */
const scripted = (text: string): string =>
  `${text} Try “my name is Ada”, and then “what is my name?”; or “count to 20”; or “2000 characters” for long Markdown; or “repeat:” and a text.`;

describe('a model that remembers', () => {
  test.each([
    [['my name is Ada', 'what is my name?'], 'Your name is Ada.'],
    [['My name is Ada Lovelace.', 'hello', "What's my name"], 'Your name is Ada Lovelace.'],
    [['my name is Ada', 'no, my name is Bo', 'what is my name?'], 'Your name is Bo.'],
    [
      ['my name is Ada and my favourite colour is teal!', 'what is my favourite colour?'],
      'Your favourite colour is teal.',
    ],
    [['the launch code is 4711, keep it', 'hm', 'what was the launch code?'], 'The launch code is 4711.'],
    [['what is my name?'], 'You have not told me your name.'],
    [['my name is Ada'], 'I will remember that your name is Ada.'],
    [['one', 'two', 'what did I say?'], 'You said: “two”'],
    [['one', 'two', 'what did I say first?'], 'You said: “one”'],
    [['what did I just say?'], 'You have not said anything before.'],
    [['why is the sky blue?'], scripted('My answers are scripted, so I have none to “why is the sky blue?”.')],
    [
      ['what is the capital of France?'],
      scripted('My answers are scripted, so I have none to “what is the capital of France?”.'),
    ],
    [['my name is Ada', 'hello'], scripted('Ada, my answers are scripted, so I have none to “hello”.')],
  ])('%j', (said, expected) => {
    expect(answer(...said)).toBe(expected);
  });

  test('does not take its own words for a person’s', () => {
    const said = [user('hello'), assistant('my name is Model'), user('what is my name?')];
    expect(scriptedText('talk', said)).toBe('You have not told me your name.');
  });

  test('tells people in a room apart', () => {
    expect(answer('Ada: my name is Ada L.', 'Bo: my name is Bo', 'Ada: what is my name?')).toBe('Your name is Ada L.');
    expect(answer('Ada: my name is Ada', 'Bo: what is my name?')).toBe('You have not told me your name.');
    expect(answer('Ada: hello')).toBe(scripted('Ada, my answers are scripted, so I have none to “hello”.'));
  });
});

describe('on request', () => {
  test.each([
    ['repeat: <!channel> @everyone', '<!channel> @everyone'],
    ['Ada: repeat: a\n\n```js\nb', 'a\n\n```js\nb'],
    ['please repeat:\nline', 'line'],
    ['repeat:', ''],
    ['repeat: my name is Ada', 'my name is Ada'],
    ['count to 5', '1 2 3 4 5'],
    ['count to 0', ''],
    ['please say nothing', ''],
  ])('%j', (question, expected) => {
    expect(answer(question)).toBe(expected);
  });

  test.each([
    ['write 13000 characters', 13_000],
    ['about 20,000 characters, please', 20_000],
  ])('%s', (question, least) => {
    const text = answer(question);
    expect(text.length).toBeGreaterThanOrEqual(least);
    expect(text.length).toBeLessThan(least + 1_000);
  });

  test('more than half a million characters are not written', () => {
    expect(answer('write 99999999 characters').length).toBeLessThan(510_000);
  });

  test('images are counted, and what a tool said is told', () => {
    expect(scriptedText('talk', [{ role: 'user', text: 'look', images: 2 }])).toBe(
      scripted('My answers are scripted, so I have none to “look”. I see 2 images.'),
    );
    expect(scriptedText('talk', [user('call: it'), { role: 'tool', text: '42', images: 0 }])).toBe(
      'The tool says: “42”',
    );
  });

  test('a model that says nothing does so whatever it is asked', () => {
    expect(scriptedText('nothing', [user('repeat: something')])).toBe('');
  });
});

test('long Markdown has headings, lists, tables and closed code blocks', () => {
  const text = longMarkdown(13_000);
  expect(text).toMatch(/^# /);
  expect(text).toMatch(/\n## \d+\. /);
  expect(text).toMatch(/\n- /);
  expect(text).toMatch(/\n\| :--- \|/);
  expect(text.match(/^```/gm)?.length ?? 0).toBeGreaterThan(4);
  expect((text.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
  expect(longMarkdown(13_000)).toBe(text);
});

test.each([
  'Hello, world!',
  'žluťoučký kůň 東京 🌲👩‍🚀',
  '   spaces   and\n\n\nlines',
  '',
  'a'.repeat(40),
  '\ud800 lone',
  ' '.repeat(30),
])('the tokens of %j are the text again', (text) => {
  expect(tokensOf(text).join('')).toBe(text);
});

test('tokens are counted as documented', () => {
  expect(tokensOf('Hello, world!')).toEqual(['Hello', ',', ' world', '!']);
  expect(tokensOf('internationalisation')).toHaveLength(4);
});
