import { cleanText } from '../../../markdown/scan/clean-text.ts';
import { mendFences } from '../../../markdown/write/fix-fences.ts';
import { OWN_MENTION, withoutOwnMention } from '../../../markdown/scan/own-mention.ts';
import { splitMarkdown } from '../../../markdown/split/split-markdown.ts';
import { fittingLength, sizeOf } from '../../../markdown/scan/text-size.ts';
import { slackMarkdown } from './slack-markdown.ts';
import { escapeSlack, slackMrkdwn } from './slack-mrkdwn.ts';

/** Slack's limits for texts, each with its unit (docs.slack.dev, reference of blocks and methods). */
export const slackLimits = {
  /** All `markdown` blocks of a message together, in UTF-16 units: 12,000, less what Slack may add in translation. */
  markdownUnits: 11_500,
  /** A `markdown` block becomes several blocks; a message has room for 50, its buttons and its note included. */
  blocks: 45,
  /** `chat.update` refuses more with `msg_too_long`. Counted in UTF-8 bytes, the stricter reading of "4,000 characters". */
  textBytes: 4_000,
  sectionUnits: 3_000,
  buttonUnits: 75,
} as const;

/** One message of an answer. */
export interface SlackText {
  /** What it was made of. */
  source: string;
  /** For a `markdown` block. */
  markdown: string;
  /** For `text` beside it: notifications, screen readers, search. Made when it is read, which costs more than all the rest. */
  readonly text: string;
}

const SHORTER = 0.7;
const MARK = '…';

const beginning = (markdown: string, bytes: number): string =>
  splitMarkdown(markdown.slice(0, fittingLength(markdown, bytes, 'utf8')), { max: bytes, measure: 'utf8' })[0] ?? '';

/** Markdown as mrkdwn of at most `maxBytes` (UTF-8), shortened between blocks or words where it is longer. */
export const slackFallback = (markdown: string, maxBytes: number = slackLimits.textBytes): string => {
  const room = maxBytes - sizeOf(MARK, 'utf8');
  if (sizeOf(markdown, 'utf8') <= room) {
    const whole = slackMrkdwn(markdown);
    if (sizeOf(whole, 'utf8') <= maxBytes) return whole;
  }
  for (let bytes = room; bytes > 0; bytes = Math.floor(bytes * SHORTER)) {
    const text = slackMrkdwn(beginning(markdown, bytes));
    if (sizeOf(text, 'utf8') <= room) return text + MARK;
  }
  return MARK;
};

/** An answer as messages, in order. While it grows, all but the last stay as they are. */
export const slackTexts = (markdown: string): SlackText[] =>
  splitMarkdown(mendFences(cleanText(markdown)), {
    max: slackLimits.markdownUnits,
    measure: 'utf16',
    maxBlocks: slackLimits.blocks,
    render: slackMarkdown,
  }).map((source) => ({
    source,
    markdown: slackMarkdown(source),
    get text() {
      return slackFallback(source);
    },
  }));

/** An answer for places that refuse blocks (`invalid_blocks`): texts in mrkdwn, in order. */
export const slackMrkdwnTexts = (markdown: string): string[] => {
  const fit = (source: string, max: number): string[] =>
    splitMarkdown(source, { max, measure: 'utf8' }).flatMap((part) => {
      const text = slackMrkdwn(part) || escapeSlack(part);
      return sizeOf(text, 'utf8') <= slackLimits.textBytes ? [text] : fit(part, Math.floor(max / 2));
    });
  return fit(mendFences(cleanText(markdown)), Math.floor(slackLimits.textBytes * SHORTER));
};

/** What the bot knows while it reads a text. */
export interface SlackReader {
  /** The bot's own user id; its mentions are removed. */
  botUserId: string;
  /** Names of people (U, W), channels (C, G) and user groups (S), without their sign. */
  nameOf?: (id: string) => string | undefined;
}

const TOKEN =
  /<(?:([@#])([^<>|\s]{1,300})|(!)([^<>|\n]{1,300})|([a-z][a-z0-9+.-]{0,30}:[^<>|\s]{1,3000}))(?:\|([^<>\n]{0,3000}))?>/giu;

interface SlackToken {
  sign: string;
  target: string;
  label: string;
}

const tokenOf = (groups: readonly (string | undefined)[]): SlackToken => {
  const [sign, id, bang, command, address, label = ''] = groups;
  return { sign: sign ?? bang ?? '', target: id ?? command ?? address ?? '', label };
};

const GROUP = 'subteam^';

/** The ids in a text that have no name beside them, each once. */
export const idsInSlackText = (text: string, botUserId: string): string[] => {
  const ids = [...text.matchAll(TOKEN)].flatMap(([, ...groups]) => {
    const { sign, target, label } = tokenOf(groups);
    if (label !== '' || sign === '') return [];
    if (sign !== '!') return [target];
    return target.startsWith(GROUP) ? [target.slice(GROUP.length)] : [];
  });
  return [...new Set(ids)].filter((id) => id !== botUserId);
};

const decoded = (text: string): string =>
  text.replaceAll(/&(lt|gt|amp);/gu, (_, name: string) => (name === 'lt' ? '<' : name === 'gt' ? '>' : '&'));

const addressText = (url: string, label: string): string => {
  const bare = url.replace(/^(?:mailto:|tel:|https?:\/\/)/u, '');
  // Slack makes links of what people type; they read as they were typed.
  if (label === '' || label === url) return url.startsWith('mailto:') || url.startsWith('tel:') ? bare : url;
  return label === bare || `${label}/` === bare ? label : `[${label}](${url})`;
};

const tokenText = ({ sign, target, label }: SlackToken, reader: SlackReader): string => {
  const named = (id: string): string => (label === '' ? (reader.nameOf?.(id) ?? id) : label).replace(/^@/u, '');
  if (sign === '') return addressText(target, label);
  if (sign === '@') return target === reader.botUserId ? OWN_MENTION : `@${named(target)}`;
  if (sign === '#') return `#${named(target)}`;
  if (target.startsWith(GROUP)) return `@${named(target.slice(GROUP.length))}`;
  if (target.startsWith('date^')) return label === '' ? (target.split('^')[1] ?? '') : label;
  return `@${label === '' ? target : label.replace(/^@/u, '')}`;
};

/** A person's text as it was meant: entities decoded, names for ids, the bot's own mention gone wherever it stands. */
export const readSlackText = (text: string, reader: SlackReader): string => {
  const read = text
    .replaceAll(OWN_MENTION, '')
    .replaceAll(TOKEN, (_, ...groups: (string | undefined)[]) => tokenText(tokenOf(groups), reader));
  return withoutOwnMention(decoded(read));
};
