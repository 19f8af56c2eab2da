import { cleanText } from '../../../markdown/scan/clean-text.ts';
import type { TextFile } from '../../../core/ports/platform.ts';
import { boundedParts } from '../../../markdown/split/bounded-parts.ts';
import type { PartLimits } from '../../../markdown/split/part-limits.ts';
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

const partLimits = (reserved: number): PartLimits => ({
  max: discordLimits.content - reserved,
  measure: 'utf16',
  render: drawn,
});

/** A text as the contents of messages, in order; in each, so many units are left for what stands around it. */
export const discordTexts = (text: string, reserved: number): string[] =>
  splitMarkdown(prepareText(text), partLimits(reserved)).map(drawn);

/** An answer as no more than `maxMessages` messages, and what else of it there is as files. */
export const boundedDiscordTexts = (
  text: string,
  reserved: number,
  maxMessages: number,
): { texts: string[]; files: TextFile[] } => {
  const { parts, files } = boundedParts(text, partLimits(reserved), maxMessages, 'answer.md');
  return { texts: parts.map(drawn), files };
};
