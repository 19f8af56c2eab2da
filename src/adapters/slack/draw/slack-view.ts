import { arrivalId } from '../../../core/arrival-id.ts';
import { filesBeside } from '../../../core/commands/thinking.ts';
import { hasTimes } from '../../../core/sentences/time-mark.ts';
import type { TextFile, View } from '../../../core/ports/platform.ts';
import { cleanText } from '../../../markdown/scan/clean-text.ts';
import { isSeen } from '../../../markdown/scan/is-seen.ts';
import { shortenText } from '../../../markdown/split/shorten-text.ts';
import type { SlackBlock } from '../api/slack-api.ts';
import { drawChoices, drawPlainChoices, hasThumbs } from './slack-choice.ts';
import { escapeSlack, withoutMassPing } from '../api/slack-escape.ts';
import { boundedSlackTexts, SlackDraft, slackFallback, slackLimits, slackMrkdwnTexts } from './slack-text.ts';
import type { SlackText } from './slack-text.ts';

/** A message as Slack takes it: `text` is what notifications and screen readers get. */
export interface SlackMessage {
  text: string;
  blocks: SlackBlock[];
  /** The same with buttons instead of Slack's own thumbs, where it has any: not every workspace takes those. */
  thumbless?: SlackBlock[];
  /** All its words as texts of their own, for when Slack refuses the blocks. */
  plainly: () => string[];
}

/** @param thumbs whether Slack takes its own here */
export const withThumbs = (
  { text, blocks, thumbless }: SlackMessage,
  thumbs: boolean,
): Pick<SlackMessage, 'text' | 'blocks'> => ({
  text,
  blocks: thumbs ? blocks : (thumbless ?? blocks),
});

/** Of a question in notifications, UTF-16 units. */
const MAX_NOTICE = 500;
/** The note is one muted line, UTF-8 bytes (docs.slack.dev, context block). */
const CONTEXT_BYTES = 3_000;

/** An answer: its messages, never none, the last one with the note and the choices; and its files. */
export interface SlackAnswer {
  messages: SlackMessage[];
  files: TextFile[];
}

/** @param maxMessages what is longer becomes one message and a file */
export const drawAnswer = (view: View, { asker, maxMessages }: { asker: string; maxMessages: number }): SlackAnswer => {
  const bounded = boundedSlackTexts(view.text ?? '', maxMessages, `answer-${digest(view.text ?? '')}.md`);
  const texts: (SlackText | undefined)[] = bounded.texts.length > 0 ? bounded.texts : [undefined];
  const messages = texts.map((text, index) => {
    const around = index === texts.length - 1 ? view : {};
    return drawPart(text, around, index === 0 && view.notify ? asker : undefined);
  });
  return { messages, files: [...filesBeside(view), ...bounded.files] };
};

/** What a draft is drawn with. */
export interface ProgressFrame {
  draft?: SlackDraft;
  /** Who is mentioned when the view notifies. */
  asker?: string;
}

/** A file whose upload was not answered is looked for by its name, beside those of other answers. */
const digest = (text: string): string => arrivalId(text).slice(0, 6);

/** One message, whatever the length: of a long draft, the end. */
export const drawProgress = (view: View, { draft = new SlackDraft(), asker }: ProgressFrame = {}): SlackMessage => {
  const end = draft.end(view.text ?? '');
  const mention = view.notify && asker;
  if (!end?.isLater) return drawPart(end?.text, view, mention);
  const { source, markdown, text } = end.text;
  return drawPart({ source, markdown: `…\n\n${markdown}`, text }, view, mention);
};

/** What is left of a message that showed a wait. @param link to the message where it goes on */
export const drawMoved = (sentence: string, link: string | undefined): Pick<SlackMessage, 'text' | 'blocks'> => {
  const words = slackFallback(sentence, CONTEXT_BYTES);
  const text = link === undefined ? words : `<${link}|${words}>`;
  return { text: words, blocks: [{ type: 'context', elements: [{ type: 'mrkdwn', text }] }] };
};

/** A sentence of the bot's own outside of any turn. */
export const drawNotice = (sentence: string): SlackMessage => drawProgress({ text: sentence });

const plain = (text: string): SlackBlock => ({ type: 'plain_text', text, emoji: false });

/**
 * What somebody asked, shown by the bot: nothing in it is a link, a mention or markup under the bot's name. The small print above, which no
 * model's Markdown can make, tells it from an answer.
 */
export const drawQuestion = (heading: string, question: string): Pick<SlackMessage, 'text' | 'blocks'> => {
  const shown = shortenText(cleanText(question).trim(), slackLimits.sectionUnits, 'utf16') || '…';
  return {
    text: withoutMassPing(escapeSlack(shortenText(`${heading} ${shown}`, MAX_NOTICE, 'utf16'))),
    blocks: [
      { type: 'context', elements: [plain(heading)] },
      { type: 'section', text: plain(shown) },
    ],
  };
};

/** No name in a message of ours becomes a mention: chat.update would make some by default (`parse: client`). */
export const EDIT_QUIETLY = { link_names: false, parse: 'none' } as const;
/** And no link shows a preview. */
export const POST_QUIETLY = { ...EDIT_QUIETLY, unfurl_links: false, unfurl_media: false } as const;

/** Tells messages outside of turns from streams, which cannot be marked. */
export const notedAs = (kind: string): object => ({ event_type: 'aitta_message', event_payload: { kind } });

const drawPart = (text: SlackText | undefined, around: View, mention: string | undefined): SlackMessage => {
  const [before, note] = [mention === undefined ? '' : `<@${mention}>`, noteLine(around)];
  const blocks: SlackBlock[] = [];
  if (before !== '') blocks.push({ type: 'section', text: { type: 'mrkdwn', text: before } });
  if (text && isSeen(text.markdown)) blocks.push(textBlock(text)); // Slack refuses a block of nothing
  if (note !== '') blocks.push({ type: 'context', elements: [{ type: 'mrkdwn', text: note }] });
  const { choices = [] } = around;
  return {
    text: joined([before, text?.text ?? '', note]) || '…',
    blocks: [...blocks, ...drawChoices(choices)],
    ...(hasThumbs(choices) && { thumbless: [...blocks, ...drawPlainChoices(choices)] }),
    plainly: () => {
      const [first = '', ...rest] = text ? slackMrkdwnTexts(text.source) : [];
      return [joined([before, first]), ...rest, note].filter((words) => words !== '');
    },
  };
};

/** No moment is drawn in a `markdown` block; what has one is the bot's own, and short. */
const textBlock = ({ source, markdown }: SlackText): SlackBlock =>
  hasTimes(source)
    ? { type: 'section', text: { type: 'mrkdwn', text: slackFallback(source, slackLimits.sectionUnits) } }
    : { type: 'markdown', text: markdown };

const joined = (lines: readonly string[]): string => lines.filter((line) => line !== '').join('\n');

const noteLine = ({ note }: View): string => (note === undefined ? '' : slackFallback(note, CONTEXT_BYTES));
