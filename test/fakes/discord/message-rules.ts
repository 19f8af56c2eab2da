import type { FormMistake } from './api-error.ts';
import { invalidForm, refuse } from './api-error.ts';
import { checkComponents } from './component-rules.ts';
import type { AllowedMentions } from './mentions.ts';
import { messageFlags, type StoredMessage, type WireObject } from './message.ts';
import type { UploadedFile } from './request-body.ts';

/** A message as a request carries it. */
export interface MessageForm {
  content?: string | null;
  embeds?: WireObject[] | null;
  components?: WireObject[] | null;
  flags?: number | null;
  nonce?: string | number | null;
  enforce_nonce?: boolean | null;
  allowed_mentions?: AllowedMentions | null;
  message_reference?: {
    type?: number;
    message_id: string;
    channel_id?: string;
    guild_id?: string;
    fail_if_not_exists?: boolean | null;
  } | null;
  attachments?: { id: string | number; filename?: string; description?: string }[] | null;
  poll?: WireObject | null;
  sticker_ids?: string[] | null;
}

const limits = {
  content: 2000,
  nonce: 25,
  embeds: 10,
  embedTotal: 6000,
  embedTitle: 256,
  embedDescription: 4096,
  embedFields: 25,
  embedFieldName: 256,
  embedFieldValue: 1024,
  embedFooter: 2048,
  embedAuthor: 256,
  files: 10,
  fileBytes: 10 * 1024 * 1024,
  mentionIds: 100,
} as const;

const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

const tooLong = (at: readonly (string | number)[], limit: number): FormMistake => ({
  at,
  code: 'BASE_TYPE_MAX_LENGTH',
  message: `Must be ${limit} or fewer in length.`,
});

const partsOfEmbed = (embed: WireObject): { at: (string | number)[]; length: number; limit: number }[] => {
  const fields = Array.isArray(embed['fields']) ? (embed['fields'] as WireObject[]) : [];
  const footer = embed['footer'] as WireObject | undefined;
  const author = embed['author'] as WireObject | undefined;
  return [
    { at: ['title'], length: lengthOf(embed['title']), limit: limits.embedTitle },
    { at: ['description'], length: lengthOf(embed['description']), limit: limits.embedDescription },
    { at: ['footer', 'text'], length: lengthOf(footer?.['text']), limit: limits.embedFooter },
    { at: ['author', 'name'], length: lengthOf(author?.['name']), limit: limits.embedAuthor },
    ...fields.flatMap((field, index) => [
      { at: ['fields', index, 'name'], length: lengthOf(field['name']), limit: limits.embedFieldName },
      { at: ['fields', index, 'value'], length: lengthOf(field['value']), limit: limits.embedFieldValue },
    ]),
  ];
};

const checkEmbeds = (embeds: readonly WireObject[]): FormMistake[] => {
  const mistakes: FormMistake[] = [];
  if (embeds.length > limits.embeds) mistakes.push(tooLong(['embeds'], limits.embeds));
  let total = 0;
  for (const [index, embed] of embeds.entries()) {
    for (const { at, length, limit } of partsOfEmbed(embed)) {
      total += length;
      if (length > limit) mistakes.push(tooLong(['embeds', index, ...at], limit));
    }
    const { fields } = embed;
    if (Array.isArray(fields) && fields.length > limits.embedFields) {
      mistakes.push(tooLong(['embeds', index, 'fields'], limits.embedFields));
    }
  }
  if (total > limits.embedTotal) {
    const message = `Embed size exceeds maximum size of ${limits.embedTotal}`;
    mistakes.push({ at: ['embeds'], code: 'MAX_EMBED_SIZE_EXCEEDED', message });
  }
  return mistakes;
};

const checkAllowedMentions = (allowed: AllowedMentions | null | undefined): FormMistake[] => {
  const mistakes: FormMistake[] = [];
  for (const kind of ['users', 'roles'] as const) {
    const ids = allowed?.[kind] ?? [];
    if (ids.length > limits.mentionIds) mistakes.push(tooLong(['allowed_mentions', kind], limits.mentionIds));
    if (ids.length > 0 && allowed?.parse?.includes(kind) === true) {
      const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`;
      mistakes.push({ at: ['allowed_mentions'], code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message });
    }
  }
  return mistakes;
};

const checkForm = (form: MessageForm, files: readonly UploadedFile[], v2: boolean): FormMistake[] => {
  const mistakes = [...checkEmbeds(form.embeds ?? []), ...checkAllowedMentions(form.allowed_mentions)];
  if (lengthOf(form.content) > limits.content) mistakes.push(tooLong(['content'], limits.content));
  if (lengthOf(form.nonce) > limits.nonce) mistakes.push(tooLong(['nonce'], limits.nonce));
  if (form.components) mistakes.push(...checkComponents(form.components, v2));
  if (files.length > limits.files) mistakes.push(tooLong(['files'], limits.files));
  if (v2) {
    for (const key of ['content', 'embeds', 'poll'] as const) {
      const value = form[key];
      if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
      const message = `The '${key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`;
      mistakes.push({ at: [key], code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', message });
    }
  }
  return mistakes;
};

const refuseMistakes = (form: MessageForm, files: readonly UploadedFile[], v2: boolean): void => {
  if (files.some((file) => file.data.length > limits.fileBytes)) throw refuse('tooLarge');
  const mistakes = checkForm(form, files, v2);
  if (mistakes.length > 0) throw invalidForm(mistakes);
};

const isV2 = (flags: number | null | undefined): boolean => ((flags ?? 0) & messageFlags.componentsV2) !== 0;

/** Throws what Discord would answer to a new message. A blank text is no text: Discord trims it. */
export const checkNewMessage = (form: MessageForm, files: readonly UploadedFile[]): void => {
  refuseMistakes(form, files, isV2(form.flags));
  const isEmpty =
    (form.content ?? '').trim() === '' &&
    (form.embeds ?? []).length === 0 &&
    (form.components ?? []).length === 0 &&
    files.length === 0 &&
    (form.sticker_ids ?? []).length === 0 &&
    !form.poll;
  if (isEmpty) throw refuse('emptyMessage');
};

/** Throws what Discord would answer to an edit, which must leave something to be seen. */
export const checkEditedMessage = (message: StoredMessage, form: MessageForm, files: readonly UploadedFile[]): void => {
  const v2 = isV2(form.flags) || isV2(message.flags);
  refuseMistakes(form, files, v2);
  if (isV2(form.flags) && form.content === undefined && message.content !== '') {
    const text = "The 'content' field must be cleared when MessageFlags.IS_COMPONENTS_V2 is set";
    throw invalidForm([
      { at: ['content'], code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', message: text },
    ]);
  }
  const content = form.content === undefined ? message.content : (form.content ?? '').trim();
  const embeds = form.embeds === undefined ? message.embeds : (form.embeds ?? []);
  const components = form.components === undefined ? message.components : (form.components ?? []);
  const kept = form.attachments === undefined ? message.files : (form.attachments ?? []);
  if (content === '' && embeds.length + components.length + kept.length + files.length === 0) {
    throw refuse('emptyMessage');
  }
};
