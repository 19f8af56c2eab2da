import type { JsonObject } from './json-object.ts';
import { readMrkdwn } from './reading.ts';

const reference = /(<[@#!][^<>]+>)/;

/** The rich_text block that Slack's editor makes of what a person writes. */
export function personBlocks(text: string, blockId: string): JsonObject[] {
  const elements = text
    .split(reference)
    .filter((part) => part !== '')
    .map(elementOf);
  return [{ type: 'rich_text', block_id: blockId, elements: [{ type: 'rich_text_section', elements }] }];
}

function elementOf(part: string): JsonObject {
  const [, sign, id = ''] = /^<([@#!])([^|>]+)/.exec(part) ?? [];
  if (sign === '@') return { type: 'user', user_id: id };
  if (sign === '#') return { type: 'channel', channel_id: id };
  if (sign === '!' && ['here', 'channel', 'everyone'].includes(id)) return { type: 'broadcast', range: id };
  return { type: 'text', text: readMrkdwn(part, String) };
}
