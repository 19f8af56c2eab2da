import { z } from 'zod';

import { flag, json } from './argument-rules.ts';
import { checkBlocks } from './block-rules.ts';
import { isObject, objectsIn, present, textOf, type JsonObject } from './json-object.ts';
import { Refusal } from './refusal.ts';
import { plainManners, type Manners, type MessageBody } from './stored-message.ts';

/** The arguments that say what a message holds, shared by all methods that write one. */
export const contentArguments = {
  text: z.string().optional(),
  blocks: json.optional(),
  attachments: json.optional(),
  markdown_text: z.string().optional(),
  metadata: json.optional(),
};

export const mannerArguments = {
  link_names: flag.optional(),
  parse: z.enum(['full', 'none', 'client']).optional(),
  unfurl_links: flag.optional(),
  unfurl_media: flag.optional(),
  mrkdwn: flag.optional(),
};

interface Content {
  text?: string | undefined;
  blocks?: unknown;
  attachments?: unknown;
  markdown_text?: string | undefined;
  metadata?: unknown;
}

const longestText = 40_000;
export const longestMarkdown = 12_000;
const longestMetadataBytes = 16_000;

/**
 * What the message will hold, and the warning that Slack adds when it had to shorten the text.
 * @throws {Refusal} no_text, markdown_text_conflict, msg_too_long, invalid_blocks and its relatives, invalid_metadata_format
 */
export function readContent(
  content: Content,
  newId: () => string,
): { body: MessageBody; warning?: 'message_truncated' } {
  const metadata = content.metadata === undefined ? {} : { metadata: checkMetadata(content.metadata) };
  if (content.markdown_text !== undefined) {
    if (content.text !== undefined || content.blocks !== undefined) throw new Refusal('markdown_text_conflict');
    if (content.markdown_text.length > longestMarkdown) throw new Refusal('msg_too_long');
    if (content.markdown_text === '') throw new Refusal('no_text');
    return { body: { ...markdownBody(content.markdown_text, newId), ...metadata } };
  }
  const blocks = content.blocks === undefined ? [] : checkBlocks(content.blocks, newId);
  const attachments = objectsIn(content.attachments);
  const text = content.text ?? '';
  if (text.trim() === '' && blocks.length === 0 && attachments.length === 0) throw new Refusal('no_text');
  const body = { text: text.slice(0, longestText), blocks, attachments, ...metadata };
  return text.length > longestText ? { body, warning: 'message_truncated' } : { body };
}

export function markdownBody(markdown: string, newId: () => string): MessageBody {
  return { text: markdown, blocks: [{ type: 'markdown', block_id: newId(), text: markdown }], attachments: [] };
}

export function readManners(given: {
  link_names?: boolean | undefined;
  parse?: string | undefined;
  unfurl_links?: boolean | undefined;
  unfurl_media?: boolean | undefined;
}): Manners {
  return {
    linkNames: given.link_names ?? plainManners.linkNames,
    parseFull: given.parse === 'full',
    unfurlLinks: given.unfurl_links ?? plainManners.unfurlLinks,
    unfurlMedia: given.unfurl_media ?? plainManners.unfurlMedia,
  };
}

/** @throws {Refusal} invalid_metadata_format, metadata_too_large */
export function checkMetadata(metadata: unknown): JsonObject {
  const shape = z.strictObject({ event_type: z.string().min(1).max(255), event_payload: z.looseObject({}) });
  if (!shape.safeParse(metadata).success) throw new Refusal('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(metadata)) > longestMetadataBytes) throw new Refusal('metadata_too_large');
  return isObject(metadata) ? metadata : {};
}

export const disguiseArguments = {
  username: z.string().optional(),
  icon_emoji: z.string().optional(),
  icon_url: z.string().optional(),
};

export function readDisguise(given: JsonObject): JsonObject | undefined {
  const disguise = present({
    username: given['username'],
    icons: given['icon_emoji'] === undefined ? undefined : { emoji: textOf(given['icon_emoji']) },
  });
  return Object.keys(disguise).length > 0 ? disguise : undefined;
}
