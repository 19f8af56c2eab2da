import { isObject, present, type JsonObject } from './json-object.ts';
import { messageJson } from './message-json.ts';
import type { StoredMessage } from './stored-message.ts';
import type { Channel, World } from './world.ts';

/** `event_callback`: the outer part of every event, over HTTP and as the payload of a socket's envelope. */
export function eventCallback(world: World, event: JsonObject, eventId: string, atMs: number): JsonObject {
  const author = isObject(event['message']) ? event['message']['user'] : event['user'];
  const stranger = typeof author === 'string' && world.isStranger(author);
  const channel = world.channels.get(String(event['channel']));
  return {
    token: 'the-deprecated-verification-token',
    team_id: world.teamId,
    context_team_id: stranger ? world.otherTeamId : world.teamId,
    enterprise_id: world.enterprise?.id ?? null,
    context_enterprise_id: world.enterprise?.id ?? null,
    api_app_id: world.appId,
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(atMs / 1000),
    authorizations: [
      {
        enterprise_id: world.enterprise?.id ?? null,
        team_id: world.enterprise?.isInstalled === true ? null : world.teamId,
        user_id: world.bot.id,
        is_bot: true,
        is_enterprise_install: world.enterprise?.isInstalled ?? false,
      },
    ],
    is_ext_shared_channel: channel?.shared ?? false,
    event_context: `4-${Buffer.from(eventId).toString('base64url')}`,
  };
}

function channelType(channel: Channel): string {
  return channel.kind;
}

export function messageEvent(world: World, channel: Channel, message: StoredMessage): JsonObject {
  return present({
    ...messageJson(world, message, { metadata: true }),
    ...sharedFields(world, channel, message.user),
    root: message.broadcast ? rootOf(world, message) : undefined,
    channel: channel.id,
    event_ts: message.ts,
    channel_type: channelType(channel),
  });
}

export function mentionEvent(world: World, channel: Channel, message: StoredMessage, eventTs: string): JsonObject {
  const { subtype, parent_user_id: parent, ...fields } = messageJson(world, message);
  return present({
    ...fields,
    subtype: subtype === 'bot_message' ? subtype : undefined,
    ...sharedFields(world, channel, message.user),
    parent_user_id: parent,
    type: 'app_mention',
    channel: channel.id,
    event_ts: eventTs,
  });
}

/** `ts` is the moment of the change; the inner messages keep their own. */
export function changedEvent(channel: Channel, now: JsonObject, before: JsonObject, ts: string): JsonObject {
  return {
    type: 'message',
    subtype: 'message_changed',
    message: now,
    previous_message: before,
    channel: channel.id,
    hidden: true,
    ts,
    event_ts: ts,
    channel_type: channelType(channel),
  };
}

export function deletedEvent(channel: Channel, before: JsonObject, ts: string): JsonObject {
  return {
    type: 'message',
    subtype: 'message_deleted',
    previous_message: before,
    channel: channel.id,
    hidden: true,
    deleted_ts: before['ts'],
    ts,
    event_ts: ts,
    channel_type: channelType(channel),
  };
}

export function joinedEvent(world: World, channel: Channel, user: string, inviter: string, ts: string): JsonObject {
  return {
    type: 'member_joined_channel',
    user,
    channel: channel.id,
    channel_type: channel.kind === 'group' ? 'G' : 'C',
    team: world.teamId,
    inviter,
    event_ts: ts,
  };
}

function rootOf(world: World, message: StoredMessage): JsonObject | undefined {
  const root = world.find(message.channel, message.threadTs ?? '');
  return root === undefined ? undefined : messageJson(world, root, { thread: true });
}

function sharedFields(world: World, channel: Channel, user: string): JsonObject {
  if (!channel.shared) return {};
  const team = world.users.get(user)?.teamId;
  return { user_team: team, source_team: team };
}
