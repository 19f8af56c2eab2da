import { asPayload, payloadAt, textAt } from '../api/slack-payload.ts';

/** Slack tells that a workspace has removed the bot, or has taken its tokens back. */
export interface SlackRemoval {
  why: string;
  /** Epoch milliseconds, in whole seconds, by Slack's clock; it may come much later. */
  at: number | undefined;
}

/** Undefined for all other events; users' tokens end too, and are none of the bot's business. */
export const removalIn = (body: unknown): SlackRemoval | undefined => {
  const payload = asPayload(body);
  const event = payloadAt(payload, 'event');
  const type = textAt(event, 'type');
  const tokens = payloadAt(event, 'tokens')?.['bot'];
  const isOurs =
    type === 'app_uninstalled' || (type === 'tokens_revoked' && Array.isArray(tokens) && tokens.length > 0);
  if (type === undefined || !isOurs) return undefined;
  const seconds = payload?.['event_time'];
  return { why: type, at: typeof seconds === 'number' ? seconds * 1_000 : undefined };
};
