import { refuse } from './api-error.ts';
import { requireMessage } from './message-routes.ts';
import type { StoredMessage } from './message.ts';
import {
  type Backstage,
  requireChannel,
  requirePermission,
  type RestAnswer,
  type RestRequest,
  type Route,
} from './route.ts';
import type { Channel } from './world.ts';
import { channelToWire, userToWire } from './world-wire.ts';

const type = (request: RestRequest, stage: Backstage): RestAnswer => {
  const channel = requireChannel(stage, request.params['channel_id']);
  requirePermission(stage, channel, channel.thread ? 'SendMessagesInThreads' : 'SendMessages');
  stage.typings.push({ id: stage.world.snowflakes.next(), channelId: channel.id, at: stage.world.clock.now() });
  stage.world.changed();
  return { status: 204 };
};

const read = (request: RestRequest, stage: Backstage): RestAnswer => ({
  status: 200,
  body: channelToWire(stage.world, requireChannel(stage, request.params['channel_id'])),
});

const requireReactable = (request: RestRequest, stage: Backstage): { channel: Channel; message: StoredMessage } => {
  const channel = requireChannel(stage, request.params['channel_id']);
  requirePermission(stage, channel, 'ReadMessageHistory');
  const message = requireMessage(stage, channel, request.params['message_id']);
  if (channel.thread?.archived === true) throw refuse('threadArchived');
  return { channel, message };
};

const react = (request: RestRequest, stage: Backstage): RestAnswer => {
  const { channel, message } = requireReactable(request, stage);
  const emoji = request.params['emoji_name'] ?? '';
  // Joining a reaction that is already there needs no right to add one.
  if (!message.reactions.has(emoji)) requirePermission(stage, channel, 'AddReactions');
  stage.book.react(message, emoji, stage.world.botId, true);
  return { status: 204 };
};

const unreact = (request: RestRequest, stage: Backstage): RestAnswer => {
  const { message } = requireReactable(request, stage);
  stage.book.react(message, request.params['emoji_name'] ?? '', stage.world.botId, false);
  return { status: 204 };
};

const reactors = (request: RestRequest, stage: Backstage): RestAnswer => {
  const { message } = requireReactable(request, stage);
  const users = [...(message.reactions.get(request.params['emoji_name'] ?? '') ?? [])];
  return { status: 200, body: users.map((id) => userToWire(stage.world.user(id))) };
};

const reactionPath = '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}';

export const channelRoutes: readonly Route[] = [
  { method: 'GET', path: '/channels/{channel_id}', handle: read },
  { method: 'POST', path: '/channels/{channel_id}/typing', handle: type },
  { method: 'PUT', path: `${reactionPath}/@me`, handle: react },
  { method: 'DELETE', path: `${reactionPath}/@me`, handle: unreact },
  { method: 'GET', path: reactionPath, handle: reactors },
];
