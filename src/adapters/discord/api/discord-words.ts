import { ComponentType, EmbedType, MessageReferenceType } from 'discord.js';
import type { APIEmbed, APIMessage, GatewayMessageUpdateDispatchData } from 'discord.js';
import { nameOf } from './discord-directory.ts';
import type { Surroundings } from './discord-directory.ts';
import { readDiscordText } from './discord-markup.ts';
import type { DiscordReader } from './discord-markup.ts';

type Words = 'content' | 'embeds' | 'components' | 'poll' | 'sticker_items' | 'attachments';
/** A message, or one that was forwarded, as far as it has words. */
type Worded = Partial<Pick<APIMessage, Words>>;
/** A message whose text Discord has told. */
export type WrittenMessage = Pick<GatewayMessageUpdateDispatchData, 'content' | 'mentions'> &
  Worded &
  Partial<Pick<GatewayMessageUpdateDispatchData, 'guild_id' | 'message_snapshots' | 'message_reference'>>;

/**
 * What somebody has written, as it was meant: without the mention of the bot, with names for ids, and with what was forwarded. Not its
 * files, which come with a question by themselves, and not the previews of its links, which Discord adds later.
 */
export const questionText = (message: WrittenMessage, around: Surroundings): string => {
  const reader = readerOf(message, around);
  return joined([...ownWords(message, reader), ...forwardedIn(message, reader, ownWords)]);
};

/** All the words that a person sees of a message: also what its links show, and the names of files. */
export const visibleText = (message: WrittenMessage, around: Surroundings): string => {
  const reader = readerOf(message, around);
  return joined([...shownWords(message, reader), ...forwardedIn(message, reader, shownWords), ...fileWords(message)]);
};

export const quoted = (text: string): string => (text.trim() === '' ? '' : text.trim().replaceAll(/^/gm, '> '));

/** Without the right to read what is not for the bot, Discord takes all of this out. */
export const isBlank = (message: Worded): boolean =>
  !message.content &&
  [message.embeds, message.components, message.attachments].every((list) => (list ?? []).length === 0) &&
  message.poll === undefined;

const readerOf = (message: WrittenMessage, around: Surroundings): DiscordReader => {
  const role = message.guild_id === undefined ? undefined : around.roleId(message.guild_id);
  const people = new Map(message.mentions.map((user) => [user.id, nameOf(user, user.member)]));
  return {
    ownIds: role === undefined ? [around.userId] : [around.userId, role],
    nameOf: (id) => people.get(id) ?? around.nameOf(id, message.guild_id),
  };
};

/** With the previews of its links. */
const shownWords = (message: Worded, reader: DiscordReader): string[] => [
  ...ownWords(message, reader),
  ...(message.embeds ?? []).filter(isPreview).map((embed) => quoted(embedWords(embed, reader))),
];

const forwardedIn = (message: WrittenMessage, reader: DiscordReader, wordsOf: typeof ownWords): string[] => {
  if (message.message_reference?.type !== MessageReferenceType.Forward) return [];
  return (message.message_snapshots ?? []).map(({ message: snapshot }) =>
    quoted(joined([...wordsOf(snapshot, reader), ...fileWords(snapshot)])),
  );
};

const ownWords = (message: Worded, reader: DiscordReader): string[] => [
  readDiscordText(message.content ?? '', reader),
  ...(message.embeds ?? []).filter((embed) => !isPreview(embed)).map((embed) => embedWords(embed, reader)),
  componentWords(message.components ?? [], reader),
  pollWords(message.poll),
  ...(message.sticker_items ?? []).map(({ name }) => `(sticker: ${name})`),
];

/** Apps and webhooks send rich embeds; all others Discord has made of a link. */
const isPreview = ({ type }: APIEmbed): boolean =>
  type !== undefined && type !== EmbedType.Rich && type !== EmbedType.PollResult;

