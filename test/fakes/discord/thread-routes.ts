import { type FormMistake, invalidForm, refuse } from './api-error.ts';
import { draftFromForm } from './message-form.ts';
import { requireMessage } from './message-routes.ts';
import { checkNewMessage, type MessageForm } from './message-rules.ts';
import { messageTypes } from './message.ts';
import { messageToWire } from './message-wire.ts';
import { isAllowed } from './permissions.ts';
import {
  type Backstage,
  requireChannel,
  requirePermission,
  type RestAnswer,
  type RestRequest,
  type Route,
} from './route.ts';
import type { ThreadPlan } from './thread-book.ts';
import { type Channel, channelTypes } from './world.ts';
import { channelToWire, threadMemberToWire } from './world-wire.ts';

interface ThreadForm {
  name?: string;
  auto_archive_duration?: number | null;
  type?: number | null;
  archived?: boolean | null;
  locked?: boolean | null;
  message?: MessageForm;
}

const archiveMinutes = [60, 1440, 4320, 10_080];

const checkThreadForm = ({ name, auto_archive_duration: minutes }: ThreadForm, nameRequired: boolean): void => {
  const mistakes: FormMistake[] = [];
  if (name === undefined ? nameRequired : name.trim() === '' || name.length > 100) {
    const message = 'Must be between 1 and 100 in length.';
    mistakes.push({ at: ['name'], code: 'BASE_TYPE_BAD_LENGTH', message });
  }
  if (minutes !== undefined && minutes !== null && !archiveMinutes.includes(minutes)) {
    const message = `Value must be one of (${archiveMinutes.join(', ')}).`;
    mistakes.push({ at: ['auto_archive_duration'], code: 'BASE_TYPE_CHOICES', message });
  }
  if (mistakes.length > 0) throw invalidForm(mistakes);
};

const planFrom = (stage: Backstage, form: ThreadForm, isPrivate: boolean): ThreadPlan => {
  const minutes = form.auto_archive_duration;
  return {
    name: form.name ?? '',
    ownerId: stage.world.botId,
    isPrivate,
    ...(minutes !== undefined && minutes !== null && { autoArchiveMinutes: minutes }),
  };
};

const startOnMessage = (request: RestRequest, stage: Backstage): RestAnswer => {
  const parent = requireChannel(stage, request.params['channel_id']);
  const message = requireMessage(stage, parent, request.params['message_id']);
  if (parent.type !== channelTypes.text && parent.type !== channelTypes.announcement) throw refuse('wrongChannelType');
  requirePermission(stage, parent, 'CreatePublicThreads');
  requirePermission(stage, parent, 'ReadMessageHistory');
  if (message.threadId !== undefined) throw refuse('threadExists');
  const canHaveThread = message.type === messageTypes.ordinary || message.type >= messageTypes.reply;
  if (!canHaveThread) throw refuse('systemMessage');
  const form = (request.body ?? {}) as ThreadForm;
  checkThreadForm(form, true);
  const thread = stage.threads.openOn(parent, message, planFrom(stage, form, false));
  return { status: 201, body: channelToWire(stage.world, thread) };
};

const startPost = (request: RestRequest, stage: Backstage, forum: Channel, form: ThreadForm): RestAnswer => {
  const { world } = stage;
  requirePermission(stage, forum, 'SendMessages');
  const message = form.message ?? {};
  checkNewMessage(message, request.files);
  const draft = draftFromForm(world, forum, message, request.files);
  const { thread, starter } = stage.threads.openPost(forum, planFrom(stage, form, false), draft);
  const body = { ...channelToWire(world, thread), message: messageToWire(world, starter, stage.reader) };
  return { status: 201, body };
};

const start = (request: RestRequest, stage: Backstage): RestAnswer => {
  const parent = requireChannel(stage, request.params['channel_id']);
  const form = (request.body ?? {}) as ThreadForm;
  checkThreadForm(form, true);
  if (parent.type === channelTypes.forum) return startPost(request, stage, parent, form);
  if (parent.type !== channelTypes.text && parent.type !== channelTypes.announcement) throw refuse('wrongChannelType');
  // Without a type the thread is private: the default is older than public threads without a message.
  const isPrivate = (form.type ?? channelTypes.privateThread) === channelTypes.privateThread;
  requirePermission(stage, parent, isPrivate ? 'CreatePrivateThreads' : 'CreatePublicThreads');
  const thread = stage.threads.open(parent, planFrom(stage, form, isPrivate));
  return { status: 201, body: channelToWire(stage.world, thread) };
};

