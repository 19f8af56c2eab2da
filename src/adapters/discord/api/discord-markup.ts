import { OWN_MENTION, withoutOwnMention } from '../../../markdown/scan/own-mention.ts';

/** What the bot knows while it reads a text. */
export interface DiscordReader {
  /** The bot's own user id, and its own role's where it has one; mentions of both are removed. */
  ownIds: readonly string[];
  /** Names of people, roles and channels, without their sign. */
  nameOf?: (id: string) => string | undefined;
}

const TOKEN =
  /<(?:(@[!&]?|#)(\d{1,24})|a?:(\w{1,64}):\d{1,24}|t:(-?\d{1,17})(?::\w)?|\/([^<>:\n]{1,200}):\d{1,24}|id:(\w{1,20}))>/gu;

const timeText = (seconds: string): string => {
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? seconds : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
};

/** A person's text as it was meant: names for ids, emoji and times readable, the bot's own mention gone wherever it stands. */
export const readDiscordText = (text: string, reader: DiscordReader): string => {
  const read = text
    .replaceAll(OWN_MENTION, '')
    .replaceAll(TOKEN, (token: string, ...groups: (string | undefined)[]) => {
      const [sign, id, emoji, seconds, command, place] = groups;
      if (sign !== undefined && id !== undefined) {
        if (sign !== '#' && reader.ownIds.includes(id)) return OWN_MENTION;
        return `${sign.charAt(0)}${reader.nameOf?.(id) ?? id}`;
      }
      if (emoji !== undefined) return `:${emoji}:`;
      if (seconds !== undefined) return timeText(seconds);
      if (command !== undefined) return `/${command}`;
      return place === undefined ? token : `#${place}`;
    });
  return withoutOwnMention(read);
};