const embedWords = (embed: APIEmbed, reader: DiscordReader): string => {
  const { provider, author, title, description, fields = [], footer } = embed;
  const read = (text: string | undefined): string => readDiscordText(text ?? '', reader);
  if (embed.type === EmbedType.PollResult) return pollResultWords(fields);
  return joined([
    read(provider?.name),
    read(author?.name),
    read(title),
    read(description),
    ...fields.map(({ name, value }) => joined([read(name), read(value)], ': ')),
    read(footer?.text),
    componentWords(listIn(embed as Part, 'components'), reader),
  ]);
};

/** What came of a poll (docs.discord.com, poll results): Discord sends it as fields of an embed. */
const pollResultWords = (fields: NonNullable<APIEmbed['fields']>): string => {
  const told = new Map(fields.map(({ name, value }) => [name, value]));
  const winner = joined([told.get('victor_answer_emoji_name') ?? '', told.get('victor_answer_text') ?? ''], ' ');
  const votes = `(${told.get('victor_answer_votes') ?? '0'}/${told.get('total_votes') ?? '0'})`;
  const result = joined([winner === '' ? '' : `✓ ${winner}`, votes], ' ');
  return joined([told.get('poll_question_text') ?? '', result], '\n');
};

/** What of a component is read, in the order in which it is seen; whatever else it holds are ids, addresses and settings. */
const SEEN_KEYS = [
  'label',
  'content',
  'description',
  'value',
  'name',
  'items',
  'options',
  'component',
  'components',
  'accessory',
];
const CONTROLS: ReadonlySet<unknown> = new Set([
  ComponentType.Button,
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
]);
/** Components hold components that hold components; what lies deeper nobody has drawn. */
const MAX_DEPTH = 12;

const componentWords = (components: readonly unknown[], reader: DiscordReader, depth = 0): string =>
  joined(components.map((component) => partWords(component, reader, depth)));

const partWords = (value: unknown, reader: DiscordReader, depth: number): string => {
  if (typeof value === 'string') return readDiscordText(value, reader);
  if (value === null || typeof value !== 'object' || depth > MAX_DEPTH) return '';
  if (Array.isArray(value)) return componentWords(value, reader, depth + 1);
  const part = value as Part;
  if (CONTROLS.has(part['type'])) return controlWords(part);
  const held = SEEN_KEYS.map((key) => partWords(part[key], reader, depth + 1));
  return joined([...held, ...(part['value'] === undefined ? [bracketed(part['placeholder'])] : [])]);
};

/** What stands on a button, and in a menu. */
const controlWords = (part: Part): string => {
  const label = joined([emojiWords(part['emoji']), textIn(part['label'])], ' ');
  const options = listIn(part, 'options').map((option) =>
    joined(
      [bracketed(joined([emojiWords(option['emoji']), textIn(option['label'])], ' ')), textIn(option['description'])],
      ' ',
    ),
  );
  return joined([bracketed(label), bracketed(part['placeholder']), ...options], ' ');
};

/** One of Unicode as it is, one of a server by its name. */
const emojiWords = (emoji: unknown): string => {
  const { id, name } = (emoji ?? {}) as Part;
  return textIn(name) === '' || id === null || id === undefined ? textIn(name) : `:${textIn(name)}:`;
};

type Part = Readonly<Record<string, unknown>>;
const listIn = (part: Part, key: string): Part[] => {
  const list = part[key];
  return Array.isArray(list) ? list.filter((each): each is Part => each !== null && typeof each === 'object') : [];
};
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const bracketed = (value: unknown): string => (textIn(value) === '' ? '' : `[${textIn(value)}]`);

const pollWords = (poll: APIMessage['poll']): string => {
  if (!poll) return '';
  const answers = poll.answers.map(
    ({ poll_media: media }) => `- ${joined([media.emoji?.name ?? '', media.text ?? ''], ' ')}`,
  );
  return joined([joined([emojiWords(poll.question.emoji), poll.question.text ?? ''], ' '), ...answers], '\n');
};

const fileWords = ({ attachments = [] }: Worded): string[] =>
  attachments.map(({ filename, title, description = '' }) =>
    joined([`(file: ${title ?? filename})`, description], '\n'),
  );

const joined = (parts: readonly string[], between = '\n\n'): string =>
  parts.filter((part) => part !== '').join(between);
