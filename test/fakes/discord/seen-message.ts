import { walkComponents } from './component-rules.ts';
import { componentTypes } from './component-rules.ts';
import type { Pings, StoredMessage, Version, WireObject } from './message.ts';
import { messageFlags } from './message.ts';
import type { World } from './world.ts';

/** A message as a person reads it. */
export interface SeenMessage {
  id: string;
  channelId: string;
  author: string;
  byBot: boolean;
  content: string;
  /** All that can be read in it: content, then the texts of components and embeds. */
  text: string;
  embeds: WireObject[];
  buttons: { label: string; customId: string | undefined; disabled: boolean }[];
  menus: { customId: string; placeholder: string; options: { label: string; value: string }[] }[];
  files: { name: string; type: string | undefined; text: string }[];
  replyTo: string | undefined;
  type: number;
  /** "Thinking ...": an answer that was promised. */
  loading: boolean;
  /** The only person who sees it. */
  ephemeralFor: string | undefined;
  deleted: boolean;
  edited: boolean;
  pings: Pings;
  reactions: Record<string, number>;
  threadId: string | undefined;
  versions: readonly Version[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const textsOf = (message: StoredMessage): string[] => [
  message.content,
  ...[...walkComponents(message.components)].map(({ component }) => text(component['content'])),
  ...message.embeds.flatMap((embed) => [text(embed['title']), text(embed['description'])]),
];

export const seenMessage = (world: World, message: StoredMessage): SeenMessage => {
  const components = [...walkComponents(message.components)].map(({ component }) => component);
  const user = world.users.get(message.authorId);
  return {
    id: message.id,
    channelId: message.channelId,
    author: message.webhook?.name ?? user?.name ?? '',
    byBot: message.authorId === world.botId,
    content: message.content,
    text: textsOf(message).filter(Boolean).join('\n'),
    embeds: message.embeds,
    buttons: components
      .filter(({ type }) => type === componentTypes.button)
      .map((button) => ({
        label: text(button['label']),
        customId: typeof button['custom_id'] === 'string' ? button['custom_id'] : undefined,
        disabled: button['disabled'] === true,
      })),
    menus: components
      .filter(({ type }) => type === componentTypes.stringSelect)
      .map((menu) => ({
        customId: text(menu['custom_id']),
        placeholder: text(menu['placeholder']),
        options: (menu['options'] as WireObject[]).map((option) => ({
          label: text(option['label']),
          value: text(option['value']),
        })),
      })),
    files: message.files.map((file) => ({ name: file.name, type: file.type, text: file.data.toString() })),
    replyTo: message.reference?.kind === 'reply' ? message.reference.messageId : undefined,
    type: message.type,
    loading: (message.flags & messageFlags.loading) !== 0,
    ephemeralFor: message.ephemeralFor,
    deleted: message.deletedAt !== undefined,
    edited: message.editedAt !== undefined,
    pings: message.pings,
    reactions: Object.fromEntries([...message.reactions].map(([emoji, users]) => [emoji, users.size])),
    threadId: message.threadId,
    versions: message.versions,
  };
};
