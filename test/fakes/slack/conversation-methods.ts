import { z } from 'zod';

import { checkArguments, flag, pageSize, strings } from './argument-rules.ts';
import { channelJson } from './channel-json.ts';
import type { JsonObject } from './json-object.ts';
import { messageJson } from './message-json.ts';
import { tier, type Backstage, type Methods } from './method.ts';
import { page } from './page.ts';
import { readableChannel, visibleChannel } from './reach.ts';
import { Refusal } from './refusal.ts';
import type { StoredMessage } from './stored-message.ts';
import type { Channel } from './world.ts';

const scopeName = { channel: 'channels', group: 'groups', im: 'im' } as const;

const bounds = {
  channel: z.string(),
  cursor: z.string().optional(),
  limit: pageSize.optional(),
  oldest: z.string().optional(),
  latest: z.string().optional(),
  inclusive: flag.optional(),
  include_all_metadata: flag.optional(),
};
const historyArguments = z.strictObject(bounds);

export function conversationMethods(backstage: Backstage): Methods {
  return {
    'conversations.info': { perMinute: tier.three, run: (given) => info(backstage, given) },
    'conversations.replies': { perMinute: tier.three, run: (given) => replies(backstage, given) },
    'conversations.history': { perMinute: tier.three, run: (given) => history(backstage, given) },
    'conversations.open': { scope: 'im:write', perMinute: tier.three, run: (given) => open(backstage, given) },
    'conversations.members': { perMinute: tier.four, run: (given) => members(backstage, given) },
    'conversations.join': { scope: 'channels:join', perMinute: tier.three, run: (given) => join(backstage, given) },
  };
}

function needToRead({ access }: Backstage, channel: Channel, what: 'read' | 'history'): void {
  access.need(`${scopeName[channel.kind]}:${what}`);
}

const infoArguments = z.strictObject({
  channel: z.string(),
  include_locale: flag.optional(),
  include_num_members: flag.optional(),
});

function info(backstage: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(infoArguments, given);
  const channel = visibleChannel(backstage.world, args.channel);
  needToRead(backstage, channel, 'read');
  const figures = args.include_num_members === true ? { num_members: channel.members.size } : {};
  return { channel: { ...channelJson(backstage.world, channel), ...figures } };
}

const repliesArguments = z.strictObject({ ...bounds, ts: z.string() });

function replies(backstage: Backstage, given: JsonObject): JsonObject {
  const { world } = backstage;
  const args = checkArguments(repliesArguments, given);
  const channel = readableChannel(world, args.channel);
  needToRead(backstage, channel, 'history');
  const asked = world.find(channel.id, args.ts);
  const thread = asked === undefined ? [] : world.inThread(channel.id, asked.threadTs ?? asked.ts);
  if (thread.length === 0) throw new Refusal('thread_not_found');
  const limit = Math.min(args.limit ?? 1000, backstage.limits.mostMessages);
  // The root comes first on every page's account, whatever the bounds are.
  const wanted = thread.filter((message) => message.threadTs === undefined || within(args, message));
  return listing(backstage, wanted, limit, args);
}

function history(backstage: Backstage, given: JsonObject): JsonObject {
  const { world } = backstage;
  const args = checkArguments(historyArguments, given);
  const channel = readableChannel(world, args.channel);
  needToRead(backstage, channel, 'history');
  const limit = Math.min(args.limit ?? 100, backstage.limits.mostMessages);
  const wanted = world
    .inChannel(channel.id)
    .filter((message) => (message.threadTs === undefined || message.broadcast) && within(args, message))
    .toReversed();
  return listing(backstage, wanted, limit, args);
}

type Bounds = z.infer<typeof historyArguments>;

function within(wanted: Bounds, { ts }: StoredMessage): boolean {
  const oldest = Number(wanted.oldest ?? 0);
  const latest = Number(wanted.latest ?? Infinity);
  const at = Number(ts);
  return wanted.inclusive === true ? at >= oldest && at <= latest : at > oldest && at < latest;
}

function listing({ world }: Backstage, wanted: StoredMessage[], limit: number, args: Bounds): JsonObject {
  const { items, metadata, more } = page(wanted, limit, args.cursor);
  const extras = { metadata: args.include_all_metadata === true, thread: true };
  return { messages: items.map((message) => messageJson(world, message, extras)), has_more: more, ...metadata };
}

const openArguments = z.strictObject({
  users: strings.optional(),
  channel: z.string().optional(),
  return_im: flag.optional(),
  prevent_creation: flag.optional(),
});

function open({ world }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(openArguments, given);
  const user = args.users?.[0] ?? '';
  if (args.users?.length !== 1) throw new Refusal('invalid_arguments');
  if (!world.users.has(user)) throw new Refusal('user_not_found');
  const channel = world.directMessage(user);
  return { channel: args.return_im === true ? channelJson(world, channel) : { id: channel.id } };
}

const membersArguments = z.strictObject({
  channel: z.string(),
  cursor: z.string().optional(),
  limit: pageSize.optional(),
});

function members(backstage: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(membersArguments, given);
  const channel = visibleChannel(backstage.world, args.channel);
  needToRead(backstage, channel, 'read');
  const { items, metadata } = page([...channel.members], args.limit ?? 100, args.cursor);
  return { members: items, ...metadata };
}

const joinArguments = z.strictObject({ channel: z.string() });

function join({ world, happenings }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(joinArguments, given);
  const channel = visibleChannel(world, args.channel);
  if (channel.archived) throw new Refusal('is_archived');
  if (channel.kind !== 'channel') throw new Refusal('method_not_supported_for_channel_type');
  happenings.join(channel, world.bot.id, world.bot.id);
  return { channel: channelJson(world, channel) };
}
