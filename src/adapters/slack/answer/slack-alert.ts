import type { Bulletin } from '../../../core/ports/bulletin.ts';
import type { SlackApi } from '../api/slack-api.ts';
import { idAt, payloadAt } from '../api/slack-payload.ts';
import { drawNotice, POST_QUIETLY } from '../draw/slack-view.ts';

/** A channel, or a person as Slack numbers them: they are written to directly. Undefined where nobody is named. */
export const slackAlert = (api: SlackApi, to: string | undefined): Bulletin['alert'] =>
  to === undefined
    ? undefined
    : async (words) => {
        const { text, blocks } = drawNotice(words);
        const channel = await channelOf(api, to);
        await api.once('chat.postMessage', { channel, text, ...(blocks && { blocks }), ...POST_QUIETLY });
      };

const channelOf = async (api: SlackApi, to: string): Promise<string> => {
  if (!/^[UW]/.test(to)) return to;
  const opened = await api.repeatable('conversations.open', { users: to });
  return idAt(payloadAt(opened, 'channel'), 'id') ?? to;
};
