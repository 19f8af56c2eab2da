import { cleanText } from '../../../markdown/scan/clean-text.ts';
import { prepareText } from '../../../markdown/write/prepare-text.ts';
import { splitMarkdown } from '../../../markdown/split/split-markdown.ts';
import { drawTimes } from '../../../core/sentences/time-mark.ts';
import { discordMarkdown } from './discord-markdown.ts';

/** Discord's limits for texts, in UTF-16 units (docs.discord.com: message object, component reference). */
export const discordLimits = {
  content: 2_000,
  buttonUnits: 80,
  optionUnits: 100,
} as const;

/** Discord shows a moment in each reader's own zone and language (docs.discord.com, message formatting). */
const drawn = (text: string): string => drawTimes(discordMarkdown(text), (at) => `<t:${at / 1_000}:f>`);

/** The bot's own words and quotes of a person's: short, never split. */
export const discordText = (text: string): string => drawn(cleanText(text));

/** What a person wrote, to be read as it was written: no sign in it is markup, no address a link. */
export const discordLiteral = (text: string): string =>
  cleanText(text)
    .trim()
    .replaceAll(/[\\*_~|`>#[\]()<@]/gu, '\\$&')
    .replaceAll(/^([ \t]*)([-+])/gmu, '$1\\$2')
    .replaceAll(/^([ \t]*\d{1,9})\./gmu, '$1\\.')
    .replaceAll('://', '\\://');

/** An answer as the contents of messages, in order; in each, so many units are left for what stands around it. */
export const discordTexts = (text: string, reserved: number): string[] => {
  const max = discordLimits.content - reserved;
  return splitMarkdown(prepareText(text), { max, measure: 'utf16', render: drawn }).map(drawn);
};
