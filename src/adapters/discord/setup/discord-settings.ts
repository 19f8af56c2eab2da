import { z } from 'zod';
import { flag, httpUrl, secret } from '../../../settings/setting-kinds.ts';
import { defineSettings } from '../../../settings/settings-group.ts';
import type { NamedService } from '../../../core/sentences/named-service.ts';
import type { PlatformContext } from '../../define-platform.ts';

export interface DiscordSettings {
  token: string;
  /** Other base of Discord's REST API, without its version; the gateway's address comes from there. */
  apiUrl?: string | undefined;
  /** The privileged intent: may the bot read what is not written to it? */
  messageContent: boolean;
  /** Slash commands go there instead of everywhere: they appear at once. */
  developmentGuildId?: string | undefined;
  /** Channel or person who gets the operator's alerts. */
  alertsTo?: string | undefined;
  /** Name of the slash command, without the slash. */
  commandName: string;
  /** Whose models answer; Aitta's unless said. */
  named?: NamedService;
  /** The most messages of one answer. */
  answerMessages: number;
}

export const discordSettings = defineSettings({
  shape: {
    DISCORD_TOKEN: secret,
    DISCORD_API_URL: httpUrl
      .refine((value) => !/\/v\d+\/?$/.test(value), {
        error: 'must end before the version, like https://discord.com/api',
      })
      .optional(),
    DISCORD_MESSAGE_CONTENT: flag,
    DISCORD_DEVELOPMENT_GUILD: z
      .string()
      .regex(/^\d{17,20}$/, { error: 'must be the id of a server' })
      .optional(),
    DISCORD_ALERTS_TO: z
      .string()
      .regex(/^\d{17,20}$/, { error: 'must be the id of a channel or a person' })
      .optional(),
  },
  secrets: ['DISCORD_TOKEN'],
  value: (values, { commandName, named, answerMessages }: PlatformContext): DiscordSettings | undefined => {
    const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, DISCORD_DEVELOPMENT_GUILD: developmentGuildId } = values;
    if (token === undefined) return undefined;
    return {
      token,
      apiUrl,
      developmentGuildId,
      alertsTo: values.DISCORD_ALERTS_TO,
      commandName,
      named,
      answerMessages,
      messageContent: values.DISCORD_MESSAGE_CONTENT,
    };
  },
});
