import { z } from 'zod';

import { checkArguments, json, timestamp } from './argument-rules.ts';
import { checkBlocks } from './block-rules.ts';
import type { JsonObject } from './json-object.ts';
import { checkMetadata, disguiseArguments, longestMarkdown, readDisguise } from './message-content.ts';
import { messageJson } from './message-json.ts';
import { tier, type Backstage, type Methods } from './method.ts';
import { checkThread, existingMessage, writableChannel } from './reach.ts';
import { Refusal } from './refusal.ts';
import type { StoredMessage } from './stored-message.ts';
import { bodyOf, type StreamPart } from './streams.ts';

const chunk = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('markdown_text'), text: z.string() }),
  z.strictObject({ type: z.literal('plan_update'), title: z.string().min(1).max(256) }),
  z.strictObject({ type: z.literal('blocks'), blocks: z.array(z.unknown()) }),
  z.strictObject({
    type: z.literal('task_update'),
    id: z.string().min(1),
    title: z.string().min(1).max(256),
    status: z.enum(['pending', 'in_progress', 'complete', 'error']),
    details: z.string().optional(),
    output: z.string().optional(),
    sources: z.array(z.looseObject({})).optional(),
  }),
]);

const contents = { markdown_text: z.string().optional(), chunks: json.optional() };

export function streamMethods(backstage: Backstage): Methods {
  const scope = 'chat:write';
  return {
    'chat.startStream': { scope, perMinute: tier.two, run: (given) => start(backstage, given) },
    'chat.appendStream': { scope, perMinute: tier.four, run: (given) => append(backstage, given) },
    'chat.stopStream': { scope, perMinute: tier.two, run: (given) => stop(backstage, given) },
  };
}

const startArguments = z.strictObject({
  ...contents,
  ...disguiseArguments,
  channel: z.string(),
  thread_ts: timestamp,
  recipient_team_id: z.string().optional(),
  recipient_user_id: z.string().optional(),
  task_display_mode: z.enum(['timeline', 'plan']).optional(),
});

function start(backstage: Backstage, given: JsonObject): JsonObject {
  const { world, access, happenings, streams, sessions } = backstage;
  const args = checkArguments(startArguments, given);
  if (readDisguise(args) !== undefined) access.need('chat:write.customize');
  const channel = writableChannel(world, args.channel);
  const threadTs = checkThread(world, channel.id, args.thread_ts);
  // The reference asks for both outside of direct messages only; bot tokens were seen to need them everywhere.
  if (!world.users.has(args.recipient_user_id ?? '')) throw new Refusal('missing_recipient_user_id');
  if (args.recipient_team_id === undefined) throw new Refusal('missing_recipient_team_id');
  const parts = partsOf(backstage, args);
  const message = happenings.post({
    channel: channel.id,
    ts: world.nextTs(),
    ...(threadTs === undefined ? {} : { threadTs }),
    user: world.bot.id,
    botId: world.botId,
    appId: world.appId,
    body: bodyOf(parts, () => world.newId('b')),
    streaming: 'in_progress',
  });
  streams.begin(message, args.thread_ts, parts);
  sessions.replied(channel.id, args.thread_ts);
  sessions.set(channel.id, args.thread_ts, 'processing');
  return { channel: channel.id, ts: message.ts };
}

const appendArguments = z.strictObject({ ...contents, channel: z.string(), ts: timestamp });

function append(backstage: Backstage, given: JsonObject): JsonObject {
  const { world, happenings, streams } = backstage;
  const args = checkArguments(appendArguments, given);
  const message = own(backstage, args);
  const parts = partsOf(backstage, args);
  if (parts.length === 0) throw new Refusal('no_text');
  happenings.extend(
    message,
    'append',
    streams.extend(message, parts, () => world.newId('b')),
  );
  return { channel: message.channel, ts: message.ts };
}

const stopArguments = z.strictObject({
  ...contents,
  channel: z.string(),
  ts: timestamp,
  blocks: json.optional(),
  metadata: json.optional(),
  session_status: z.enum(['active', 'processing', 'suspended', 'closed']).optional(),
});

function stop(backstage: Backstage, given: JsonObject): JsonObject {
  const { world, happenings, streams, sessions } = backstage;
  const args = checkArguments(stopArguments, given);
  const message = own(backstage, args);
  const newId = (): string => world.newId('b');
  const last = args.blocks === undefined ? [] : checkBlocks(args.blocks, newId);
  const metadata = args.metadata === undefined ? {} : { metadata: checkMetadata(args.metadata) };
  const streamed = streams.extend(message, partsOf(backstage, args), newId);
  const body = { ...streamed, blocks: [...streamed.blocks, ...last], ...metadata };
  happenings.extend(message, 'stop', body);
  streams.end(message);
  sessions.set(message.channel, message.threadTs ?? '', args.session_status ?? 'active');
  return { channel: message.channel, ts: message.ts, message: messageJson(world, message, { metadata: true }) };
}

function own({ world }: Backstage, args: { channel: string; ts: string }): StoredMessage {
  const channel = writableChannel(world, args.channel);
  const message = existingMessage(world, channel.id, args.ts);
  if (message.user !== world.bot.id) throw new Refusal('message_not_owned_by_app');
  return message;
}

function partsOf({ world }: Backstage, given: { markdown_text?: string | undefined; chunks?: unknown }): StreamPart[] {
  if (given.markdown_text !== undefined && given.chunks !== undefined) throw new Refusal('markdown_text_conflict');
  const chunks = given.chunks ?? (given.markdown_text ? [{ type: 'markdown_text', text: given.markdown_text }] : []);
  const checked = z.array(chunk).safeParse(chunks);
  if (!checked.success) {
    throw Refusal.explained(
      'invalid_chunks',
      checked.error.issues.map((issue) => `${issue.message} [json-pointer:/chunks/${issue.path.join('/')}]`),
    );
  }
  return checked.data.map((part): StreamPart => {
    switch (part.type) {
      case 'markdown_text':
        if (part.text.length > longestMarkdown) throw new Refusal('msg_too_long');
        return { kind: 'text', text: part.text };
      case 'plan_update':
        return { kind: 'plan', title: part.title };
      case 'blocks':
        return { kind: 'blocks', blocks: checkBlocks(part.blocks, () => world.newId('b')) };
      case 'task_update': {
        const { id, title, status } = part;
        return {
          kind: 'task',
          id,
          block: { type: 'task_card', block_id: world.newId('b'), task_id: id, title, status },
        };
      }
    }
  });
}
