import { fileJson } from './file-json.ts';
import { present, type JsonObject } from './json-object.ts';
import type { StoredMessage } from './stored-message.ts';
import type { World } from './world.ts';

/** A message as events and API answers carry it; thread figures and metadata only where Slack adds them. */
export function messageJson(
  world: World,
  message: StoredMessage,
  extras: { metadata?: boolean; thread?: boolean } = {},
): JsonObject {
  if (message.deleted) return tombstoneJson(world, message);
  const root = message.threadTs === undefined ? undefined : world.find(message.channel, message.threadTs);
  return present({
    type: 'message',
    subtype: message.subtype,
    user: message.user,
    ts: message.ts,
    client_msg_id: message.clientMsgId,
    text: message.body.text,
    team: world.users.get(message.user)?.teamId,
    ...botFields(world, message),
    thread_ts: message.threadTs,
    parent_user_id: root === message ? undefined : root?.user,
    blocks: message.body.blocks.length > 0 ? message.body.blocks : undefined,
    attachments: message.body.attachments.length > 0 ? message.body.attachments : undefined,
    files: message.files.length > 0 ? message.files.map((id) => fileJson(world, id)) : undefined,
    edited: message.edited,
    streaming_state: message.streaming,
    metadata: extras.metadata === true ? message.body.metadata : undefined,
    reactions: message.reactions.size > 0 ? reactionsJson(message) : undefined,
    ...(extras.thread === true ? threadFigures(world, message) : {}),
  });
}

/** What stands in the place of a deleted message that has replies. */
export function tombstoneJson(world: World, message: StoredMessage): JsonObject {
  return {
    type: 'message',
    subtype: 'tombstone',
    text: tombstoneText,
    user: 'USLACKBOT',
    hidden: true,
    ts: message.ts,
    thread_ts: message.ts,
    ...threadFigures(world, message),
  };
}

export const tombstoneText = 'This message was deleted.';

function botFields(world: World, message: StoredMessage): JsonObject {
  if (message.botId === undefined) return {};
  const name = world.users.get(message.user)?.name ?? 'bot';
  return {
    bot_id: message.botId,
    app_id: message.appId,
    bot_profile: { id: message.botId, app_id: message.appId, name, deleted: false, team_id: world.teamId },
    ...message.disguise,
  };
}

function reactionsJson(message: StoredMessage): JsonObject[] {
  return [...message.reactions].map(([name, users]) => ({ name, count: users.size, users: [...users] }));
}

function threadFigures(world: World, message: StoredMessage): JsonObject {
  const replies = world.repliesTo(message.channel, message.ts);
  if (replies.length === 0) return {};
  const users = [...new Set(replies.map((reply) => reply.user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.at(-1)?.ts,
    is_locked: false,
    subscribed: false,
  };
}
