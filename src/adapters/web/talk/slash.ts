import { findCommand } from '../../../core/commands/command-table.ts';
import { withoutMention } from './mention.ts';

/** What a message says to the bot, as the core reads it. @param commandName of the slash command, without the slash */
export const saidToBot = (text: string, commandName: string): string =>
  readSlash(text, commandName) ?? withoutMention(text);

/**
 * What a slash command says, as the core reads it: "/aitta use poro" and "/use poro" are "!use poro". Undefined for what is none: also a path
 * ("/usr/bin") is a question.
 */
export const readSlash = (text: string, commandName: string): string | undefined => {
  const [, word = '', rest = ''] = /^\s*\/([a-z][\w-]*)(?=\s|$)\s*([\s\S]*)$/i.exec(text) ?? [];
  if (word.toLowerCase() === commandName) return read(rest);
  return isCommand(word) ? `!${word} ${rest}`.trim() : undefined;
};

/** Without a command it is a question; without anything the list of commands. */
const read = (rest: string): string => {
  const [word = ''] = /^\S*/.exec(rest) ?? [];
  if (word === '') return '!help';
  return isCommand(word) ? `!${rest}` : rest;
};

const isCommand = (word: string): boolean => {
  const row = findCommand(word.toLowerCase());
  return row !== undefined && !row.hidden;
};
