import { cleanText } from '../../core/markdown/clean-text.ts';
import { OWN_MENTION, withoutOwnMention } from '../../core/markdown/own-mention.ts';
import { splitMarkdown } from '../../core/markdown/split-markdown.ts';
import { fittingLength, sizeOf } from '../../core/markdown/text-size.ts';
import { slackMarkdown } from './slack-markdown.ts';
import { slackMrkdwn } from './slack-mrkdwn.ts';

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
  /** For `text` beside it: notifications, screen readers, search. */
  text: string;
}

const SHORTER = 0.7;

/** Markdown as mrkdwn of at most `maxBytes`, shortened where it is longer. */
export const slackFallback = (markdown: string, maxBytes: number = slackLimits.textBytes): string => {
  let source = markdown.slice(0, fittingLength(markdown, maxBytes, 'utf8'));
  if (source.length < markdown.length) source = splitMarkdown(source, { max: maxBytes, measure: 'utf8' })[0] ?? '';
  const whole = source.length === markdown.length;
  let text = slackMrkdwn(source);
  while (sizeOf(text, 'utf8') > maxBytes - 3 && source !== '') {
    const [first = ''] = splitMarkdown(source, { max: Math.floor(sizeOf(source, 'utf8') * SHORTER), measure: 'utf8' });
    source = first;
    text = slackMrkdwn(source);
  }
  return source.length === markdown.length || (whole && text === '') ? text : `${text}…`;
};

/** An answer as messages, in order. While it grows, all but the last stay as they are. */
export const slackTexts = (markdown: string): SlackText[] =>
  splitMarkdown(cleanText(markdown), {
    max: slackLimits.markdownUnits,
    measure: 'utf16',
    maxBlocks: slackLimits.blocks,
    render: slackMarkdown,
  }).map((part) => ({ source: part, markdown: slackMarkdown(part), text: slackFallback(part) }));

/** An answer for places that refuse blocks (`invalid_blocks`): texts in mrkdwn, in order. */
export const slackMrkdwnTexts = (markdown: string): string[] => {
  const fit = (source: string, max: number): string[] =>
    splitMarkdown(source, { max, measure: 'utf8' }).flatMap((part) => {
      const text = slackMrkdwn(part);
      return sizeOf(text, 'utf8') <= slackLimits.textBytes ? [text] : fit(part, Math.floor(max / 2));
    });
  return fit(cleanText(markdown), Math.floor(slackLimits.textBytes * SHORTER)).filter((text) => text.trim() !== '');
};

/** What the bot knows while it reads a text. */
export interface SlackReader {
  /** The bot's own user id; its mentions are removed. */
  botUserId: string;
  /** Names of people (U, W), channels (C, G) and user groups (S), without their sign. */
  nameOf?: (id: string) => string | undefined;
}

const TOKEN = /<([@#!]?)([^<>|\n]{1,3000})(?:\|([^<>\n]{0,3000}))?>/gu;

/** The ids in a text that have no name beside them, each once. */
export const idsInSlackText = (text: string, botUserId: string): string[] => {
  const ids = [...text.matchAll(TOKEN)].flatMap(([, sign = '', target = '', label = '']) => {
    if (label !== '') return [];
    if (sign === '@' || sign === '#') return [target];
    return target.startsWith('subteam^') ? [target.slice('subteam^'.length)] : [];
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

const tokenText = (sign: string, target: string, label: string, reader: SlackReader): string => {
  const named = label === '' ? reader.nameOf?.(target) : label;
  if (sign === '@') return target === reader.botUserId ? '' : `@${named ?? target}`;
  if (sign === '#') return `#${named ?? target}`;
  if (sign === '') return addressText(target, label);
  if (target.startsWith('subteam^')) {
    const id = target.slice('subteam^'.length);
    return `@${(label === '' ? reader.nameOf?.(id) : label)?.replace(/^@/u, '') ?? id}`;
  }
  if (label !== '') return target.startsWith('date^') ? label : `@${label.replace(/^@/u, '')}`;
  return target.startsWith('date^') ? (target.split('^')[1] ?? '') : `@${target}`;
};

/** A person's text as it was meant: entities decoded, names for ids, the bot's own mention gone wherever it stands. */
export const readSlackText = (text: string, reader: SlackReader): string => {
  const read = text.replaceAll(OWN_MENTION, '').replaceAll(TOKEN, (_, sign: string, target: string, label?: string) => {
    if (sign === '@' && target === reader.botUserId) return OWN_MENTION;
    return tokenText(sign, target, label ?? '', reader);
  });
  return withoutOwnMention(decoded(read));
};
