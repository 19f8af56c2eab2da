import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseInput } from '../../../src/core/commands/parse-input.ts';

test.each([
  ['why is the sky blue?', { command: 'ask', args: { question: 'why is the sky blue?' } }],
  ['  !help  ', { command: 'help', args: {} }],
  ['!HELP Reset', { command: 'help', args: { command: 'Reset' } }],
  ['!help “reset”', { command: 'help', args: { command: 'reset' } }],
  ['!\u00a0reset', { command: 'reset', args: {} }],
  ['stop', { command: 'stop', args: {} }],
  ['Stop!', { command: 'stop', args: {} }],
  ['help', { command: 'help', args: {} }],
  ['constructor', { command: 'ask', args: { question: 'constructor' } }],
  ['!__proto__', { command: 'ask', args: { question: '!__proto__' } }],
  ['stop the press', { command: 'ask', args: { question: 'stop the press' } }],
  ['!!! urgent', { command: 'ask', args: { question: '!!! urgent' } }],
  ['!', { command: 'ask', args: { question: '!' } }],
  ['', { command: 'ask', args: { question: '' } }],
  ['!frobnicate now', { command: 'unknown', args: { name: 'frobnicate' } }],
  ['!halt turn=abc', { command: 'unknown', args: { name: 'halt' } }],
  ['!ask “what” is --model?', { command: 'ask', args: { question: '"what" is --model?' } }],
  ['!use poro --me', { command: 'use', args: { model: 'poro', for: 'me' } }],
  ['!use “Poro 2” —channel', { command: 'use', args: { model: 'Poro 2', for: 'channel' } }],
  ['!ask why? --model poro', { command: 'ask', args: { question: 'why?', model: 'poro' } }],
  ['!models poro --page 2', { command: 'models', args: { filter: 'poro --page 2' } }],
  ['!ask two\nlines', { command: 'ask', args: { question: 'two\nlines' } }],
])('%j is read as %j', (text, call) => {
  expect(parseInput(text)).toEqual(call);
});

test('a structured call is taken as it is', () => {
  const call = { command: 'halt', args: { turn: 'a' } };
  expect(parseInput(call)).toBe(call);
});

test('no text at all makes the parser throw, and a text without a mark keeps every character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const call = parseInput(text);
      expect(typeof call.command).toBe('string');
      const isMarked = /^\s*[!！]/.test(text);
      expect(isMarked || call.command !== 'ask' ? text.trim() : call.args['question']).toBe(text.trim());
    }),
  );
});
