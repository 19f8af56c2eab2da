import { z } from 'zod';

import { checkArguments, flag, strings, timestamp } from './argument-rules.ts';
import { present, type JsonObject } from './json-object.ts';
import {
  contentArguments,
  disguiseArguments,
  mannerArguments,
  readContent,
  readDisguise,
  readManners,
} from './message-content.ts';
import { messageJson } from './message-json.ts';
import { tier, type Backstage, type Methods } from './method.ts';
import { checkThread, existingMessage, readableChannel, writableChannel } from './reach.ts';
import { Refusal } from './refusal.ts';

const longestUpdateBytes = 4_000;

const postArguments = z.strictObject({
  ...contentArguments,
  ...mannerArguments,
  ...disguiseArguments,
  channel: z.string(),
  thread_ts: timestamp.optional(),
  reply_broadcast: flag.optional(),
  as_user: flag.optional(),
});
const ephemeralArguments = postArguments
  .omit({ reply_broadcast: true, unfurl_links: true, unfurl_media: true, metadata: true })
  .extend({ user: z.string() });

export function chatMethods(backstage: Backstage): Methods {
  return {
    'chat.postMessage': {
      scope: 'chat:write',
      perMinute: 60,
      per: 'channel',
      run: (given) => postMessage(backstage, given),
    },
    'chat.update': { scope: 'chat:write', perMinute: tier.three, run: (given) => update(backstage, given) },
    'chat.delete': { scope: 'chat:write', perMinute: tier.three, run: (given) => remove(backstage, given) },
    'chat.postEphemeral': {
      scope: 'chat:write',
      perMinute: tier.four,
      run: (given) => postEphemeral(backstage, given),
    },
    'chat.getPermalink': { perMinute: tier.four, run: (given) => getPermalink(backstage, given) },
  };
}

function postMessage({ world, access, happenings, sessions }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(postArguments, given);
  const disguise = readDisguise(args);
  if (disguise !== undefined) access.need('chat:write.customize');
  const channel = writableChannel(world, args.channel);
  const { body, warning } = readContent(args, () => world.newId('b'));
  const threadTs = checkThread(world, channel.id, args.thread_ts);
  if (args.reply_broadcast === true && args.thread_ts === undefined) throw new Refusal('invalid_arguments');
  const message = happenings.post({
    channel: channel.id,
    ts: world.nextTs(),
    user: world.bot.id,
    botId: world.botId,
    appId: world.appId,
    body,
    manners: readManners(args),
    broadcast: args.reply_broadcast === true,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(args.reply_broadcast === true ? { subtype: 'thread_broadcast' } : {}),
    ...(disguise === undefined ? {} : { disguise }),
  });
  sessions.replied(channel.id, args.thread_ts);
  const warned = warning === undefined ? {} : { warning, response_metadata: { warnings: [warning] } };
  return { channel: channel.id, ts: message.ts, message: messageJson(world, message, { metadata: true }), ...warned };
}

const updateArguments = z.strictObject({
  ...contentArguments,
  channel: z.string(),
  ts: timestamp,
  as_user: flag.optional(),
  link_names: flag.optional(),
  parse: mannerArguments.parse,
  file_ids: strings.optional(),
  reply_broadcast: flag.optional(),
});

function update({ world, happenings, streams }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(updateArguments, given);
  const channel = writableChannel(world, args.channel);
  const message = existingMessage(world, channel.id, args.ts);
  if (message.user !== world.bot.id) throw new Refusal('cant_update_message');
  streams.endOld();
  if (message.streaming === 'in_progress') throw new Refusal('streaming_state_conflict');
  if (Buffer.byteLength(args.text ?? '') > longestUpdateBytes) throw new Refusal('msg_too_long');
  const { body } = readContent(args, () => world.newId('b'));
  const kept =
    args.metadata === undefined && message.body.metadata !== undefined ? { metadata: message.body.metadata } : {};
  // Words are linked, or not, as this call says; whether links unfold stays as it was posted.
  const manners = { ...message.manners, linkNames: args.link_names ?? false, parseFull: args.parse === 'full' };
  happenings.revise(message, 'update', { ...body, ...kept }, manners);
  return {
    channel: channel.id,
    ts: message.ts,
    text: body.text,
    message: messageJson(world, message, { metadata: true }),
  };
}

const deleteArguments = z.strictObject({ channel: z.string(), ts: timestamp, as_user: flag.optional() });

function remove({ world, happenings }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(deleteArguments, given);
  const channel = readableChannel(world, args.channel);
  const message = existingMessage(world, channel.id, args.ts);
  if (message.user !== world.bot.id) throw new Refusal('cant_delete_message');
  happenings.remove(message);
  return { channel: channel.id, ts: message.ts };
}

function postEphemeral({ world, happenings }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(ephemeralArguments, given);
  const channel = writableChannel(world, args.channel);
  if (!channel.members.has(args.user)) throw new Refusal('user_not_in_channel');
  const { body } = readContent(args, () => world.newId('b'));
  const message = happenings.post({
    ...present({ threadTs: args.thread_ts }),
    channel: channel.id,
    ts: world.nextTs(),
    user: world.bot.id,
    botId: world.botId,
    appId: world.appId,
    onlyFor: args.user,
    body,
    manners: { ...readManners(args), unfurlLinks: false, unfurlMedia: false },
  });
  return { message_ts: message.ts };
}

const permalinkArguments = z.strictObject({ channel: z.string(), message_ts: timestamp });

function getPermalink({ world }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(permalinkArguments, given);
  const channel = readableChannel(world, args.channel);
  const message = existingMessage(world, channel.id, args.message_ts);
  const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  const permalink = `https://${world.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
  return { channel: channel.id, permalink };
}
