import { invalidForm, refuse } from './api-error.ts';
import { type Backstage, type RestAnswer, type RestRequest, type Route } from './route.ts';
import type { Guild } from './world.ts';
import { channelToWire, guildOutline, memberToWire, roleToWire, userToWire } from './world-wire.ts';
import { basePermissions, canSee } from './permissions.ts';

const gatewayInfo = (_request: RestRequest, { gateway }: Backstage): RestAnswer => {
  const { total, remaining, resetAfterMs, maxConcurrency } = gateway.sessionStarts;
  const session_start_limit = { total, remaining, reset_after: resetAfterMs, max_concurrency: maxConcurrency };
  return { status: 200, body: { url: gateway.url, shards: 1, session_start_limit } };
};

/** GATEWAY_MESSAGE_CONTENT_LIMITED: what bots in fewer than a hundred servers are given. */
const contentFlag = 1 << 19;

const ownApplication = (_request: RestRequest, { world, reader }: Backstage): RestAnswer => ({
  status: 200,
  body: {
    id: world.applicationId,
    name: 'Aitta',
    icon: null,
    description: '',
    type: null,
    bot: userToWire(world.user(world.botId)),
    summary: '',
    is_monetized: false,
    hook: true,
    bot_public: true,
    bot_require_code_grant: false,
    integration_types_config: { '0': {} },
    verify_key: '0'.repeat(64),
    flags: reader.privileged ? contentFlag : 0,
    flags_new: '0',
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: userToWire(world.user(world.ownerId)),
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  },
});

const ownUser = (_request: RestRequest, { world }: Backstage): RestAnswer => ({
  status: 200,
  body: { ...userToWire(world.user(world.botId)), mfa_enabled: true, locale: 'en-US', verified: true, email: null },
});

/** With the base permissions, which no channel has changed yet. */
const ownGuilds = (_request: RestRequest, { world }: Backstage): RestAnswer => ({
  status: 200,
  body: [...world.guilds.values()]
    .filter((guild) => guild.members.has(world.botId))
    .map((guild) => ({
      id: guild.id,
      name: guild.name,
      icon: null,
      banner: null,
      owner: guild.ownerId === world.botId,
      permissions: String(basePermissions(guild, world.botId)),
      features: [],
    })),
});

const readUser = (request: RestRequest, { world }: Backstage): RestAnswer => {
  const user = world.users.get(request.params['user_id'] ?? '');
  if (!user) throw refuse('unknownUser');
  return { status: 200, body: userToWire(user) };
};

const openDm = (request: RestRequest, stage: Backstage): RestAnswer => {
  const body = (request.body ?? {}) as { recipient_id?: string };
  const user = stage.world.users.get(body.recipient_id ?? '');
  if (!user) {
    const message = 'The recipient does not exist.';
    throw invalidForm([{ at: ['recipient_id'], code: 'CHANNEL_RECIPIENT_REQUIRED', message }]);
  }
  if (user.id === stage.world.botId) throw refuse('cannotMessageUser');
  return { status: 200, body: channelToWire(stage.world, stage.world.dmWith(user.id)) };
};

const requireGuild = ({ world }: Backstage, request: RestRequest): Guild => {
  const guild = world.guilds.get(request.params['guild_id'] ?? '');
  if (!guild) throw refuse('unknownGuild');
  if (!guild.members.has(world.botId)) throw refuse('missingAccess');
  return guild;
};

const readGuild = (request: RestRequest, stage: Backstage): RestAnswer => ({
  status: 200,
  body: guildOutline(requireGuild(stage, request)),
});

const readMember = (request: RestRequest, stage: Backstage): RestAnswer => {
  const guild = requireGuild(stage, request);
  const id = request.params['user_id'] ?? '';
  const member = guild.members.get(id);
  if (!member) throw refuse(stage.world.users.has(id) ? 'unknownMember' : 'unknownUser');
  return { status: 200, body: memberToWire(stage.world, member) };
};

const listRoles = (request: RestRequest, stage: Backstage): RestAnswer => ({
  status: 200,
  body: [...requireGuild(stage, request).roles.values()].map((role) => roleToWire(role)),
});

const channelsOf = (stage: Backstage, guild: Guild) =>
  [...stage.world.channels.values()].filter(({ guildId }) => guildId === guild.id);

const listChannels = (request: RestRequest, stage: Backstage): RestAnswer => ({
  status: 200,
  body: channelsOf(stage, requireGuild(stage, request))
    .filter(({ thread }) => !thread)
    .map((channel) => channelToWire(stage.world, channel)),
});

const listActiveThreads = (request: RestRequest, stage: Backstage): RestAnswer => {
  const { world } = stage;
  const threads = channelsOf(stage, requireGuild(stage, request)).filter(
    (channel) => channel.thread?.archived === false && canSee(world, channel, world.botId),
  );
  const wires = threads.map((thread) => channelToWire(world, thread));
  const members = wires.flatMap((wire) => (wire['member'] === undefined ? [] : [wire['member']]));
  return { status: 200, body: { threads: wires, members, has_more: false } };
};

export const peopleRoutes: readonly Route[] = [
  { method: 'GET', path: '/gateway/bot', handle: gatewayInfo },
  { method: 'GET', path: '/applications/@me', handle: ownApplication },
  { method: 'GET', path: '/users/@me', handle: ownUser },
  { method: 'GET', path: '/users/@me/guilds', handle: ownGuilds },
  { method: 'GET', path: '/users/{user_id}', handle: readUser },
  { method: 'POST', path: '/users/@me/channels', handle: openDm },
  { method: 'GET', path: '/guilds/{guild_id}', handle: readGuild },
  { method: 'GET', path: '/guilds/{guild_id}/members/{user_id}', handle: readMember },
  { method: 'GET', path: '/guilds/{guild_id}/roles', handle: listRoles },
  { method: 'GET', path: '/guilds/{guild_id}/channels', handle: listChannels },
  { method: 'GET', path: '/guilds/{guild_id}/threads/active', handle: listActiveThreads },
];
