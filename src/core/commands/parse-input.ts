import type { Call } from '../ports/arrival.ts';
import { findCommand } from './command-table.ts';
import type { CommandRow } from './command-row.ts';

/** Whole messages that mean a command without its mark. */
const BARE: ReadonlySet<string> = new Set(['stop', 'help']);

/**
 * What a person wrote, as a call. "!use poro --me" is a command, anything else the question of `ask`. Typographic quotes, dashes and
 * spaces that chat clients put in are read as their plain forms, in commands only. An unknown "!word" becomes the call `unknown`; an
 * exclamation that is no command ("!!!", "!?") is a question.
 */
export const parseInput = (input: string | Call): Call => {
  if (typeof input !== 'string') return input;
  const text = input.trim();
  const bare = text.toLowerCase().replace(/[.!]+$/, '');
  if (BARE.has(bare)) return { command: bare, args: {} };
  const [, word, rest = ''] = /^[!！]\s?([\p{L}][\p{L}\p{N}-]*)(?=\s|$)([\s\S]*)$/u.exec(plain(text)) ?? [];
  if (word === undefined) return askedWith(text);
  const row = findCommand(word.toLowerCase());
  if (!row || row.hidden) return { command: 'unknown', args: { name: word.slice(0, 40) } };
  return { command: row.name, args: readArguments(row, rest.trim()) };
};

/** A question that says at its beginning or end that its thinking is to be shown. */
const askedWith = (text: string): Call => {
  const question = text.replace(SHOWS_THINKING, '').trim();
  const isAsked = question !== '' && question !== text;
  return { command: 'ask', args: isAsked ? { question, show: 'thinking' } : { question: text } };
};

/** Chat clients make a dash of two hyphens. */
const SHOWS_THINKING = /^(?:--|[—–])thinking(?=\s)|(?<=\s)(?:--|[—–])thinking$/;

/** What the model is asked by a text: the question of a written `!ask`, without the command and its options; else the text itself. */
export const questionIn = (text: string): string => {
  const { command, args } = parseInput(text);
  return command === 'ask' ? (args['question'] ?? '') : text;
};

const plain = (text: string): string =>
  text
    .replaceAll(/[\u00a0\u2007\u202f]/g, ' ')
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/[‘’‚]/g, "'")
    .replaceAll(/(^|\s)[—–](?=\p{L})/gu, '$1--');

const readArguments = (row: CommandRow, rest: string): Record<string, string> => {
  const args: Record<string, string> = {};
  let words = rest;
  for (const [whole, name = '', quoted, simple] of rest.matchAll(
    /(?<=^|\s)--([a-z]+)(?=[\s=]|$)(?:[ =]+(?:"([^"]*)"|([^\s-]\S*)))?/g,
  )) {
    const option = row.arguments.find((argument) => argument.option && !argument.hidden && argument.name === name);
    const chosen = row.arguments.find((argument) => argument.option && argument.choices?.includes(name));
    const value = quoted ?? simple;
    if (option && value !== undefined) {
      args[name] = value;
      words = words.replace(whole, ' ');
    } else if (chosen) {
      args[chosen.name] = name;
      words = words.replace(`--${name}`, ' ');
    }
  }
  words = words.trim();
  for (const argument of row.arguments) {
    if (argument.option || words === '') continue;
    const [, first = ''] = argument.rest ? [words, words] : (/^(\S+)/.exec(words) ?? []);
    args[argument.name] = unquote(first);
    words = words.slice(first.length).trim();
  }
  return args;
};

const unquote = (text: string): string => /^"([^"]*)"$/.exec(text)?.[1] ?? text;
