import { present, textOf, type JsonObject } from './json-object.ts';
import { messageJson } from './message-json.ts';
import type { Backstage } from './method.ts';
import type { Control } from './reading.ts';
import type { StoredMessage } from './stored-message.ts';
import type { View } from './views.ts';
import type { Channel, User } from './world.ts';

/** The fields that every interaction has. */
function base({ world, triggers }: Backstage, user: User, type: string): JsonObject & { trigger_id: string } {
  return {
    type,
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: world.appId,
    token: 'the-deprecated-verification-token',
    trigger_id: triggers.issue(user.id),
    team: { id: world.teamId, domain: world.domain },
    enterprise: world.enterprise === undefined ? null : { id: world.enterprise.id, name: 'organisation' },
    is_enterprise_install: world.enterprise?.isInstalled ?? false,
  };
}

function channelField(channel: Channel): JsonObject {
  return { id: channel.id, name: channel.kind === 'group' ? 'privategroup' : channel.name };
}

/** A press or a choice in a message. `chosen` is what the kind of control adds to the action. */
export function messageAction(
  backstage: Backstage,
  user: User,
  message: StoredMessage,
  control: Control,
  chosen: JsonObject,
): JsonObject & { trigger_id: string } {
  const { world, responseUrls } = backstage;
  const channel = world.channels.get(message.channel);
  if (channel === undefined) throw new Error(`No channel ${message.channel}`);
  const hidden = message.onlyFor !== undefined;
  const target = { channel: channel.id, user: user.id, messageTs: message.ts };
  return {
    ...base(backstage, user, 'block_actions'),
    container: present({
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: hidden,
      thread_ts: message.threadTs,
    }),
    channel: channelField(channel),
    // An ephemeral message is not sent along.
    ...(hidden ? {} : { message: messageJson(world, message) }),
    state: { values: {} },
    response_url: responseUrls.issue({
      ...target,
      ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    }),
    actions: [action(backstage, control, chosen)],
  };
}

/** The same in a modal or on the home tab: there is no message, no channel and no response_url. */
export function viewAction(
  backstage: Backstage,
  user: User,
  view: View,
  control: Control,
  chosen: JsonObject,
): JsonObject & { trigger_id: string } {
  return {
    ...base(backstage, user, 'block_actions'),
    container: { type: 'view', view_id: view.id },
    view: backstage.views.json(view),
    actions: [action(backstage, control, chosen)],
  };
}

function action({ world }: Backstage, control: Control, chosen: JsonObject): JsonObject {
  return present({
    type: control.type,
    action_id: control.actionId,
    block_id: control.blockId,
    text: control.element['text'],
    value: control.element['value'],
    style: control.element['style'],
    placeholder: control.element['placeholder'],
    action_ts: world.nextTs(),
    ...chosen,
  });
}

/** What a searchable menu asks for while somebody types. */
export function suggestion(
  backstage: Backstage,
  user: User,
  message: StoredMessage,
  control: Control,
  typed: string,
): JsonObject {
  const { world } = backstage;
  const { trigger_id: _none, ...fields } = base(backstage, user, 'block_suggestion');
  return {
    ...fields,
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: message.onlyFor !== undefined,
    },
    channel: { id: message.channel, name: world.channels.get(message.channel)?.name },
    message: messageJson(world, message),
    action_id: control.actionId,
    block_id: control.blockId,
    value: typed,
  };
}

export function messageShortcut(
  backstage: Backstage,
  user: User,
  callbackId: string,
  message: StoredMessage,
): JsonObject & { trigger_id: string } {
  const { world, responseUrls } = backstage;
  const channel = world.channels.get(message.channel);
  if (channel === undefined) throw new Error(`No channel ${message.channel}`);
  return {
    ...base(backstage, user, 'message_action'),
    callback_id: callbackId,
    action_ts: world.nextTs(),
    message_ts: message.ts,
    channel: channelField(channel),
    message: messageJson(world, message),
    response_url: responseUrls.issue({ channel: channel.id, user: user.id }),
  };
}

export function slashCommand(
  backstage: Backstage,
  user: User,
  command: { name: string; text: string; channel: Channel },
): JsonObject & { trigger_id: string } {
  const { world, triggers, responseUrls } = backstage;
  const { channel } = command;
  return {
    token: 'the-deprecated-verification-token',
    team_id: world.teamId,
    team_domain: world.domain,
    channel_id: channel.id,
    channel_name: textOf(channelField(channel)['name']),
    user_id: user.id,
    user_name: user.name,
    command: command.name,
    text: command.text,
    api_app_id: world.appId,
    ...(world.enterprise === undefined ? {} : { enterprise_id: world.enterprise.id, enterprise_name: 'organisation' }),
    is_enterprise_install: String(world.enterprise?.isInstalled ?? false),
    response_url: responseUrls.issue({ channel: channel.id, user: user.id }),
    trigger_id: triggers.issue(user.id),
  };
}

export function viewSubmission(
  backstage: Backstage,
  user: User,
  view: View,
  values: JsonObject,
): JsonObject & { trigger_id: string } {
  return { ...base(backstage, user, 'view_submission'), view: backstage.views.json(view, values), response_urls: [] };
}
