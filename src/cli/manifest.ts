import { parseArgs } from 'node:util';
import { slackManifest } from '../adapters/slack/setup/slack-manifest.ts';

export interface TextIo {
  env: Readonly<Record<string, string | undefined>>;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
}

const USAGE = `Usage: aitta-bot manifest slack [--command NAME] [--url https://HOST/slack/events]
       aitta-bot manifest discord [--application ID]

  slack      the app manifest to paste at Slack; --url for signed HTTP in place of Socket Mode
  discord    the link that invites the bot, and what it may do then; the id is on the application's page (General
             Information, Application ID) and, for most applications, in DISCORD_TOKEN
`;

interface Wanted {
  platform: 'slack' | 'discord';
  commandName: string;
  eventsUrl?: string;
  applicationId?: string;
}

/** `aitta-bot manifest`: what to paste where an app is created. @returns the exit code. */
export const manifest = async (argv: readonly string[], io: TextIo): Promise<number> => {
  const wanted = parse(argv);
  if (!wanted) {
    io.stderr(USAGE);
    return 2;
  }
  if (wanted.platform === 'slack') {
    io.stdout(`${JSON.stringify(slackManifest(wanted), null, 2)}\n`);
    return 0;
  }
  const id = wanted.applicationId ?? idInToken(io.env['DISCORD_TOKEN'] ?? '');
  if (id === undefined) {
    io.stderr(`aitta-bot manifest discord: say whose with --application ID.\n\n${USAGE}`);
    return 2;
  }
  io.stdout(await describeInvite(id));
  return 0;
};

const describeInvite = async (applicationId: string): Promise<string> => {
  const { discordInvite, NEEDED_PERMISSIONS } = await import('../adapters/discord/setup/discord-invite.ts');
  const invite = discordInvite(applicationId);
  const { searchParams } = new URL(invite);
  return [
    'Invite link, for somebody who manages the server:',
    `  ${invite}`,
    `Permissions (${searchParams.get('permissions')}): ${[...NEEDED_PERMISSIONS.keys()].join(', ')}`,
    `Scopes: ${searchParams.get('scope')?.replaceAll(' ', ', ')}`,
    'Privileged intents: none is needed. With the Message Content Intent and DISCORD_MESSAGE_CONTENT=true people go on in a',
    'thread without a mention.',
    '',
  ].join('\n');
};

/** A token begins with the id of its bot, in base64; that is the application's id unless it is from before 2016. */
const idInToken = (token: string): string | undefined => {
  const id = Buffer.from(token.split('.')[0] ?? '', 'base64').toString('latin1');
  return /^\d{17,20}$/.test(id) ? id : undefined;
};

const parse = (argv: readonly string[]): Wanted | undefined => {
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        command: { type: 'string', default: 'aitta' },
        url: { type: 'string' },
        application: { type: 'string' },
      },
    });
    const [platform, ...more] = positionals;
    const { url: eventsUrl, application: applicationId } = values;
    if ((platform !== 'slack' && platform !== 'discord') || more.length > 0) return undefined;
    if (applicationId !== undefined && !/^\d{17,20}$/.test(applicationId)) return undefined;
    return {
      platform,
      commandName: values.command,
      ...(eventsUrl === undefined ? {} : { eventsUrl }),
      ...(applicationId === undefined ? {} : { applicationId }),
    };
  } catch {
    return undefined; // an unknown option: the usage says which there are
  }
};
