import { OAuth2Scopes, PermissionFlagsBits } from 'discord.js';

/**
 * Exactly what the bot uses, by Discord's names for people: to see and answer, to open threads and write in them, to read what was said
 * before, to attach long answers.
 */
export const NEEDED_PERMISSIONS: ReadonlyMap<string, bigint> = new Map([
  ['View Channels', PermissionFlagsBits.ViewChannel],
  ['Send Messages', PermissionFlagsBits.SendMessages],
  ['Send Messages in Threads', PermissionFlagsBits.SendMessagesInThreads],
  ['Create Public Threads', PermissionFlagsBits.CreatePublicThreads],
  ['Read Message History', PermissionFlagsBits.ReadMessageHistory],
  ['Attach Files', PermissionFlagsBits.AttachFiles],
]);
const PERMISSIONS = [...NEEDED_PERMISSIONS.values()].reduce((all, bit) => all | bit, 0n);

/** The link by which somebody who manages a server adds the bot to it. */
export const discordInvite = (applicationId: string): string => {
  const query = new URLSearchParams({
    client_id: applicationId,
    permissions: String(PERMISSIONS),
    scope: `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`,
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
};

/** What `aitta-bot manifest discord` prints. */
export const describeInvite = (applicationId: string): string => {
  const invite = discordInvite(applicationId);
  const { searchParams } = new URL(invite);
  return [
    'Invite link, for somebody who manages the server:',
    `  ${invite}`,
    `Permissions (${searchParams.get('permissions')}): ${[...NEEDED_PERMISSIONS.keys()].join(', ')}`,
    `Scopes: ${searchParams.get('scope')?.replaceAll(' ', ', ')}`,
    'Privileged intents: none needed. With the Message Content Intent and DISCORD_MESSAGE_CONTENT=true people can go on in a',
    'thread without a mention.',
    '',
  ].join('\n');
};

/** The names of what is needed and not in these permissions (a decimal number, as Discord writes them). */
export const missingPermissions = (permissions: string): string[] => {
  const granted = /^\d+$/.test(permissions) ? BigInt(permissions) : 0n;
  if ((granted & PermissionFlagsBits.Administrator) !== 0n) return [];
  return [...NEEDED_PERMISSIONS].filter(([, bit]) => (granted & bit) === 0n).map(([name]) => name);
};
