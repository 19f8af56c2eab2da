import type { Installation } from '@slack/bolt';
import { systemClock } from '../../../async/clock.ts';
import { BotError } from '../../../core/errors.ts';

/** What is kept of a workspace, or of a whole organisation, that has installed the bot. No name of anybody. */
export interface SlackInstallation {
  /** Of the workspace (T…) or the organisation (E…). */
  id: string;
  botUserId: string;
  botId: string;
  /** Of the workspace, with a slash at its end. */
  url?: string;
  token: string;
  /** Where the app rotates its tokens. */
  refresh?: SlackRefresh;
  /** Epoch milliseconds. */
  installedAt: number;
  /** Of an organisation: what it said last of each of its workspaces, by id. */
  teams?: Readonly<Record<string, TeamAccess>>;
}

export interface TeamAccess {
  isGranted: boolean;
  /** Epoch milliseconds, by Slack's clock. */
  at: number;
}

export interface SlackRefresh {
  token: string;
  /** When the token that it renews ends, epoch milliseconds. */
  expiresAt: number;
  /** A process is renewing it. */
  claim?: { by: string; until: number };
}

/** Whose a delivery is, as Slack tells. */
export interface SlackOrigin {
  teamId?: string | undefined;
  enterpriseId?: string | undefined;
  isEnterpriseInstall?: boolean | undefined;
}

/** Under which installations it may be, the likeliest first. */
export const installationIds = ({ teamId, enterpriseId, isEnterpriseInstall }: SlackOrigin): string[] => {
  const ids = isEnterpriseInstall === true ? [enterpriseId, teamId] : [teamId, enterpriseId];
  return ids.filter((id) => id !== undefined && id !== null);
};

/** Does it serve that workspace? One that an organisation says nothing of, it does. */
export const serves = ({ id, teams }: SlackInstallation, teamId: string | undefined): boolean =>
  teamId === undefined || teamId === id || teams?.[teamId]?.isGranted !== false;

/** @param now epoch milliseconds @throws BotError 'settings' where Slack gave no bot */
export const asInstallation = (given: Installation, url: string | undefined, now: number): SlackInstallation => {
  const { bot, team, enterprise, isEnterpriseInstall } = given;
  const id = isEnterpriseInstall === true ? enterprise?.id : team?.id;
  if (!bot || id === undefined) throw new BotError('settings', 'Slack has installed an app that has no bot');
  const { id: botId, userId: botUserId, token, refreshToken, expiresAt } = bot;
  return {
    id,
    botId,
    botUserId,
    token,
    ...(url !== undefined && { url }),
    // Slack's library counts from the machine's time.
    ...(refreshToken !== undefined &&
      expiresAt !== undefined && {
        refresh: { token: refreshToken, expiresAt: now + (expiresAt * 1_000 - systemClock.now()) },
      }),
    installedAt: now,
  };
};
