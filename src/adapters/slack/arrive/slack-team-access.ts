import { asPayload, payloadAt, textAt } from '../api/slack-payload.ts';

/** An organisation that has installed the bot gives it to some of its workspaces, or takes it from them; its token goes on. */
export interface SlackTeamAccess {
  enterpriseId: string | undefined;
  teamIds: readonly string[];
  isGranted: boolean;
  /** Epoch milliseconds, in whole seconds, by Slack's clock; it may come much later. */
  at: number;
}

const TEAM_ID = /^[TE][A-Z0-9]{1,40}$/;

/**
 * Undefined for all other events, and for one that does not say when.
 * @see https://docs.slack.dev/reference/events/team_access_revoked
 */
export const teamAccessIn = (body: unknown): SlackTeamAccess | undefined => {
  const payload = asPayload(body);
  const event = payloadAt(payload, 'event');
  const type = textAt(event, 'type');
  const seconds = payload?.['event_time'];
  if ((type !== 'team_access_revoked' && type !== 'team_access_granted') || typeof seconds !== 'number')
    return undefined;
  const ids = event?.['team_ids'];
  const teamIds = (Array.isArray(ids) ? ids : []).filter(
    (id): id is string => typeof id === 'string' && TEAM_ID.test(id),
  );
  const enterpriseId = textAt(payload, 'enterprise_id');
  return { enterpriseId, teamIds, isGranted: type === 'team_access_granted', at: seconds * 1_000 };
};
