import { blocksWords, bracketed, joined } from './slack-blocks.ts';
import { escapeSlack } from './slack-escape.ts';
import { fileName, listAt, payloadAt, textAt } from './slack-payload.ts';
import type { Payload } from './slack-payload.ts';

/** How deep messages may lie in messages: a shared message that shares another one. */
const MAX_DEPTH = 3;

export const quote = (text: string, who?: string): string =>
  [...(who === undefined ? [] : [`${who}:`]), ...text.split('\n')].map((line) => `> ${line}`).join('\n');

/**
 * The words of a message that somebody has written, with Slack's markup: what it says, wherever Slack keeps that, and what was shared into
 * it. Not its files, which come with a question by themselves, and not the previews of its links, which Slack adds later.
 */
export const wordsOf = (message: Payload | undefined): string => joined(ownWords(message, 0));

/** All the words that a person sees of a message: also what its links show, the names of files, and the beginnings of snippets. */
export const visibleWordsOf = (message: Payload | undefined): string =>
  joined([
    ...ownWords(message, 0),
    ...listAt(message, 'attachments')
      .filter(isPreview)
      .map((preview) => quoted(attachmentWords(preview, 0))),
    ...fileWords(message),
  ]);

const ownWords = (message: Payload | undefined, depth: number): string[] => [
  saidIn(message),
  ...listAt(message, 'attachments').flatMap((attachment) => {
    if (isPreview(attachment)) return [];
    const words = attachmentWords(attachment, depth);
    return attachment['is_share'] === true ? [quoted(words, textAt(attachment, 'author_name'))] : [words];
  }),
];

const quoted = (words: string, who?: string): string => (words === '' ? '' : quote(words, who));

/** A link of the message, unfolded. */
const isPreview = (attachment: Payload): boolean =>
  attachment['is_share'] !== true &&
  (textAt(attachment, 'from_url') ?? textAt(attachment, 'original_url')) !== undefined;

/** People's blocks say the same as their text; where an app has sent blocks, its text is a summary that nobody sees. */
const saidIn = (message: Payload | undefined): string => {
  const [text, blocks] = [textAt(message, 'text') ?? '', listAt(message, 'blocks')];
  const isPlain = blocks.every((block) => block['type'] === 'rich_text');
  return isPlain && text !== '' ? text : blocksWords(blocks) || text;
};

/** What apps attach, and messages that were shared. */
const attachmentWords = (attachment: Payload, depth: number): string => {
  const shared = listAt(attachment, 'message_blocks').flatMap((each) =>
    listAt(payloadAt(each, 'message') ?? each, 'blocks'),
  );
  const isShare = attachment['is_share'] === true;
  const body = isShare ? textAt(attachment, 'text') : undefined;
  const said = joined([
    textAt(attachment, 'pretext'),
    isShare ? undefined : textAt(attachment, 'author_name'),
    titleWords(attachment),
    body ?? (blocksWords([...shared, ...listAt(attachment, 'blocks')]) || textAt(attachment, 'text')),
    ...listAt(attachment, 'fields').map((field) => joined([textAt(field, 'title'), textAt(field, 'value')], ': ')),
    ...(depth < MAX_DEPTH ? listAt(attachment, 'attachments').map((inner) => attachmentWords(inner, depth + 1)) : []),
    joined(
      listAt(attachment, 'actions').map((action) => bracketed(textAt(action, 'text'))),
      ' ',
    ),
    ...fileWords(attachment),
    isShare ? undefined : textAt(attachment, 'footer'),
  ]);
  return said === '' ? (textAt(attachment, 'fallback') ?? '') : said;
};

const titleWords = (attachment: Payload): string | undefined => {
  const [title, link] = [textAt(attachment, 'title'), textAt(attachment, 'title_link')];
  return title !== undefined && link !== undefined && /^https?:[^<>|\s]+$/.test(link) ? `<${link}|${title}>` : title;
};

const fileWords = (message: Payload | undefined): string[] =>
  listAt(message, 'files').map((file) => {
    const name = escapeSlack(textAt(file, 'title') ?? fileName(file) ?? 'file');
    return joined([`(file: ${name})`, escapeSlack(textAt(file, 'preview') ?? '')], '\n');
  });
