import { definePlatform, fingerprint } from '../define-platform.ts';
import { slackKeeps } from './setup/slack-keeps.ts';
import { INSTALL_PATH, slackSettings } from './setup/slack-settings.ts';

export const slackAdapter = definePlatform({
  name: 'slack',
  title: 'Slack',
  needs: 'SLACK_BOT_TOKEN and SLACK_APP_TOKEN',
  settings: slackSettings,
  summary: ({ appToken, oauth }) =>
    `${appToken === undefined ? 'signed HTTP' : 'Socket Mode'}${oauth ? `, several workspaces, ${oauth.publicUrl}${INSTALL_PATH}` : ''}`,
  // A bot token names the workspace and the bot's user, unless it is one that is rotated.
  account: ({ botToken = '', oauth }) =>
    oauth?.clientId ?? /^xoxb-(\d+-\d+)-/.exec(botToken)?.[1] ?? fingerprint(botToken),
  bareAddress: async (address) => (await import('./slack-address.ts')).bareAddress(address),
  keeps: slackKeeps,
  create: async (settings, parts) => {
    const { SlackPlatform } = await import('./slack-platform.ts');
    return new SlackPlatform({ settings, ...parts });
  },
  check: async function* check(slack, parts) {
    const { checkSlack } = await import('./setup/check-slack.ts');
    yield* checkSlack({ slack, ...parts });
  },
  setUp: {
    steps: [
      'Open https://api.slack.com/apps?new_app=1, choose "From a manifest" and your workspace, paste deploy/slack-manifest.json, create the app.',
      'Basic Information, App-Level Tokens, Generate: any name, scope connections:write. It begins with xapp-.',
      'Install App, Install to Workspace: the Bot User OAuth Token begins with xoxb-.',
      'Where events should come to an address of yours (signed HTTP) instead: paste what `npx aitta-bot manifest slack --url https://HOST/slack/events` prints,',
      'and in place of the app-level token take Basic Information, App Credentials, Signing Secret.',
    ],
    questions: [
      { name: 'SLACK_BOT_TOKEN', question: 'Bot User OAuth Token (xoxb-…)' },
      {
        name: 'SLACK_APP_TOKEN',
        question: 'App-level token (xapp-…), or "http" for signed HTTP',
        instead: { word: 'http', name: 'SLACK_SIGNING_SECRET', question: 'Signing secret' },
      },
    ],
    next: 'In Slack: /invite @aitta in a channel, then write: @aitta why is the sky blue?',
  },
  manifest: {
    usage: `slack [--command NAME] [--url https://HOST/slack/events] [--public-url https://HOST]
      the app manifest to paste at Slack; --url for signed HTTP in place of Socket Mode, --public-url for several
      workspaces (PUBLIC_URL, where that is set)`,
    options: ['command', 'url', 'public-url'],
    print: async ({ command, url, 'public-url': named }, given) => {
      const { slackManifest } = await import('./setup/slack-manifest.ts');
      const publicUrl = named ?? given.get('PUBLIC_URL');
      const commandName = command ?? given.get('COMMAND_NAME') ?? 'aitta';
      return `${JSON.stringify(slackManifest({ commandName, eventsUrl: url, publicUrl }), null, 2)}\n`;
    },
  },
});
