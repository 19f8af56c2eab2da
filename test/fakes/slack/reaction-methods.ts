import { z } from 'zod';

import { checkArguments, timestamp } from './argument-rules.ts';
import type { JsonObject } from './json-object.ts';
import { tier, type Backstage, type Methods } from './method.ts';
import { existingMessage, readableChannel } from './reach.ts';
import { Refusal } from './refusal.ts';
import type { StoredMessage } from './stored-message.ts';

export function reactionMethods(backstage: Backstage): Methods {
  const bot = backstage.world.bot.id;
  const scope = 'reactions:write';
  return {
    'reactions.add': {
      scope,
      perMinute: tier.three,
      run: (given) => {
        const { message, name } = target(backstage, given);
        const users = message.reactions.get(name) ?? new Set<string>();
        if (users.has(bot)) throw new Refusal('already_reacted');
        message.reactions.set(name, users.add(bot));
        return {};
      },
    },
    'reactions.remove': {
      scope,
      perMinute: tier.two,
      run: (given) => {
        const { message, name } = target(backstage, given);
        const users = message.reactions.get(name);
        if (users?.delete(bot) !== true) throw new Refusal('no_reaction');
        if (users.size === 0) message.reactions.delete(name);
        return {};
      },
    },
  };
}

const reactionArguments = z.strictObject({ channel: z.string(), timestamp, name: z.string() });

function target({ world }: Backstage, given: JsonObject): { message: StoredMessage; name: string } {
  const args = checkArguments(reactionArguments, given);
  const channel = readableChannel(world, args.channel);
  if (channel.archived) throw new Refusal('is_archived');
  if (!/^[\w+'-]+(?:::skin-tone-[2-6])?$/.test(args.name)) throw new Refusal('invalid_name');
  return { message: existingMessage(world, channel.id, args.timestamp), name: args.name };
}
