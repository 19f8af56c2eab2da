import type { MessageBook } from './message-book.ts';
import { messageFlags, type MessageDraft, type StoredMessage, messageTypes } from './message.ts';
import { type Channel, channelTypes, type World } from './world.ts';
import { threadMemberToWire } from './world-wire.ts';

export interface ThreadPlan {
  name: string;
  ownerId: string;
  autoArchiveMinutes?: number;
  isPrivate?: boolean;
}

const guildsIntent = 1 << 0;
const nobody = { users: [], roles: [], everyone: false, replied: false };

/** Opens threads and keeps their members. Checks nothing. */
export class ThreadBook {
  readonly #world: World;
  readonly #book: MessageBook;

  constructor(world: World, book: MessageBook) {
    this.#world = world;
    this.#book = book;
  }

  /** On a message: the thread gets the message's id. */
  openOn(parent: Channel, message: StoredMessage, plan: ThreadPlan): Channel {
    const thread = this.#make(parent, message.id, plan);
    message.threadId = thread.id;
    message.flags |= messageFlags.hasThread;
    this.#announce(thread);
    this.#book.touch(message);
    const guildId = parent.guildId;
    this.#book.write(thread, {
      authorId: message.authorId,
      type: messageTypes.threadStarter,
      reference: {
        kind: 'reply',
        channelId: parent.id,
        messageId: message.id,
        ...(guildId !== undefined && { guildId }),
      },
      mentions: nobody,
    });
    return thread;
  }

  /** Without a message: people see a line about it in the channel. */
  open(parent: Channel, plan: ThreadPlan): Channel {
    const thread = this.#make(parent, this.#world.snowflakes.next(), plan);
    this.#announce(thread);
    if (plan.isPrivate !== true) {
      this.#book.write(parent, {
        authorId: plan.ownerId,
        type: messageTypes.threadCreated,
        content: plan.name,
        reference: { kind: 'reply', channelId: thread.id, messageId: thread.id },
        mentions: nobody,
      });
    }
    return thread;
  }

  /** In a forum: the post's first message has the id of its thread, and comes after it. */
  openPost(forum: Channel, plan: ThreadPlan, draft: MessageDraft): { thread: Channel; starter: StoredMessage } {
    const thread = this.#make(forum, this.#world.snowflakes.next(), plan);
    this.#announce(thread);
    return { thread, starter: this.#book.write(thread, draft, thread.id) };
  }

  /** Who writes in a thread or is mentioned there becomes a member of it. The bot is shown a thread when it gets in. */
  join(thread: Channel, userId: string): void {
    if (!thread.thread || thread.thread.members.has(userId)) return;
    const now = this.#world.clock.now();
    thread.thread.members.set(userId, now);
    if (userId === this.#world.botId) this.#book.tellOfChannel('THREAD_CREATE', thread);
    this.#tellMembers(thread, { added_members: [threadMemberToWire(thread.id, userId, now)] });
  }

  leave(thread: Channel, userId: string): void {
    if (thread.thread?.members.delete(userId) === true) this.#tellMembers(thread, { removed_member_ids: [userId] });
  }

  #make(parent: Channel, id: string, plan: ThreadPlan): Channel {
    const now = this.#world.clock.now();
    const isAnnouncement = parent.type === channelTypes.announcement;
    const publicType = isAnnouncement ? channelTypes.announcementThread : channelTypes.publicThread;
    const thread: Channel = {
      id,
      type: plan.isPrivate === true ? channelTypes.privateThread : publicType,
      name: plan.name,
      ...(parent.guildId !== undefined && { guildId: parent.guildId }),
      parentId: parent.id,
      position: 0,
      overwrites: [],
      messages: new Map(),
      thread: {
        ownerId: plan.ownerId,
        archived: false,
        archivedAt: now,
        locked: false,
        autoArchiveMinutes: plan.autoArchiveMinutes ?? 4320,
        createdAt: now,
        members: new Map([[plan.ownerId, now]]),
        messageCount: 0,
      },
    };
    this.#world.channels.set(id, thread);
    return thread;
  }

  #announce(thread: Channel): void {
    this.#book.tellOfChannel('THREAD_CREATE', thread, { newly_created: true });
  }

  #tellMembers(thread: Channel, change: object): void {
    const members = thread.thread?.members.size ?? 0;
    const d = { id: thread.id, guild_id: thread.guildId, member_count: members, ...change };
    this.#world.publish({ t: 'THREAD_MEMBERS_UPDATE', intent: guildsIntent, channel: thread, d: () => ({ ...d }) });
  }
}
