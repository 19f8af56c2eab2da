import { OAuth2Scopes, PermissionFlagsBits } from 'discord.js';

/** Exactly what the bot uses: to see and answer, to open threads and write in them, to read what was said before, to attach long answers. */
const PERMISSIONS =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.AttachFiles;

/** The link by which somebody who manages a server adds the bot to it. */
export const discordInvite = (applicationId: string): string => {
  const query = new URLSearchParams({
    client_id: applicationId,
    permissions: String(PERMISSIONS),
    scope: `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`,
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
};
