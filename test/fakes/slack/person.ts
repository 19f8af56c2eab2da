import { randomUUID } from 'node:crypto';

import type { Delivery } from './deliveries.ts';
import { messageAction, messageShortcut, slashCommand, suggestion, viewAction } from './interactions.ts';
import type { JsonObject } from './json-object.ts';
import type { Backstage } from './method.ts';
import { submitModal } from './modal-submission.ts';
import { personBlocks } from './person-blocks.ts';
import { readMessage, type ReadMessage } from './read-message.ts';
import { controlsIn, type Control } from './reading.ts';
import { readResponse } from './response-urls.ts';
import type { StoredMessage } from './stored-message.ts';
import type { View } from './views.ts';
import type { Channel, User } from './world.ts';

export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

export interface NewFile {
  name: string;
  content: string | Uint8Array;
  mimetype?: string;
  /** As Slack Connect sends it: only files.info has the rest. */
  hollow?: boolean;
}

export interface PersonPost {
  /** Id of a channel; see also `directMessage`. */
  channel: string;
  text: string;
  threadTs?: string;
  /** Also shown in the channel. */
  broadcast?: boolean;
  files?: NewFile[];
  subtype?: string;
}

/** Somebody in the workspace; what they do reaches the app as it would from Slack. */
export class Person {
  readonly id: string;
  readonly user: User;
  readonly #backstage: Backstage;

  constructor(user: User, backstage: Backstage) {
    this.id = user.id;
    this.user = user;
    this.#backstage = backstage;
  }

  /** The channel of the direct messages with the bot. */
  get directMessage(): string {
    return this.#backstage.world.directMessage(this.id).id;
  }

  /** What only this person sees, without the ones in threads that nobody has answered in: Slack does not show those. */
  get ephemerals(): ReadMessage[] {
    const { world } = this.#backstage;
    return [...world.everyMessage()]
      .filter((message) => message.onlyFor === this.id && !message.deleted)
      .filter(({ channel, threadTs }) => threadTs === undefined || world.repliesTo(channel, threadTs).length > 0)
      .map((message) => readMessage(world, message));
  }

  get modal(): View | undefined {
    return this.#backstage.views.modalOf(this.id);
  }

  get home(): View | undefined {
    return this.#backstage.views.homeOf(this.id);
  }