const requireThread = (stage: Backstage, id: string | undefined): Channel => {
  const thread = requireChannel(stage, id);
  if (!thread.thread) throw refuse('wrongChannelType');
  return thread;
};

/** Only threads are changed: the bot has no business with other channels. */
const change = (request: RestRequest, stage: Backstage): RestAnswer => {
  const { world, book } = stage;
  const channel = requireThread(stage, request.params['channel_id']);
  const { thread } = channel;
  if (!thread) throw refuse('wrongChannelType');
  const form = (request.body ?? {}) as ThreadForm;
  checkThreadForm(form, false);
  const isModerator = isAllowed(world, channel, world.botId, 'ManageThreads');
  const onlyReopens = form.archived === false && form.name === undefined && typeof form.locked !== 'boolean';
  if (thread.archived && form.archived !== false) throw refuse('threadArchived');
  if (!isModerator && (thread.locked || typeof form.locked === 'boolean')) throw refuse('missingPermissions');
  if (!isModerator && thread.ownerId !== world.botId && !onlyReopens) throw refuse('missingPermissions');
  channel.name = form.name ?? channel.name;
  thread.autoArchiveMinutes = form.auto_archive_duration ?? thread.autoArchiveMinutes;
  book.setArchived(channel, form.archived ?? thread.archived, form.locked ?? thread.locked);
  return { status: 200, body: channelToWire(world, channel) };
};

const remove = (request: RestRequest, stage: Backstage): RestAnswer => {
  const channel = requireChannel(stage, request.params['channel_id']);
  requirePermission(stage, channel, channel.thread ? 'ManageThreads' : 'ManageChannels');
  const body = channelToWire(stage.world, channel);
  stage.book.removeChannel(channel);
  return { status: 200, body };
};

const membership =
  (joins: boolean, who: (request: RestRequest, stage: Backstage) => string) =>
  (request: RestRequest, stage: Backstage): RestAnswer => {
    const thread = requireThread(stage, request.params['channel_id']);
    if (thread.thread?.archived === true) throw refuse('threadArchived');
    if (joins) stage.threads.join(thread, who(request, stage));
    else stage.threads.leave(thread, who(request, stage));
    return { status: 204 };
  };
const itself = (_request: RestRequest, { world }: Backstage): string => world.botId;
const named = (request: RestRequest, { world }: Backstage): string => {
  const id = request.params['user_id'] ?? '';
  if (!world.users.has(id)) throw refuse('unknownUser');
  return id;
};

const listMembers = (request: RestRequest, stage: Backstage): RestAnswer => {
  const thread = requireThread(stage, request.params['channel_id']);
  const members = [...(thread.thread?.members ?? [])];
  return { status: 200, body: members.map(([userId, joinedAt]) => threadMemberToWire(thread.id, userId, joinedAt)) };
};

const readMember = (request: RestRequest, stage: Backstage): RestAnswer => {
  const thread = requireThread(stage, request.params['channel_id']);
  const userId = request.params['user_id'] ?? '';
  const joinedAt = thread.thread?.members.get(userId);
  if (joinedAt === undefined) throw refuse('unknownMember');
  return { status: 200, body: threadMemberToWire(thread.id, userId, joinedAt) };
};

export const threadRoutes: readonly Route[] = [
  { method: 'POST', path: '/channels/{channel_id}/messages/{message_id}/threads', handle: startOnMessage },
  { method: 'POST', path: '/channels/{channel_id}/threads', handle: start },
  { method: 'PATCH', path: '/channels/{channel_id}', handle: change },
  { method: 'DELETE', path: '/channels/{channel_id}', handle: remove },
  { method: 'PUT', path: '/channels/{channel_id}/thread-members/@me', handle: membership(true, itself) },
  { method: 'DELETE', path: '/channels/{channel_id}/thread-members/@me', handle: membership(false, itself) },
  { method: 'PUT', path: '/channels/{channel_id}/thread-members/{user_id}', handle: membership(true, named) },
  { method: 'DELETE', path: '/channels/{channel_id}/thread-members/{user_id}', handle: membership(false, named) },
  { method: 'GET', path: '/channels/{channel_id}/thread-members/{user_id}', handle: readMember },
  { method: 'GET', path: '/channels/{channel_id}/thread-members', handle: listMembers },
];
