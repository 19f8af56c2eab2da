import { elementsOf } from './block-rules.ts';
import { isObject, objectsIn, textOf, type JsonObject } from './json-object.ts';
import type { MessageBody } from './stored-message.ts';

/** Something in a message that a person can press or choose from. */
export interface Control {
  readonly blockId: string;
  readonly actionId: string;
  readonly type: string;
  /** Of a button; of a menu its placeholder. */
  readonly label: string;
  readonly element: JsonObject;
  /** Of a menu. */
  readonly options: readonly { label: string; value: string }[];
}

/** What a person reads: the blocks, or the text where there are none. `nameOf` gives the name for the id of a user or channel. */
export function readBody(body: MessageBody, nameOf: (id: string) => string): string {
  const shown = body.blocks.length > 0 ? readBlocks(body.blocks, nameOf) : readMrkdwn(body.text, nameOf);
  const attached = objectsIn(body.attachments).map((part) => readMrkdwn(textOf(part['text']), nameOf));
  return [shown, ...attached].filter((part) => part !== '').join('\n');
}

export function readBlocks(blocks: readonly JsonObject[], nameOf: (id: string) => string): string {
  return blocks
    .map((block) => readPart(block, nameOf))
    .filter((part) => part !== '')
    .join('\n');
}

function readPart(part: unknown, nameOf: (id: string) => string): string {
  if (!isObject(part)) return '';
  const inside = (key: string, between: string): string =>
    objectsIn(part[key])
      .map((element) => readPart(element, nameOf))
      .filter((text) => text !== '')
      .join(between);
  switch (part['type']) {
    case 'mrkdwn':
    case 'markdown':
      return readMrkdwn(textOf(part['text']), nameOf);
    case 'plain_text':
    case 'raw_text':
    case 'raw_number':
      return textOf(part['text']);
    case 'section':
      return [readPart(part['text'], nameOf), inside('fields', '\n')].filter((text) => text !== '').join('\n');
    case 'header':
    case 'alert':
      return readPart(part['text'], nameOf);
    case 'input':
      return readPart(part['label'], nameOf);
    case 'context':
      return inside('elements', ' ');
    case 'image':
      return textOf(part['alt_text']);
    case 'table':
      return readTable(part['rows'], nameOf);
    case 'task_card':
      return textOf(part['title']);
    case 'plan':
      return [textOf(part['title']), inside('tasks', '\n')].filter((text) => text !== '').join('\n');
    default:
      return readRichText(part, nameOf);
  }
}

function readTable(rows: unknown, nameOf: (id: string) => string): string {
  if (!Array.isArray(rows)) return '';
  return rows
    .map((row) =>
      objectsIn(row)
        .map((cell) => readPart(cell, nameOf))
        .join(' | '),
    )
    .join('\n');
}

function readRichText(part: JsonObject, nameOf: (id: string) => string): string {
  switch (part['type']) {
    case 'text':
      return textOf(part['text']);
    case 'user':
      return `@${nameOf(textOf(part['user_id']))}`;
    case 'broadcast':
      return `@${textOf(part['range'])}`;
    case 'channel':
      return `#${nameOf(textOf(part['channel_id']))}`;
    case 'link':
      return textOf(part['text']) || textOf(part['url']);
    case 'rich_text':
    case 'rich_text_list':
      return objectsIn(part['elements'])
        .map((element) => readRichText(element, nameOf))
        .join('\n');
    case 'rich_text_section':
    case 'rich_text_quote':
    case 'rich_text_preformatted':
      return objectsIn(part['elements'])
        .map((element) => readRichText(element, nameOf))
        .join('');
    default:
      return '';
  }
}

/** References become names, links their labels, and `&lt;` a `<`. */
export function readMrkdwn(text: string, nameOf: (id: string) => string): string {
  return text
    .replaceAll(/<([^<>\n]+)>/g, (whole, inner: string) => readReference(inner, nameOf) ?? whole)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function readReference(inner: string, nameOf: (id: string) => string): string | undefined {
  const [target = '', label] = inner.split('|', 2);
  if (target.startsWith('@')) return `@${label ?? nameOf(target.slice(1))}`;
  if (target.startsWith('#')) return `#${label ?? nameOf(target.slice(1))}`;
  if (target.startsWith('!')) return `@${label ?? target.slice(1)}`;
  return /^(?:https?|mailto|tel):/.test(target) ? (label ?? target) : undefined;
}

/** Buttons and menus, in the order in which they are seen. */
export function controlsIn(blocks: readonly JsonObject[]): Control[] {
  return blocks.flatMap((block) => elementsOf(block).flatMap((element) => controlsOf(block, element)));
}

function controlsOf(block: JsonObject, element: JsonObject): Control[] {
  const options = [
    ...objectsIn(element['options']),
    ...objectsIn(element['option_groups']).flatMap((group) => objectsIn(group['options'])),
  ];
  const parts =
    element['type'] === 'feedback_buttons'
      ? [element['positive_button'], element['negative_button']].filter(isObject)
      : [element];
  return parts.map((part) => ({
    blockId: textOf(block['block_id']),
    actionId: textOf(element['action_id']),
    type: textOf(element['type']),
    label: readPart(part['text'], String) || readPart(part['placeholder'], String),
    element: part,
    options: options.map((option) => ({ label: readPart(option['text'], String), value: textOf(option['value']) })),
  }));
}
