import type { JsonObject } from './json-object.ts';
import type { Channel, World } from './world.ts';

export function channelJson(world: World, channel: Channel): JsonObject {
  const partner = [...channel.members].find((id) => id !== world.bot.id);
  if (channel.kind === 'im') {
    return {
      id: channel.id,
      created: 1,
      is_im: true,
      is_org_shared: false,
      is_archived: channel.archived,
      user: partner,
    };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'channel',
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'group',
    created: 1,
    creator: channel.creator,
    is_archived: channel.archived,
    is_general: false,
    is_member: channel.members.has(world.bot.id),
    is_shared: channel.shared,
    is_ext_shared: channel.shared,
    is_org_shared: false,
    context_team_id: world.teamId,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
