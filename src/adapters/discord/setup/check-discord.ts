import { failed, ok, warning } from '../../../findings/finding.ts';
import type { Check, Finding } from '../../../findings/finding.ts';
import { NoAnswer } from '../../../findings/probe.ts';
import type { CheckParts } from '../../define-platform.ts';
import { discordCommands } from './discord-commands.ts';
import { greetGateway } from './discord-hello.ts';
import { discordInvite, missingPermissions } from './discord-invite.ts';
import type { DiscordSettings } from './discord-settings.ts';

export interface DiscordCheckParts extends CheckParts {
  discord: DiscordSettings;
}

const DISCORD = 'https://discord.com/api';
const PORTAL = 'https://discord.com/developers/applications';
/** Discord refuses other user agents. @see https://docs.discord.com/developers/reference#user-agent */
const USER_AGENT = 'DiscordBot (https://aitta.csc.fi, 0.1.0)';
/** GATEWAY_MESSAGE_CONTENT, and the same for bots in few servers. @see https://docs.discord.com/developers/resources/application */
const MESSAGE_CONTENT_FLAGS = (1 << 18) | (1 << 19);
/** One connection takes one start; Discord resets the token of a bot that uses up its day's. */
const FEW_STARTS = 20;
const MAX_NAMED = 5;

/** Discord answered, and not with what was asked for. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  constructor(path: string, status: number) {
    super(`${path} answers with HTTP ${status}`);
    this.status = status;
  }
}

/** Discord: the token, the intent, the gateway, the registered commands, and what the bot may do in each server. */
export async function* checkDiscord(parts: DiscordCheckParts): Check {
  const { discord } = parts;
  try {
    const { id, name, flags } = await read<Application>(parts, '/applications/@me');
    yield ok('discord', `the token belongs to ${name}`);
    yield checkIntent(flags, discord, id);
    yield* checkGateway(parts);
    yield checkCommands(await readCommands(parts, id), discord);
    yield* checkGuilds(await read<Guild[]>(parts, '/users/@me/guilds'), id);
  } catch (error) {
    if (error instanceof NoAnswer)
      yield failed('discord', error.message, parts.adviseOnNetwork(discord.apiUrl ?? DISCORD, error.code));
    else if (error instanceof Refused) yield explainRefusal(error);
    else throw error;
  }
}

interface Application {
  id: string;
  name: string;
  flags?: number;
}
interface Gateway {
  url: string;
  session_start_limit: { remaining: number; reset_after: number };
}
interface Guild {
  name: string;
  permissions: string;
}

/** @throws NoAnswer or Refused */
const read = async <T>({ discord, probe }: DiscordCheckParts, path: string): Promise<T> => {
  const base = (discord.apiUrl ?? DISCORD).replace(/\/+$/, '');
  const headers = { authorization: `Bot ${discord.token}`, 'user-agent': USER_AGENT };
  const { status, json } = await probe.ask(`${base}/v10${path}`, { headers });
  if (status !== 200 || typeof json !== 'object' || json === null) throw new Refused(path, status);
  return json as T;
};

const explainRefusal = ({ status, message }: Refused): Finding => {
  if (status === 401)
    return failed(
      'discord',
      'Discord refuses DISCORD_TOKEN (HTTP 401)',
      `${PORTAL}, your application, Bot, Reset Token: copy it to DISCORD_TOKEN (not the client secret, not the public key).`,
    );
  const advice =
    status === 429
      ? 'Too many requests from this address: wait a quarter of an hour, and stop what else uses this token.'
      : 'Run the doctor again in a few minutes; see https://discordstatus.com.';
  return failed('discord', message, advice);
};

const checkIntent = (flags: number | undefined, { messageContent }: DiscordSettings, id: string): Finding => {
  const isGranted = ((flags ?? 0) & MESSAGE_CONTENT_FLAGS) !== 0;
  if (messageContent && !isGranted)
    return failed(
      'discord',
      'DISCORD_MESSAGE_CONTENT is true, but the application lacks the message content intent',
      `${PORTAL}/${id}/bot, Privileged Gateway Intents: switch on Message Content Intent; or set DISCORD_MESSAGE_CONTENT=false.`,
    );
  if (messageContent) return ok('discord', 'the message content intent is granted');
  return ok(
    'discord',
    isGranted
      ? 'the message content intent is granted but not used (DISCORD_MESSAGE_CONTENT=false): people have to mention the bot each time'
      : 'no privileged intent is used: people have to mention the bot each time',
  );
};

async function* checkGateway(parts: DiscordCheckParts): Check {
  const { url, session_start_limit: starts } = await read<Gateway>(parts, '/gateway/bot');
  if (starts.remaining < FEW_STARTS) {
    const minutes = Math.ceil(starts.reset_after / 60_000);
    yield warning(
      'discord',
      `only ${counted(starts.remaining, 'more connection')} allowed in the next ${counted(minutes, 'minute')}`,
      'Something keeps restarting: stop it before Discord resets the token.',
    );
  }
  const trouble = await greetGateway(url, parts.probe.clock);
  if (trouble === undefined) yield ok('discord', 'the gateway can be reached');
  else
    yield failed(
      'discord',
      `the gateway cannot be reached (${trouble})`,
      parts.proxy === undefined
        ? parts.adviseOnNetwork(url.replace(/^ws/, 'http'), trouble)
        : `discord.js cannot use a proxy for the gateway: let this machine reach ${new URL(url).host} on port 443 directly.`,
    );
}

const readCommands = (parts: DiscordCheckParts, id: string): Promise<{ name: string }[]> => {
  const guildId = parts.discord.developmentGuildId;
  return read(
    parts,
    guildId === undefined ? `/applications/${id}/commands` : `/applications/${id}/guilds/${guildId}/commands`,
  );
};

const checkCommands = (registered: readonly { name: string }[], { commandName, named }: DiscordSettings): Finding => {
  const names = new Set(registered.map(({ name }) => name));
  const missing = discordCommands(commandName, { named }).filter(({ name }) => !names.has(name));
  if (missing.length === 0) return ok('discord', `/${commandName} is registered`);
  return warning(
    'discord',
    `not registered: ${missing.map(({ name }) => name).join(', ')}`,
    'Start the bot: it registers them when it connects.',
  );
};

const checkGuilds = (guilds: readonly Guild[], id: string): Finding[] => {
  const invite = discordInvite(id);
  if (guilds.length === 0)
    return [warning('discord', 'the bot is in no server', `Ask somebody who manages a server to open ${invite}`)];
  const lacking = guilds
    .map(({ name, permissions }) => ({ name, missing: missingPermissions(permissions) }))
    .filter(({ missing }) => missing.length > 0);
  const advice = `In its Server Settings, Roles, give the bot's role these permissions, or invite it again: ${invite}`;
  return [
    ok('discord', `the bot is in ${counted(guilds.length, 'server')}`),
    ...lacking
      .slice(0, MAX_NAMED)
      .map(({ name, missing }) =>
        warning('discord', `in ${name} the bot lacks permissions: ${missing.join(', ')}`, advice),
      ),
    ...(lacking.length > MAX_NAMED
      ? [warning('discord', `the same in ${counted(lacking.length - MAX_NAMED, 'more server')}`, advice)]
      : []),
  ];
};

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
