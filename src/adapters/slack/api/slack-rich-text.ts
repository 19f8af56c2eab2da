import { escapeSlack } from './slack-escape.ts';
import { idAt, listAt, payloadAt, textAt } from './slack-payload.ts';
import type { Payload } from './slack-payload.ts';

/** A block of rich text as Slack would write it into a text: with its markup, so that names are found for ids later. */
export const richTextWords = (block: Payload): string =>
  listAt(block, 'elements')
    .map((element) => partWords(element))
    .filter((part) => part !== '')
    .join('\n');

const partWords = (part: Payload): string => {
  const inline = listAt(part, 'elements');
  switch (part['type']) {
    case 'rich_text_list':
      return inline
        .map((item, index) => `${'    '.repeat(levelOf(part))}${signOf(part, index)} ${spanWords(item)}`)
        .join('\n');
    case 'rich_text_quote':
      return spanWords(part)
        .split('\n')
        .map((line) => `&gt; ${line}`)
        .join('\n');
    case 'rich_text_preformatted':
      return `\`\`\`\n${spanWords(part)}\n\`\`\``;
    default:
      return spanWords(part);
  }
};

const MAX_LEVEL = 8;

const numberAt = (payload: Payload, key: string): number => {
  const value = payload[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
};

const levelOf = (list: Payload): number => Math.min(MAX_LEVEL, Math.max(0, Math.floor(numberAt(list, 'indent'))));

const signOf = (list: Payload, index: number): string =>
  list['style'] === 'ordered' ? `${Math.floor(numberAt(list, 'offset')) + index + 1}.` : '-';

const spanWords = (part: Payload): string => listAt(part, 'elements').map(inlineWords).join('');

const inlineWords = (element: Payload): string => {
  const text = escapeSlack(textAt(element, 'text') ?? '');
  switch (element['type']) {
    case 'link': {
      const url = textAt(element, 'url');
      if (url === undefined || /[<>|\s]/.test(url)) return text;
      return text === '' ? `<${url}>` : `<${url}|${text}>`;
    }
    case 'user':
      return tokenOf('@', idAt(element, 'user_id'));
    case 'channel':
      return tokenOf('#', idAt(element, 'channel_id'));
    case 'usergroup':
      return tokenOf('!subteam^', idAt(element, 'usergroup_id'));
    case 'broadcast':
      return `@${textAt(element, 'range') ?? ''}`;
    case 'emoji':
      return `:${textAt(element, 'name') ?? ''}:`;
    case 'date':
      return escapeSlack(textAt(element, 'fallback') ?? '');
    case 'color':
      return textAt(element, 'value') ?? '';
    default:
      return withStyle(text, payloadAt(element, 'style'));
  }
};

const tokenOf = (sign: string, id: string | undefined): string => (id === undefined ? '' : `<${sign}${id}>`);

const withStyle = (text: string, style: Payload | undefined): string => {
  if (style?.['code'] === true) return `\`${text}\``;
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  if (words === '') return text;
  const marks = (['bold', 'italic', 'strike'] as const)
    .filter((name) => style?.[name] === true)
    .map((name) => MARKS[name]);
  return `${before}${marks.join('')}${words}${marks.toReversed().join('')}${after}`;
};

const MARKS = { bold: '*', italic: '_', strike: '~' } as const;
