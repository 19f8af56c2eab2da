import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  Locale,
} from 'discord.js';
import type {
  APIApplicationCommandBasicOption,
  LocalizationMap,
  RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js';
import { visibleCommands } from '../../../core/commands/command-table.ts';
import type { CommandArgument, CommandRow } from '../../../core/commands/command-row.ts';
import { argumentIn, choiceIn, summaryIn } from '../../../core/commands/translate-command.ts';
import { entriesIn } from '../../../core/commands/entries.ts';
import { DEFAULT_LANGUAGE } from '../../../core/sentences/language.ts';
import type { Language } from '../../../core/sentences/language.ts';
import { AITTA } from '../../../core/sentences/named-service.ts';
import type { NamedService } from '../../../core/sentences/named-service.ts';
import { noticesIn } from '../../../core/commands/notices.ts';

/** Discord's limits, UTF-16 units and counts. */
const MAX_SUMMARY = 100;
const MAX_CHOICES = 25;
const MAX_OPTION_TEXT = 6_000;

export interface DiscordCommandsOptions {
  inGuild?: boolean;
  rows?: readonly CommandRow[];
  /** Whose models answer. */
  named?: NamedService | undefined;
}

const EVERYWHERE = {
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

/** What Discord is told of the command table: one slash command with a sub-command per row, and "Ask about this" in a message's menu. */
export const discordCommands = (
  commandName: string,
  { inGuild = false, rows = visibleCommands, named = AITTA }: DiscordCommandsOptions = {},
): RESTPutAPIApplicationCommandsJSONBody => {
  const where = inGuild ? {} : EVERYWHERE; // Discord refuses places for the commands of one guild
  return [
    {
      ...where,
      type: ApplicationCommandType.ChatInput,
      name: commandName,
      description: entriesIn(DEFAULT_LANGUAGE, named).command,
      description_localizations: inEach((language) => entriesIn(language, named).command),
      options: rows.map((row) => ({
        type: ApplicationCommandOptionType.Subcommand,
        name: row.name,
        description: row.summary.slice(0, MAX_SUMMARY),
        description_localizations: inEach((language) => summaryIn(language, row).slice(0, MAX_SUMMARY)),
        // Discord wants what is required first.
        options: [
          ...row.arguments
            .filter((argument) => !argument.hidden)
            .toSorted((a, b) => Number(b.required) - Number(a.required))
            .map((argument) => optionOf(row, argument)),
          ...(row.name === 'ask' ? [fileOption()] : []),
        ],
      })),
    },
    {
      ...where,
      type: ApplicationCommandType.Message,
      name: entriesIn(DEFAULT_LANGUAGE, named).askAboutThis,
      name_localizations: inEach((language) => entriesIn(language, named).askAboutThis),
    },
  ];
};

/** English is what Discord shows where there is nothing else. */
const LOCALES = { fi: Locale.Finnish, sv: Locale.Swedish } as const;
/** Names and options keep their meaning in any language: Discord sends the English names. */
const inEach = (words: (language: Language) => string): LocalizationMap =>
  Object.fromEntries(
    Object.entries(LOCALES).map(([language, locale]) => [locale, words(language as keyof typeof LOCALES)]),
  );

/** What no text can hold, so that no other platform has it as an argument. */
const fileOption = (): APIApplicationCommandBasicOption => ({
  name: 'file',
  name_localizations: inEach((language) => noticesIn(language).discord.file),
  description: noticesIn().discord.fileSummary,
  description_localizations: inEach((language) => noticesIn(language).discord.fileSummary),
  type: ApplicationCommandOptionType.Attachment,
});

const optionOf = (row: CommandRow, argument: CommandArgument): APIApplicationCommandBasicOption => {
  const base = {
    name: argument.name,
    name_localizations: inEach((language) => argumentIn(language, row, argument).name),
    description: argument.summary.slice(0, MAX_SUMMARY),
    description_localizations: inEach((language) => argumentIn(language, row, argument).summary.slice(0, MAX_SUMMARY)),
    required: argument.required,
    type: ApplicationCommandOptionType.String as const,
    ...(argument.maxLength === undefined ? {} : { max_length: Math.min(argument.maxLength, MAX_OPTION_TEXT) }),
  };
  if (argument.suggests) return { ...base, autocomplete: true };
  const choices = argument.choices?.slice(0, MAX_CHOICES).map((choice) => ({
    name: choice,
    name_localizations: inEach((language) => choiceIn(language, choice)),
    value: choice,
  }));
  return choices ? { ...base, choices } : base;
};
