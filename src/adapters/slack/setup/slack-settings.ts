import { z } from 'zod';
import type { Given } from '../../../settings/given.ts';
import { httpUrl, secret, secretWithPrefix, text } from '../../../settings/setting-kinds.ts';
import { defineSettings } from '../../../settings/settings-group.ts';
import type { PlatformContext } from '../../define-platform.ts';

export interface SlackSettings {
  /** Of the one workspace; else `oauth` is there. */
  botToken?: string | undefined;
  /** For several workspaces, which install the bot by themselves. */
  oauth?: SlackOAuthSettings | undefined;
  /** For Socket Mode; else the signing secret is there, for signed HTTP. */
  appToken?: string | undefined;
  signingSecret?: string | undefined;
  /** Other base of Slack's Web API. */
  apiUrl?: string | undefined;
  /** Channel or person who gets the operator's alerts; behind their workspace where there are several ("T1:C1"). */
  alertsTo?: string | undefined;
  /** The most messages of one answer. */
  answerMessages: number;
}

export interface SlackOAuthSettings {
  clientId: string;
  clientSecret: string;
  /** What states are signed with; one that is kept in the store without it. */
  stateSecret?: string | undefined;
  /** Where browsers reach the bot, without a slash at its end. */
  publicUrl: string;
}

/** Below `publicUrl`: where a workspace installs the bot, and where Slack sends the browser back to. */
export const INSTALL_PATH = '/slack/install';
export const REDIRECT_PATH = '/slack/oauth_redirect';

/** Cookies that others must not read are only sent over https, or on this machine. */
const publicUrl = httpUrl.refine(
  (value) => {
    const { protocol, hostname, search, hash } = new URL(value);
    const isSafe = protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1';
    return isSafe && search === '' && hash === '';
  },
  { error: 'must be an https address without ? and #, such as https://bot.example.org' },
);

export const slackSettings = defineSettings({
  shape: {
    SLACK_BOT_TOKEN: secretWithPrefix('xoxb-', 'a bot token'),
    SLACK_APP_TOKEN: secretWithPrefix('xapp-', 'an app-level token'),
    SLACK_SIGNING_SECRET: secret,
    SLACK_CLIENT_ID: z
      .string()
      .regex(/^\d+\.\d+$/, { error: 'must be two numbers with a dot between them' })
      .optional(),
    SLACK_CLIENT_SECRET: secret,
    SLACK_STATE_SECRET: secret,
    PUBLIC_URL: publicUrl.optional(),
    SLACK_API_URL: httpUrl.optional(),
    SLACK_ALERTS_TO: text.refine((value) => value === undefined || ALERTS_TO.test(value), {
      error: 'must be the id of a channel (C…) or a person (U…), with several workspaces behind that of theirs (T…:C…)',
    }),
  },
  secrets: ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'],
  conflicts: (given) => [...(isForSeveral(given) ? ofSeveral(given) : ofOne(given)), ...ofDelivery(given)],
  value: (values, { answerMessages }: PlatformContext): SlackSettings | undefined => {
    const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = values;
    const { SLACK_API_URL: apiUrl, SLACK_ALERTS_TO: alertsTo } = values;
    const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, PUBLIC_URL: url } = values;
    const oauth: SlackOAuthSettings | undefined =
      clientId === undefined || clientSecret === undefined || url === undefined
        ? undefined
        : { clientId, clientSecret, stateSecret: values.SLACK_STATE_SECRET, publicUrl: url.replace(/\/+$/, '') };
    if (botToken === undefined && !oauth) return undefined;
    return { botToken, oauth, appToken, signingSecret, apiUrl, alertsTo, answerMessages };
  },
});

const ALERTS_TO = /^(?:[TE][A-Z0-9]{6,}:)?[CGUW][A-Z0-9]{6,}$/;

const isForSeveral = (given: Given): boolean => given.has('SLACK_CLIENT_ID') || given.has('SLACK_CLIENT_SECRET');

const ofSeveral = (given: Given): string[] => {
  const missing = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'PUBLIC_URL'].filter((name) => !given.has(name));
  const hasKey = given.has('STORE_KEY') || given.has('STORE_KEY_FILE');
  return [
    ...(given.has('SLACK_BOT_TOKEN')
      ? ['SLACK_BOT_TOKEN (one workspace) and SLACK_CLIENT_ID (several) are both set; keep only one']
      : []),
    ...missing.map((name) => `${name} is missing; several Slack workspaces need it`),
    ...(hasKey
      ? []
      : [
          'STORE_KEY is missing: the tokens of several Slack workspaces are only kept encrypted (openssl rand -base64 32)',
        ]),
    ...(/^[CGUW]/.test(given.get('SLACK_ALERTS_TO') ?? '')
      ? ['SLACK_ALERTS_TO must begin with the id of its workspace where there are several (T…:C…)']
      : []),
  ];
};

const ofOne = (given: Given): string[] => {
  const [bot, app, signing] = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'].map((name) =>
    given.has(name),
  );
  const idle = ['SLACK_STATE_SECRET', 'PUBLIC_URL'].filter((name) => given.has(name));
  return [
    ...(!bot && (app || signing) ? ['SLACK_BOT_TOKEN is missing'] : []),
    ...idle.map((name) => `${name} is only used with SLACK_CLIENT_ID (several workspaces)`),
    ...(/^[TE]\w*:/.test(given.get('SLACK_ALERTS_TO') ?? '')
      ? ['SLACK_ALERTS_TO names a workspace, and there is only the one of SLACK_BOT_TOKEN']
      : []),
  ];
};

/** How Slack's events come. */
const ofDelivery = (given: Given): string[] => {
  const [app, signing] = [given.has('SLACK_APP_TOKEN'), given.has('SLACK_SIGNING_SECRET')];
  if (app && signing)
    return ['SLACK_APP_TOKEN (Socket Mode) and SLACK_SIGNING_SECRET (HTTP) are both set; keep only one'];
  const needing = ['SLACK_BOT_TOKEN', 'SLACK_CLIENT_ID'].find((name) => given.has(name));
  return needing !== undefined && !app && !signing
    ? [`SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing; ${needing} needs one of them`]
    : [];
};
