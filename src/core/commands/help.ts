import { distance } from 'fastest-levenshtein';
import type { Arrival } from '../ports/arrival.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';
import { findCommand, visibleCommands } from './command-table.ts';
import type { CommandArgument, CommandRow } from './command-row.ts';
import { argumentIn, summaryIn } from './translate-command.ts';
import type { Language } from '../sentences/language.ts';
import type { Sentences } from '../sentences/sentences.ts';

/** Who reads how to ask: somebody at a terminal or in a direct chat has nobody to mention. */
export const audienceOf = ({ platform, placeKind }: Arrival): keyof Sentences['hello'] => {
  if (platform === 'console') return 'console';
  return placeKind === 'direct' ? 'direct' : 'channel';
};

/** `help`: all commands, or one with its arguments. */
export const help = ({ call, turn, language, sentences }: Command): View => {
  const name = call.args['command'];
  if (name === undefined) {
    const intro = sentences.help[audienceOf(turn.arrival)];
    return {
      text: [intro, '', ...visibleCommands.map((row) => `- ${usage(row, language)}`)].join('\n'),
      private: true,
    };
  }
  const row = findCommand(name.replace(/^[!/]/, '').toLowerCase());
  if (!row || row.hidden) return { note: sentences.unknownCommand(name, nearestCommand(name)), private: true };
  const lines = typed(row).map((argument) => {
    const words = argumentIn(language, row, argument);
    return `- \`${word(argument, words.name)}\`: ${words.summary}`;
  });
  return { text: [usage(row, language), ...lines].join('\n'), private: true };
};

/** The command that a person can type and that is closest, if it is close: at most two letters differ. */
export const nearestCommand = (name: string): string | undefined =>
  visibleCommands
    .map((row) => ({ name: row.name, letters: distance(name.slice(0, 40).toLowerCase(), row.name) }))
    .filter(({ letters }) => letters <= 2)
    .toSorted((a, b) => a.letters - b.letters)[0]?.name;

/** The arguments that a person can type. */
export const typed = (row: CommandRow): CommandArgument[] => row.arguments.filter((each) => !each.hidden);

const usage = (row: CommandRow, language: Language): string => {
  const words = typed(row).map((argument) => {
    const written = word(argument, argumentIn(language, row, argument).name);
    return argument.required ? written : `[${written}]`;
  });
  return `\`${[`!${row.name}`, ...words].join(' ')}\`: ${summaryIn(language, row)}`;
};

/** @param name as the reader calls it; what has to be typed stays as it is. */
const word = (argument: CommandArgument, name: string): string => {
  if (!argument.option) return `<${name}>`;
  return argument.choices ? argument.choices.map((choice) => `--${choice}`).join('|') : `--${argument.name} <${name}>`;
};
