import { OWN_MENTION, withoutOwnMention } from '../../../markdown/scan/own-mention.ts';

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

/** Does a text, with Slack's markup, mention this user? */
export const mentions = (raw: string, user: string): boolean => new RegExp(`<@${user}(?:\\|[^<>]*)?>`).test(raw);

/** "@ada what do you think?": said to somebody else. */
export const beginsWithMention = (raw: string): boolean =>
  /^\s*<(?:@[A-Z]|!(?:subteam\^|here|channel|everyone))/.test(raw);
