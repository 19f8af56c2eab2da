import { isObject, textOf, type JsonObject } from './json-object.ts';
import type { Manners, MessageBody } from './stored-message.ts';

const reference = /<(?:@([UW][A-Z0-9]+)|!(channel|here|everyone)|!subteam\^(S[A-Z0-9]+))(?:\|[^<>]*)?>/g;
const bareWord = /(?<![\w<@.])@(channel|here|everyone|[a-z0-9][\w.-]*)/g;
const link = /https?:\/\/[^\s<>|()"'`\]]+/g;

/**
 * Whom the message would notify: user ids, ids of user groups, `channel`, `here`, `everyone`. References count wherever Slack
 * parses text, also within code; bare words (`@here`) only with `link_names` or `parse: full`. Escaped ones (`&lt;!here&gt;`) never.
 * `idOf` finds the user of a bare name.
 */
export function pingsOf(body: MessageBody, manners: Manners, idOf: (name: string) => string | undefined): string[] {
  const pinged = new Set<string>(richMentions(body.blocks));
  for (const text of parsedTexts(body)) {
    for (const [, user, broadcast, group] of text.matchAll(reference)) pinged.add(user ?? broadcast ?? group ?? '');
    if (!manners.linkNames && !manners.parseFull) continue;
    for (const [, word] of text.matchAll(bareWord)) {
      const whom = ['channel', 'here', 'everyone'].includes(word ?? '') ? word : idOf(word ?? '');
      if (whom !== undefined) pinged.add(whom);
    }
  }
  return [...pinged];
}

/** The links that Slack may show a preview of: none only when both kinds were refused. */
export function unfurlsOf(body: MessageBody, manners: Manners): string[] {
  if (!manners.unfurlLinks && !manners.unfurlMedia) return [];
  return [...new Set(parsedTexts(body).flatMap((text) => text.match(link) ?? []))];
}

function parsedTexts(body: MessageBody): string[] {
  return [body.text, ...parsedParts(body.blocks), ...parsedParts(body.attachments)];
}

/** The text of mrkdwn objects, markdown blocks and attachments; plain_text is not parsed. */
function parsedParts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(parsedParts);
  if (!isObject(value)) return [];
  if (value['type'] === 'plain_text' || value['type'] === 'raw_text' || value['type'] === 'rich_text') return [];
  const own = ['text', 'pretext', 'title', 'value', 'fallback'].filter((key) => parsedHere(value, key));
  return [...own.map((key) => textOf(value[key])), ...Object.values(value).flatMap(parsedParts)];
}

function parsedHere(part: JsonObject, key: string): boolean {
  if (typeof part[key] !== 'string') return false;
  const type = part['type'];
  return type === undefined
    ? part['action_id'] === undefined
    : key === 'text' && (type === 'mrkdwn' || type === 'markdown');
}

function richMentions(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(richMentions);
  if (!isObject(value)) return [];
  const inside = Object.values(value).flatMap(richMentions);
  if (value['type'] === 'user') return [...inside, textOf(value['user_id'])];
  if (value['type'] === 'broadcast') return [...inside, textOf(value['range'])];
  if (value['type'] === 'usergroup') return [...inside, textOf(value['usergroup_id'])];
  return inside;
}
