import { escapeSlack } from './slack-escape.ts';
import { asPayload, listAt, payloadAt, textAt } from './slack-payload.ts';
import type { Payload } from './slack-payload.ts';
import { richTextWords } from './slack-rich-text.ts';

/** What of a block, or of a part of one, is read, in the order in which it is seen; whatever else it holds are ids, addresses and settings. */
const SEEN_KEYS =
  'title rich_text_title subtitle text body caption description details output label fields author_name provider_name alt_text hero_image icon elements child_blocks tasks sources accessory element actions hint'.split(
    ' ',
  );
const CONTROL = /^(?:button|checkboxes|radio_buttons|overflow|.*(?:_button|_select|picker|_input))$/;
/** Blocks hold blocks that hold blocks; what lies deeper nobody has drawn. */
const MAX_DEPTH = 12;

/** The words of blocks, with Slack's markup. */
export const blocksWords = (blocks: readonly Payload[]): string => wordsIn(blocks, 0);

const wordsIn = (value: unknown, depth: number): string => {
  if (typeof value === 'string') return value;
  if (depth > MAX_DEPTH) return '';
  if (Array.isArray(value)) return joined(value.map((each) => wordsIn(each, depth + 1)));
  const part = asPayload(value);
  return part ? partWords(part, depth) : '';
};

const partWords = (part: Payload, depth: number): string => {
  const type = textAt(part, 'type') ?? '';
  switch (type) {
    case 'rich_text':
      return richTextWords(part);
    case 'markdown':
    case 'raw_text':
    case 'raw_number':
      return escapeSlack(textAt(part, 'text') ?? '');
    case 'url':
      return sourceWords(part);
    case 'context':
    case 'actions':
    case 'context_actions':
      return joined(
        listAt(part, 'elements').map((each) => wordsIn(each, depth + 1)),
        ' ',
      );
    case 'feedback_buttons':
      return joined(
        [controlWords(payloadAt(part, 'positive_button')), controlWords(payloadAt(part, 'negative_button'))],
        ' ',
      );
    case 'table':
    case 'data_table':
      return tableWords(part, depth);
    default:
      if (CONTROL.test(type)) return controlWords(part);
      return joined(SEEN_KEYS.map((key) => wordsIn(part[key], depth + 1)));
  }
};

const tableWords = (table: Payload, depth: number): string => {
  const rows = rowsOf(table).map((row) =>
    joined(
      row.map((cell) => wordsIn(cell, depth + 1)),
      ' | ',
    ),
  );
  return joined([textAt(table, 'caption'), ...rows], '\n');
};

const sourceWords = (source: Payload): string => {
  const [url = '', text = ''] = [textAt(source, 'url'), textAt(source, 'text')];
  return /^https?:[^<>|\s]+$/.test(url) ? `<${url}|${escapeSlack(text)}>` : escapeSlack(text);
};

/** A text object. */
const objectWords = (object: Payload | undefined): string => textAt(object, 'text') ?? '';

/** What stands on a button or beside a menu, as in polls, and what has been filled in. */
const controlWords = (element: Payload | undefined): string => {
  const label = objectWords(payloadAt(element, 'text')) || objectWords(payloadAt(element, 'placeholder'));
  const groups = listAt(element, 'option_groups').flatMap((group) =>
    [objectWords(payloadAt(group, 'label'))].concat(optionWords(listAt(group, 'options'))),
  );
  const options = [...optionWords(listAt(element, 'options')), ...groups, ...chosenWords(element)];
  return joined([bracketed(label), ...new Set(options)], ' '); // what is chosen is mostly one of them
};

const FILLED_IN = ['initial_value', 'initial_date', 'initial_time'];

const chosenWords = (element: Payload | undefined): string[] => [
  ...optionWords([payloadAt(element, 'initial_option') ?? {}, ...listAt(element, 'initial_options')]),
  ...FILLED_IN.map((key) => wordsIn(element?.[key], MAX_DEPTH)),
];

const optionWords = (options: readonly Payload[]): string[] =>
  options.map((option) =>
    joined([bracketed(objectWords(payloadAt(option, 'text'))), objectWords(payloadAt(option, 'description'))], ' '),
  );

export const bracketed = (words = ''): string => (words === '' ? '' : `[${words}]`);

const rowsOf = (table: Payload): Payload[][] => {
  const rows = table['rows'];
  return Array.isArray(rows) ? rows.map((row: unknown) => listAt({ row }, 'row')) : [];
};

export const joined = (parts: readonly (string | undefined)[], between = '\n\n'): string =>
  parts.filter((part) => part !== undefined && part !== '').join(between);
