import { z } from 'zod';

import { checkArguments, json, timestamp } from './argument-rules.ts';
import type { JsonObject } from './json-object.ts';
import { disguiseArguments, readDisguise } from './message-content.ts';
import { tier, type Backstage, type Methods } from './method.ts';
import { checkThread, readableChannel } from './reach.ts';
import { Refusal } from './refusal.ts';

const thread = { channel_id: z.string(), thread_ts: timestamp };
const listOf = <Item extends z.ZodType>(item: Item, least: number, most: number) =>
  z.preprocess((value) => json.parse(value), z.array(item).min(least).max(most));

/** assistant.threads.* and agents.sessions.* */
export function agentMethods(backstage: Backstage): Methods {
  return {
    'assistant.threads.setStatus': {
      scope: 'chat:write',
      perMinute: 60,
      per: 'channel_id',
      run: (given) => setStatus(backstage, given),
    },
    'assistant.threads.setTitle': {
      scope: 'assistant:write',
      perMinute: tier.four,
      run: (given) => setTitle(backstage, given),
    },
    'assistant.threads.setSuggestedPrompts': {
      scope: 'assistant:write',
      perMinute: tier.four,
      run: (given) => setSuggestedPrompts(backstage, given),
    },
    'agents.sessions.setStatus': {
      scope: 'chat:write',
      perMinute: tier.three,
      run: (given) => setSessionStatus(backstage, given),
    },
    'agents.sessions.rename': { scope: 'chat:write', perMinute: tier.three, run: (given) => rename(backstage, given) },
  };
}

/** @throws {Refusal} channel_not_found, not_in_channel, thread_not_found, cannot_reply_to_message */
function reach({ world }: Backstage, args: { channel_id: string; thread_ts: string }): void {
  readableChannel(world, args.channel_id);
  checkThread(world, args.channel_id, args.thread_ts);
}

const statusArguments = z.strictObject({
  ...thread,
  ...disguiseArguments,
  status: z.string(),
  loading_messages: listOf(z.string().min(1).max(50), 1, 10).optional(),
});

function setStatus(backstage: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(statusArguments, given);
  if (readDisguise(args) !== undefined) backstage.access.need('chat:write.customize');
  reach(backstage, args);
  backstage.sessions.say(args.channel_id, args.thread_ts, args.status);
  return {};
}

const titleArguments = z.strictObject({ ...thread, title: z.string().min(1) });

function setTitle(backstage: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(titleArguments, given);
  reach(backstage, args);
  backstage.sessions.rename(args.channel_id, args.thread_ts, args.title);
  return {};
}

const prompt = z.strictObject({ title: z.string().min(1), message: z.string().min(1) });
const promptArguments = z.strictObject({
  ...thread,
  thread_ts: timestamp.optional(),
  title: z.string().optional(),
  prompts: listOf(prompt, 1, 4),
});

function setSuggestedPrompts(backstage: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(promptArguments, given);
  const channel = readableChannel(backstage.world, args.channel_id);
  if (channel.kind !== 'im') throw new Refusal('channel_not_found');
  checkThread(backstage.world, channel.id, args.thread_ts);
  backstage.sessions.suggest(channel.id, args.thread_ts ?? '', args.prompts);
  return {};
}

const sessionArguments = z.strictObject({
  ...thread,
  ...disguiseArguments,
  status: z.enum(['active', 'processing', 'suspended', 'closed']),
  title: z.string().min(1).max(200).optional(),
  initiator_user_id: z.string().optional(),
});

function setSessionStatus(backstage: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(sessionArguments, given);
  if (readDisguise(args) !== undefined) backstage.access.need('chat:write.customize');
  reach(backstage, args);
  const session = backstage.sessions.set(args.channel_id, args.thread_ts, args.status, args.title);
  const stoppable = backstage.happenings.subscriptions.has('agent_session_stopped');
  const warned = stoppable ? {} : { warning: 'missing_agent_session_stopped_event_subscription' };
  return { status: args.status, agent_status: args.status, title: session.title, ...warned };
}

const renameArguments = z.strictObject({ ...thread, title: z.string().min(1).max(200) });

function rename(backstage: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(renameArguments, given);
  reach(backstage, args);
  if (backstage.sessions.of(args.channel_id, args.thread_ts).status === undefined)
    throw new Refusal('session_not_found');
  backstage.sessions.rename(args.channel_id, args.thread_ts, args.title);
  return { title: args.title };
}
