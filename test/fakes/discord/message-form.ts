import type { MessageChange } from './message-book.ts';
import { componentTypes, walkComponents } from './component-rules.ts';
import { findMentions } from './mentions.ts';
import type { MessageDraft, Reference, StoredFile, StoredMessage, WireObject } from './message.ts';
import { messageFlags } from './message.ts';
import type { MessageForm } from './message-rules.ts';
import type { UploadedFile } from './request-body.ts';
import type { Channel, World } from './world.ts';

/** The flags that a bot may set itself. */
const settableFlags =
  messageFlags.suppressEmbeds | messageFlags.silent | messageFlags.voice | messageFlags.componentsV2;

const storeFiles = (world: World, form: MessageForm, uploads: readonly UploadedFile[]): StoredFile[] =>
  uploads.map((upload) => {
    const described = form.attachments?.find(({ id }) => String(id) === String(upload.index));
    return {
      id: world.snowflakes.next(),
      name: described?.filename ?? upload.name,
      type: upload.type,
      data: upload.data,
      ...(described?.description !== undefined && { description: described.description }),
    };
  });

const usual = new Map<unknown, WireObject>([
  [componentTypes.stringSelect, { min_values: 1, max_values: 1 }],
  [componentTypes.separator, { divider: true, spacing: 1 }],
  [componentTypes.container, { accent_color: null, spoiler: false }],
]);

/** Discord numbers the components of a message and fills in what was left out. */
const storeComponents = (components: readonly WireObject[]): WireObject[] => {
  const stored = structuredClone([...components]);
  let id = 0;
  for (const { component } of walkComponents(stored)) {
    id++;
    for (const [key, value] of Object.entries(component)) if (value === null) delete component[key];
    Object.assign(component, { ...usual.get(component['type']), ...component, id: component['id'] ?? id });
  }
  return stored;
};

const storeEmbeds = (embeds: readonly WireObject[]): WireObject[] =>
  embeds.map((embed) => {
    const given = Object.entries(embed).filter(([, value]) => value !== null);
    return structuredClone({ type: 'rich', ...Object.fromEntries(given) });
  });

/** What a request asks for, as a draft of the bot's. `defaults` tells whom it mentions when the request does not say. */
export const draftFromForm = (
  world: World,
  channel: Channel,
  form: MessageForm,
  uploads: readonly UploadedFile[],
  reference?: Reference,
  defaults?: readonly ('users' | 'roles' | 'everyone')[],
): MessageDraft => {
  const content = (form.content ?? '').trim();
  const mentions = findMentions(world, channel, world.botId, content, form.allowed_mentions, defaults);
  const original = reference && world.message(reference.channelId, reference.messageId);
  const replied =
    original !== undefined && (form.allowed_mentions ? form.allowed_mentions.replied_user === true : true);
  const users = new Set([...mentions.users, ...(replied ? [original.authorId] : [])]);
  return {
    authorId: world.botId,
    content,
    embeds: storeEmbeds(form.embeds ?? []),
    components: storeComponents(form.components ?? []),
    files: storeFiles(world, form, uploads),
    flags: (form.flags ?? 0) & settableFlags,
    ...(reference && { reference }),
    ...(form.nonce !== undefined && form.nonce !== null && { nonce: form.nonce }),
    mentions: { ...mentions, users: [...users], replied },
  };
};

/** What an edit asks for. Mentions are found anew, and nobody is notified of them. */
export const changeFromForm = (
  world: World,
  message: StoredMessage,
  form: MessageForm,
  uploads: readonly UploadedFile[],
): MessageChange => {
  const channel = world.channel(message.channelId);
  const content = form.content === undefined ? message.content : (form.content ?? '').trim();
  const found = findMentions(world, channel, world.botId, content, form.allowed_mentions);
  const kept =
    form.attachments === undefined
      ? message.files
      : message.files.filter((file) => form.attachments?.some(({ id }) => String(id) === file.id));
  const stays = message.flags & ~messageFlags.suppressEmbeds & ~messageFlags.loading;
  const asked = form.flags === undefined ? message.flags & messageFlags.suppressEmbeds : (form.flags ?? 0);
  return {
    content,
    flags: stays | (asked & settableFlags),
    files: [...kept, ...storeFiles(world, form, uploads)],
    mentions: { ...found, replied: message.mentions.replied },
    ...(form.embeds !== undefined && { embeds: storeEmbeds(form.embeds ?? []) }),
    ...(form.components !== undefined && { components: storeComponents(form.components ?? []) }),
  };
};