  /** Writes a message and gives its ts. Text is as Slack sends it: `<@U…>` for mentions, `&amp; &lt; &gt;` escaped. */
  post(post: PersonPost): string {
    const { world, happenings } = this.#backstage;
    const channel = this.#channel(post.channel);
    const files = (post.files ?? []).map((file) => this.#upload(file));
    const usual = files.length > 0 ? 'file_share' : post.broadcast === true ? 'thread_broadcast' : undefined;
    const subtype = post.subtype ?? usual;
    const message = happenings.post({
      channel: channel.id,
      ts: world.nextTs(),
      user: this.id,
      body: { text: post.text, blocks: personBlocks(post.text, world.newId('b')), attachments: [] },
      files,
      broadcast: post.broadcast === true,
      clientMsgId: randomUUID(),
      ...(post.threadTs === undefined ? {} : { threadTs: post.threadTs }),
      ...(subtype === undefined ? {} : { subtype }),
      ...(this.user.bot ? { botId: world.botIdOf(this.id), appId: world.newId('A') } : {}),
    });
    return message.ts;
  }

  edit(ref: MessageRef, text: string): void {
    const { world, happenings } = this.#backstage;
    const message = this.#own(ref);
    happenings.revise(message, 'edit', { ...message.body, text, blocks: personBlocks(text, world.newId('b')) });
  }

  delete(ref: MessageRef): void {
    this.#backstage.happenings.remove(this.#own(ref));
  }

  /** Brings somebody (the bot, unless said otherwise) into a channel. */
  invite(channelId: string, userId = this.#backstage.world.bot.id): void {
    this.#backstage.happenings.join(this.#channel(channelId), userId, this.id);
  }

  /** Presses a button, by its label or action_id; also in a message that only this person sees. */
  press(ref: MessageRef, which: string): Delivery {
    const message = this.#seen(ref);
    const payload = messageAction(this.#backstage, this.user, message, find(message.body.blocks, which), {});
    return this.#send('block_actions', payload);
  }

  /** Chooses from a menu: by the label or value of an option, or (in a searchable menu) what was suggested. */
  choose(ref: MessageRef, which: string, option: string | JsonObject): Delivery {
    const message = this.#seen(ref);
    const control = find(message.body.blocks, which);
    const payload = messageAction(this.#backstage, this.user, message, control, {
      selected_option: optionOf(control, option),
    });
    return this.#send('block_actions', payload);
  }

  /** Types into a searchable menu; the acknowledgement's payload holds the options. */
  search(ref: MessageRef, which: string, typed: string): Delivery {
    const message = this.#seen(ref);
    const payload = suggestion(this.#backstage, this.user, message, find(message.body.blocks, which), typed);
    const { world, deliveries } = this.#backstage;
    return deliveries.send({ kind: 'interactive', id: world.newId('S'), name: 'block_suggestion', payload });
  }

  /** Presses a button in the modal or on the home tab. */
  pressIn(view: View, which: string): Delivery {
    return this.#send('block_actions', viewAction(this.#backstage, this.user, view, find(view.blocks, which), {}));
  }

  /** Sends the open modal; `values` by label or action_id. What the app answers shows in `modal`. */
  submit(values: Record<string, string>): Delivery {
    return submitModal(this.#backstage, this.user, values);
  }

  /** `command` with its slash. Answers in the acknowledgement are shown, as Slack does. Not possible in a thread. */
  slash(command: string, text: string, channelId: string): Delivery {
    const channel = this.#channel(channelId);
    const payload = slashCommand(this.#backstage, this.user, { name: command, text, channel });
    const { deliveries, responseUrls } = this.#backstage;
    return deliveries.send({ kind: 'slash', id: payload.trigger_id, name: command, payload }, (answer) => {
      if (Object.keys(answer).length === 0) return;
      responseUrls.respond({ channel: channelId, user: this.id }, readResponse(answer));
    });
  }

  shortcut(callbackId: string, ref: MessageRef): Delivery {
    const payload = messageShortcut(this.#backstage, this.user, callbackId, this.#seen(ref));
    return this.#send('message_action', payload);
  }

  /** Opens the app: its messages (a first contact, perhaps) or its home tab. */
  openHome(tab: 'home' | 'messages'): Delivery | undefined {
    const { world, happenings, views } = this.#backstage;
    const view = tab === 'home' && this.home !== undefined ? { view: views.json(this.home) } : {};
    const event = {
      type: 'app_home_opened',
      user: this.id,
      channel: this.directMessage,
      tab,
      event_ts: world.nextTs(),
    };
    return happenings.send({ ...event, ...view });
  }

  /** Slack's own Stop: running streams of the thread end, the session's status does not change by itself. */
  stopSession(channel: string, threadTs: string): Delivery | undefined {
    const { world, happenings, streams } = this.#backstage;
    return happenings.send({
      type: 'agent_session_stopped',
      channel,
      user: this.id,
      thread_ts: threadTs,
      streaming_message_ts: streams.stopByUser(channel, threadTs),
      event_ts: world.nextTs(),
    });
  }

  #send(name: string, payload: JsonObject & { trigger_id: string }): Delivery {
    return this.#backstage.deliveries.send({ kind: 'interactive', id: payload.trigger_id, name, payload });
  }

  #channel(id: string): Channel {
    const channel = this.#backstage.world.channels.get(id);
    if (channel === undefined) throw new Error(`No channel ${id}`);
    return channel;
  }

  #seen(ref: MessageRef): StoredMessage {
    const message = this.#backstage.world.find(ref.channel, ref.ts);
    const hidden = message?.onlyFor !== undefined && message.onlyFor !== this.id;
    if (message === undefined || message.deleted || hidden) throw new Error('This person does not see that message');
    return message;
  }

  #own(ref: MessageRef): StoredMessage {
    const message = this.#seen(ref);
    if (message.user !== this.id) throw new Error('Not a message of this person');
    return message;
  }

  #upload(file: NewFile): string {
    const { world } = this.#backstage;
    const id = world.newId('F');
    world.files.set(id, {
      id,
      name: file.name,
      title: file.name,
      mimetype: file.mimetype ?? 'text/plain',
      user: this.id,
      content: typeof file.content === 'string' ? Buffer.from(file.content) : file.content,
      hollow: file.hollow ?? false,
    });
    return id;
  }
}

function find(blocks: readonly JsonObject[], which: string): Control {
  const controls = controlsIn(blocks);
  const control = controls.find(({ label, actionId }) => label === which || actionId === which);
  if (control !== undefined) return control;
  const there = controls.map(({ label, actionId }) => label || actionId).join(', ');
  throw new Error(`Nothing called "${which}" to press or choose from here, only: ${there || 'nothing'}`);
}

function optionOf(control: Control, option: string | JsonObject): JsonObject {
  if (typeof option !== 'string') return option;
  const found = control.options.find(({ label, value }) => label === option || value === option);
  if (found === undefined) throw new Error(`No option "${option}" in "${control.label}"`);
  return { text: { type: 'plain_text', text: found.label, emoji: true }, value: found.value };
}
