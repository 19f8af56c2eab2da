import { combinePermissions, type PermissionName } from './permissions.ts';
import type { StoredMessage } from './message.ts';
import type { Backstage } from './route.ts';
import type { Channel, Guild } from './world.ts';

const guildsIntent = 1 << 0;
const nobody = { users: [], roles: [], everyone: false, replied: false };

/** Somebody with every right: forbids, archives, deletes, removes the bot. Also what comes from no person: feeds, previews, repetitions. */
export class Moderator {
  readonly #stage: Backstage;

  constructor(stage: Backstage) {
    this.#stage = stage;
  }

  /** What the bot may not do in a channel from now on; an empty list gives everything back. */
  forbid(channel: Channel, ...names: PermissionName[]): void {
    const guild = this.#stage.world.guildOf(channel);
    if (!guild) throw new Error('There are no permissions in a direct message');
    const others = channel.overwrites.filter(({ id }) => id !== guild.botRoleId);
    const own = { id: guild.botRoleId, kind: 'role' as const, allow: 0n, deny: combinePermissions(names) };
    channel.overwrites = names.length > 0 ? [...others, own] : others;
    // Sent also when the bot has just lost sight of the channel: its library learns its rights from this.
    this.#stage.book.tellOfChannel('CHANNEL_UPDATE', channel);
  }

  /** As if the minutes had passed for which Discord remembers nonces. */
  forgetNonces(): void {
    const { world } = this.#stage;
    world.noncesForgottenAt = world.clock.now();
  }

  archive(thread: Channel, locked = false): void {
    this.#stage.book.setArchived(thread, true, locked);
  }

  reopen(thread: Channel): void {
    this.#stage.book.setArchived(thread, false, false);
  }

  deleteChannel(channel: Channel): void {
    this.#stage.book.removeChannel(channel);
  }

  deleteMessage({ channelId, id }: { channelId: string; id: string }): void {
    const message = this.#stage.world.message(channelId, id);
    if (message) this.#stage.book.remove(message);
  }

  /** The bot is thrown out of a guild. */
  kickBot(guild: Guild): void {
    const { world } = this.#stage;
    guild.members.delete(world.botId);
    world.publish({ t: 'GUILD_DELETE', intent: guildsIntent, d: () => ({ id: guild.id }) });
  }

  /** A message of a webhook, such as a feed's. */
  webhookPost(channel: Channel, name: string, content: string): StoredMessage {
    const { world, book } = this.#stage;
    const id = world.snowflakes.next();
    const users = [...content.matchAll(/<@!?(\d+)>/g)]
      .map((match) => match[1] ?? '')
      .filter((user) => world.users.has(user));
    return book.write(channel, { authorId: id, webhook: { id, name }, content, mentions: { ...nobody, users } });
  }

  /** The same MESSAGE_CREATE once more, with a new sequence number. */
  repeat({ channelId, id }: { channelId: string; id: string }): void {
    const message = this.#stage.world.message(channelId, id);
    if (message) this.#stage.book.repeat(message);
  }

  /** A link in a message gets its preview: an update that is no edit. */
  unfurl({ channelId, id }: { channelId: string; id: string }): void {
    const message = this.#stage.world.message(channelId, id);
    if (!message) return;
    message.embeds = [{ type: 'link', url: 'https://www.csc.fi/', title: 'CSC' }];
    this.#stage.book.touch(message);
  }
}
