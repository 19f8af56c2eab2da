import { definePlatform, fingerprint, ManifestError } from '../define-platform.ts';
import { discordKeeps } from './setup/discord-keeps.ts';
import { discordSettings } from './setup/discord-settings.ts';

export const discordAdapter = definePlatform({
  name: 'discord',
  title: 'Discord',
  needs: 'DISCORD_TOKEN',
  settings: discordSettings,
  summary: ({ messageContent }) => (messageContent ? 'follows threads' : 'answers mentions'),
  account: ({ token }) => (/^\d{17,20}$/.test(idInToken(token)) ? idInToken(token) : fingerprint(token)),
  bareAddress: async (address) => (await import('./discord-address.ts')).bareAddress(address),
  keeps: discordKeeps,
  create: async (settings, parts) => {
    const { DiscordPlatform } = await import('./discord-platform.ts');
    return new DiscordPlatform({ settings, ...parts });
  },
  check: async function* check(discord, parts) {
    const { checkDiscord } = await import('./setup/check-discord.ts');
    yield* checkDiscord({ discord, ...parts });
  },
  setUp: {
    steps: [
      'Open https://discord.com/developers/applications, New Application, name it aitta.',
      'Bot, Reset Token: it is shown only once.',
      'Optional, also under Bot: switch on Message Content Intent, so that people go on in a thread without a mention.',
    ],
    questions: [
      { name: 'DISCORD_TOKEN', question: 'Token of the bot' },
      { name: 'DISCORD_MESSAGE_CONTENT', question: 'Is the Message Content Intent on, and to be used?', isFlag: true },
    ],
    next: 'In Discord: write @aitta why is the sky blue? (`npx aitta-bot manifest discord` prints the link that invites the bot)',
  },
  manifest: {
    usage: `discord [--application ID]
      the link that invites the bot, and what it may do then; the id is on the application's page (General
      Information, Application ID) and, for most applications, in DISCORD_TOKEN`,
    options: ['application'],
    print: async ({ application }, given) => {
      const id = application ?? idInToken(given.get('DISCORD_TOKEN') ?? '');
      if (!/^\d{17,20}$/.test(id)) throw new ManifestError('name the application with --application ID.');
      const { describeInvite } = await import('./setup/discord-invite.ts');
      return describeInvite(id);
    },
  },
});

/** A token begins with the id of its bot, in base64; that is the application's id unless it is from before 2016. */
const idInToken = (token: string): string => Buffer.from(token.split('.')[0] ?? '', 'base64').toString('latin1');
