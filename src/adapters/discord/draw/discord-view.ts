import { MessageFlags } from 'discord.js';
import type { APIAllowedMentions, APIMessage } from 'discord.js';
import { isSeen } from '../../../markdown/scan/is-seen.ts';
import { shortenText } from '../../../markdown/split/shorten-text.ts';
import { filesBeside } from '../../../core/commands/thinking.ts';
import type { Choice } from '../../../core/ports/arrival.ts';
import type { TextFile, View } from '../../../core/ports/platform.ts';
import { drawChoices, writeChoice } from './discord-choice.ts';
import type { MessageBody, MessageContent, MessageFile } from '../api/discord-api.ts';
import { boundedDiscordTexts, discordLimits, discordLiteral, discordText, discordTexts } from './discord-text.ts';

/** Discord's limits, UTF-16 units and counts. */
const MAX_FILES = 10;
/** Discord takes 100; more is cut off in its lists anyway. */
const MAX_THREAD_NAME = 80;
/** Longer notes are cut: they are one muted line. */
const MAX_NOTE = 600;

/** A message of ours, drawn. */
export type Drawing = MessageContent;
export interface Frame {
  /** What was asked, above the answer, where the channel does not show it. */
  quote?: { heading: string; text: string };
  /** Below the answer. */
  hint?: string;
  /** Who is mentioned when the view notifies. */
  personId: string;
  /** The most messages of one answer: what is longer becomes one message and a file. */
  maxMessages: number;
}

/** Nothing that a model writes can ping, in messages and in their edits; nothing that it links unfolds. */
const QUIET: APIAllowedMentions = { parse: [], replied_user: false };

/** One of the bot's own sentences, alone. */
export const drawSentence = (sentence: string): MessageBody => bodyOf(discordText(sentence));

/** The message while the answer is being made: the beginning of a long draft, which stays where it is. */
export const drawProgress = (view: View, frame: Frame): Drawing => {
  const around = aroundText(view, frame);
  const [head = '', ...rest] = discordTexts((view.text ?? '').slice(0, 2 * discordLimits.content), around.size + 2);
  const content = assemble(around, rest.length > 0 ? `${head}\n…` : head);
  return { body: bodyOf(content, view.choices, view.notify && frame), files: [] };
};

/** What is left of a message that showed a wait. @param link to the message where it goes on */
export const drawMoved = (sentence: string, link: string): Drawing => ({
  body: bodyOf(muted(`[${sentence}](${link})`)),
  files: [],
});

/** The answer as messages, in order. Choices and files are on the last one. */
export const drawAnswer = (view: View, frame: Frame): Drawing[] => {
  const around = aroundText(view, frame);
  const bounded = boundedDiscordTexts(view.text ?? '', around.size, frame.maxMessages);
  const parts = bounded.texts.length > 0 ? bounded.texts : [''];
  const last = parts.length - 1;
  const files = filesOf(view, bounded.files);
  return parts.map((text, index) => {
    const content = assemble(
      { above: index === 0 ? around.above : '', below: index === last ? around.below : '' },
      text,
    );
    const body = bodyOf(
      content,
      index === last ? (view.choices ?? []) : [],
      index === 0 ? view.notify && frame : false,
    );
    return index === last && files.length > 0 ? withFiles(body, files) : { body, files: [] };
  });
};

/** All of an answer in one message, for places that take only one: what does not fit is in the attached file. */
export const drawInOne = (view: View, frame: Frame): Drawing => {
  const around = aroundText(view, frame);
  const bounded = boundedDiscordTexts(view.text ?? '', around.size, 1);
  const body = bodyOf(assemble(around, bounded.texts[0] ?? ''), view.choices ?? []);
  const files = filesOf(view, bounded.files);
  return files.length > 0 ? withFiles(body, files) : { body, files: [] };
};

const aroundText = (view: View, frame: Frame): { above: string; below: string; size: number } => {
  const above = [
    view.notify ? `<@${frame.personId}>` : '',
    frame.quote === undefined ? '' : drawQuote(frame.quote),
  ].filter((part) => part !== '');
  const below = [view.note ?? '', frame.hint ?? ''].filter((part) => part !== '').map(muted);
  const around = { above: above.join('\n'), below: below.join('\n') };
  return { ...around, size: around.above.length + around.below.length + 2 };
};

/** One block in which nothing is a link, a mention or markup; the small print above, which no model can write, tells it from an answer. */
const drawQuote = ({ heading, text }: NonNullable<Frame['quote']>): string =>
  `${muted(heading)}\n${discordLiteral(text).replaceAll(/^/gm, '> ')}`;

const assemble = ({ above, below }: { above: string; below: string }, text: string): string =>
  [above, text, below].filter((part) => part !== '').join('\n');

/** Discord's small print, a mark per line. */
const muted = (note: string): string => discordText(shortenText(note, MAX_NOTE, 'utf16')).replaceAll(/^(?=.)/gm, '-# ');

const bodyOf = (
  content: string,
  choices: readonly Choice[] = [],
  notify: Frame | false | undefined = false,
): MessageBody => ({
  content: !isSeen(content) && choices.length === 0 ? '…' : content, // Discord refuses blank messages
  components: drawChoices(choices),
  allowed_mentions: notify ? { ...QUIET, users: [notify.personId] } : QUIET,
  flags: MessageFlags.SuppressEmbeds,
});

const filesOf = (view: View, ofAnswer: readonly TextFile[]): MessageFile[] =>
  [...ofAnswer, ...filesBeside(view)]
    .slice(0, MAX_FILES)
    .map(({ name, text }) => ({ name: name.replaceAll(/[^\w.-]+/g, '_'), text }));

const withFiles = (body: MessageBody, files: MessageFile[]): Drawing => ({
  body: { ...body, attachments: files.map(({ name }, index) => ({ id: String(index), filename: name })) },
  files,
});

/**
 * Does a message of ours no longer show what it should? One that became the answer to a press meanwhile is left alone, unless it has the Stop
 * button of the turn whose answer it was.
 */
export const isReplaced = (
  { content, components = [] }: Pick<APIMessage, 'content' | 'components'>,
  { body }: Drawing,
  { turnId, isPressed }: { turnId: string; isPressed: boolean },
): boolean => {
  const stop = JSON.stringify(writeChoice({ call: { command: 'halt', args: { turn: turnId } } }));
  if (JSON.stringify(components).includes(stop)) return true;
  const hasStrange = components.length > 0 && (body.components ?? []).length === 0;
  return !isPressed && (hasStrange || content.trim() !== body.content.trim());
};

/** A thread's name: the first line of the question, without its marks. */
export const threadName = (question: string, personName: string): string => {
  const line = question.split('\n').find((each) => /[\p{L}\p{N}]/u.test(each)) ?? personName;
  return shortenText(line.replaceAll(/[*_`~|>#]+/g, '').trim() || personName, MAX_THREAD_NAME, 'utf16');
};
