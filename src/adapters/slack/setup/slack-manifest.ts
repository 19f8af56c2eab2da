import { visibleCommands } from '../../../core/commands/command-table.ts';
import { ASK_SHORTCUT } from '../draw/slack-choice.ts';
import { REDIRECT_PATH } from './slack-settings.ts';

export interface SlackManifestOptions {
  /** Name of the slash command, without the slash. */
  commandName: string;
  /** Public address of `/slack/events` for signed HTTP; Socket Mode without it. */
  eventsUrl?: string | undefined;
  /** Where browsers reach the bot, for several workspaces that install it by themselves. */
  publicUrl?: string | undefined;
}

/** What the bot may do, each with its reason in docs/slack.md. */
export const BOT_SCOPES = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'mpim:history',
  'mpim:read',
  'usergroups:read',
  'users:read',
] as const;

export const BOT_EVENTS = [
  'agent_session_stopped',
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'member_joined_channel',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
  'tokens_revoked',
] as const;

/** Only apps that a whole organisation may install get them. */
const ORGANISATION_EVENTS = ['team_access_granted', 'team_access_revoked'] as const;

/**
 * The app manifest to paste at https://api.slack.com/apps?new_app=1. `agent_view` is the only messaging experience for new apps since
 * 30 June 2026; without `agent_session_stopped` Slack shows no Stop button.
 */
export const slackManifest = ({ commandName, eventsUrl, publicUrl }: SlackManifestOptions): object => {
  const request = (key: string): object => (eventsUrl === undefined ? {} : { [key]: eventsUrl });
  return {
    display_information: {
      name: 'Aitta',
      description: 'Language models of Aitta (LUMI) in your workspace',
      background_color: '#002f5f',
    },
    features: features(commandName, request('url')),
    oauth_config: {
      ...(publicUrl !== undefined && { redirect_urls: [`${publicUrl.replace(/\/+$/, '')}${REDIRECT_PATH}`] }),
      scopes: { bot: [...BOT_SCOPES] },
    },
    settings: {
      event_subscriptions: {
        bot_events: [...BOT_EVENTS, ...(publicUrl === undefined ? [] : ORGANISATION_EVENTS)],
        ...request('request_url'),
      },
      interactivity: { is_enabled: true, ...request('request_url') },
      org_deploy_enabled: publicUrl !== undefined,
      socket_mode_enabled: eventsUrl === undefined,
      token_rotation_enabled: false,
    },
  };
};

const features = (commandName: string, request: object): object => ({
  agent_view: {
    agent_description: 'Asks the language models that Aitta, CSC’s inference service on LUMI, offers your project.',
    suggested_prompts: [
      { title: 'What can you do?', message: 'What can you help me with?' },
      { title: 'Show the commands', message: '!help' },
    ],
  },
  app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
  bot_user: { display_name: 'aitta', always_online: true },
  shortcuts: [
    {
      name: 'Ask Aitta about this',
      type: 'message',
      callback_id: ASK_SHORTCUT,
      description: 'Asks the model about this message',
    },
  ],
  slash_commands: [
    {
      command: `/${commandName}`,
      description: 'Talk to the models of Aitta',
      usage_hint: `[${visibleCommands.map(({ name }) => name).join(' | ')}]`,
      should_escape: true,
      ...request,
    },
  ],
});
