import type { Clock } from '../../../src/async/clock.ts';
import type { Changes } from './changes.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import {
  changedEvent,
  deletedEvent,
  eventCallback,
  joinedEvent,
  mentionEvent,
  messageEvent,
} from './event-payloads.ts';
import type { JsonObject } from './json-object.ts';
import { messageJson } from './message-json.ts';
import { createMessage, revise, type NewMessage, type StoredMessage, type Version } from './stored-message.ts';
import type { Channel, World } from './world.ts';

const subscriptionOf: Record<Channel['kind'], string> = {
  channel: 'message.channels',
  group: 'message.groups',
  im: 'message.im',
};

/** Changes the world and sends the app the events that Slack would send for it. */
export class Happenings {
  /** The bot events that the app has subscribed to. */
  readonly subscriptions: Set<string>;
  /** Slack promises no order between the two copies of a mention. */
  mentionFirst = false;
  readonly #world: World;
  readonly #deliveries: Deliveries;
  readonly #changes: Changes;
  readonly #clock: Clock;

  constructor(parts: { world: World; deliveries: Deliveries; changes: Changes; clock: Clock; events: string[] }) {
    this.subscriptions = new Set(parts.events);
    this.#world = parts.world;
    this.#deliveries = parts.deliveries;
    this.#changes = parts.changes;
    this.#clock = parts.clock;
  }

  post(parts: NewMessage): StoredMessage {
    const message = createMessage(parts, this.#clock.now());
    this.#world.keep(message);
    this.#announce(message);
    this.#changes.note();
    return message;
  }

  revise(message: StoredMessage, by: Version['by'], body: StoredMessage['body'], manners = message.manners): void {
    const before = messageJson(this.#world, message, { thread: true });
    const mentioned = this.#mentionsBot(message);
    revise(message, { at: this.#clock.now(), by, body, manners });
    if (by === 'edit' || by === 'update') message.edited = { user: message.user, ts: this.#world.nextTs() };
    this.#announceChange(message, before);
    // Slack sends a mention that was added by an edit, with `edited` in it (AppMentionEvent in @slack/types).
    if (by === 'edit' && !mentioned) this.#announceMention(message, this.#world.nextTs());
    this.#changes.note();
  }

  /** A stream grows: the app gets no event for it. */
  extend(message: StoredMessage, by: 'append' | 'stop', body: StoredMessage['body']): void {
    revise(message, { at: this.#clock.now(), by, body, manners: message.manners });
    this.#changes.note();
  }

  /** State that is no text (the end of a stream) also arrives as a change. */
  touch(message: StoredMessage, change: () => void): void {
    const before = messageJson(this.#world, message, { thread: true });
    change();
    this.#announceChange(message, before);
    this.#changes.note();
  }

  remove(message: StoredMessage): void {
    const before = messageJson(this.#world, message, { thread: true });
    message.deleted = true;
    const channel = this.#world.channels.get(message.channel);
    if (channel !== undefined && message.onlyFor === undefined) this.#announceRemoval(channel, message, before);
    this.#changes.note();
  }

  join(channel: Channel, user: string, inviter: string): void {
    if (channel.members.has(user)) return;
    channel.members.add(user);
    if (this.#world.isStranger(user)) channel.shared = true;
    const ts = this.#world.nextTs();
    this.send(joinedEvent(this.#world, channel, user, inviter, ts));
    const text = `<@${user}> has joined the channel`;
    this.post({ channel: channel.id, ts, user, subtype: 'channel_join', body: { text, blocks: [], attachments: [] } });
  }

  /** Any event; undefined when the app has not subscribed to it. */
  send(event: JsonObject, subscription = String(event['type'])): Delivery | undefined {
    return this.subscriptions.has(subscription) ? this.sendAnyway(event) : undefined;
  }

  sendAnyway(event: JsonObject): Delivery {
    const eventId = this.#world.newId('Ev');
    const payload = eventCallback(this.#world, event, eventId, this.#clock.now());
    return this.#deliveries.send({ kind: 'event', id: eventId, name: String(event['type']), payload });
  }

  #announce(message: StoredMessage): void {
    const channel = this.#world.channels.get(message.channel);
    if (channel === undefined || message.onlyFor !== undefined) return;
    if (this.mentionFirst) this.#announceMention(message, message.ts);
    this.#sendMessageEvent(channel, messageEvent(this.#world, channel, message));
    if (!this.mentionFirst) this.#announceMention(message, message.ts);
  }

  #announceChange(message: StoredMessage, before: JsonObject): void {
    const channel = this.#world.channels.get(message.channel);
    if (channel === undefined || message.onlyFor !== undefined) return;
    const event = changedEvent(
      channel,
      messageJson(this.#world, message, { thread: true }),
      before,
      this.#world.nextTs(),
    );
    this.#sendMessageEvent(channel, event);
  }

  /** The root of a thread is changed into a placeholder, which goes with the last reply. */
  #announceRemoval(channel: Channel, message: StoredMessage, before: JsonObject): void {
    const world = this.#world;
    const event = world.isTombstone(message)
      ? changedEvent(channel, messageJson(world, message), before, world.nextTs())
      : deletedEvent(channel, before, world.nextTs());
    this.#sendMessageEvent(channel, event);
    const root = message.threadTs === undefined ? undefined : world.find(channel.id, message.threadTs);
    if (root?.deleted !== true || world.isTombstone(root)) return;
    this.#sendMessageEvent(channel, deletedEvent(channel, messageJson(world, root), world.nextTs()));
  }

  /** In a direct message there is none, and none for what the bot itself writes. */
  #announceMention(message: StoredMessage, eventTs: string): void {
    const channel = this.#world.channels.get(message.channel);
    if (channel === undefined || channel.kind === 'im' || message.user === this.#world.bot.id) return;
    if (message.subtype === 'channel_join' || !this.#mentionsBot(message) || !this.#botIsIn(channel)) return;
    this.send(mentionEvent(this.#world, channel, message, eventTs));
  }

  #sendMessageEvent(channel: Channel, event: JsonObject): void {
    if (this.#botIsIn(channel)) this.send(event, subscriptionOf[channel.kind]);
  }

  #botIsIn(channel: Channel): boolean {
    return channel.members.has(this.#world.bot.id);
  }

  #mentionsBot(message: StoredMessage): boolean {
    return new RegExp(`<@${this.#world.bot.id}(?:\\|[^>]*)?>`).test(message.body.text);
  }
}
