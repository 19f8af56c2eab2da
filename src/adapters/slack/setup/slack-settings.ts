import { z } from 'zod';
import { httpUrl, secret, secretWithPrefix } from '../../../settings/setting-kinds.ts';
import { defineSettings } from '../../../settings/settings-group.ts';
import type { PlatformContext } from '../../define-platform.ts';

export interface SlackSettings {
  botToken: string;
  /** For Socket Mode; else the signing secret is there, for signed HTTP. */
  appToken?: string | undefined;
  signingSecret?: string | undefined;
  /** Other base of Slack's Web API. */
  apiUrl?: string | undefined;
  /** Channel or person who gets the operator's alerts. */
  alertsTo?: string | undefined;
  /** The most messages of one answer. */
  answerMessages: number;
}

export const slackSettings = defineSettings({
  shape: {
    SLACK_BOT_TOKEN: secretWithPrefix('xoxb-', 'a bot token'),
    SLACK_APP_TOKEN: secretWithPrefix('xapp-', 'an app-level token'),
    SLACK_SIGNING_SECRET: secret,
    SLACK_API_URL: httpUrl.optional(),
    SLACK_ALERTS_TO: z
      .string()
      .regex(/^[CGUW][A-Z0-9]{6,}$/, { error: 'must be the id of a channel (C…) or a person (U…)' })
      .optional(),
  },
  secrets: ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'],
  conflicts: (given) => {
    const [bot, app, signing] = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'].map((name) =>
      given.has(name),
    );
    if (app && signing)
      return ['SLACK_APP_TOKEN (Socket Mode) and SLACK_SIGNING_SECRET (HTTP) are both set; keep only one'];
    if (bot && !app && !signing)
      return [
        'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing; SLACK_BOT_TOKEN needs one of them',
      ];
    return !bot && (app || signing) ? ['SLACK_BOT_TOKEN is missing'] : [];
  },
  value: (values, { answerMessages }: PlatformContext): SlackSettings | undefined => {
    const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = values;
    const { SLACK_API_URL: apiUrl, SLACK_ALERTS_TO: alertsTo } = values;
    return botToken === undefined ? undefined : { botToken, appToken, signingSecret, apiUrl, alertsTo, answerMessages };
  },
});
