import { BoundedMap } from '../../../async/bounded-map.ts';
import { prepareText } from '../../../markdown/write/prepare-text.ts';
import type { TextFile } from '../../../core/ports/platform.ts';
import { boundedParts } from '../../../markdown/split/bounded-parts.ts';
import { GrowingParts } from '../../../markdown/split/growing-parts.ts';
import type { PartLimits } from '../../../markdown/split/part-limits.ts';
import { markdownParts, splitMarkdown } from '../../../markdown/split/split-markdown.ts';
import { fittingLength, sizeOf } from '../../../markdown/scan/text-size.ts';
import { drawTimes, utcTime } from '../../../core/sentences/time-mark.ts';
import { slackMarkdown } from './slack-markdown.ts';
import { escapeSlack } from '../api/slack-escape.ts';
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
  /** For `text` beside it: notifications, screen readers, search. Made when it is read, which costs more than all the rest. */
  readonly text: string;
}

/** Slack shows a moment in each reader's own zone and language (docs.slack.dev, date formatting). */
const mrkdwn = (markdown: string): string =>
  drawTimes(slackMrkdwn(markdown), (at) => `<!date^${at / 1_000}^{date_short_pretty} {time}|${utcTime(at)}>`);

const SHORTER = 0.7;
const MARK = '…';

const beginning = (markdown: string, bytes: number): string =>
  splitMarkdown(markdown.slice(0, fittingLength(markdown, bytes, 'utf8')), { max: bytes, measure: 'utf8' })[0] ?? '';

/** Markdown as mrkdwn of at most `maxBytes` (UTF-8), shortened between blocks or words where it is longer. */
export const slackFallback = (markdown: string, maxBytes: number = slackLimits.textBytes): string => {
  const room = maxBytes - sizeOf(MARK, 'utf8');
  if (sizeOf(markdown, 'utf8') <= room) {
    const whole = mrkdwn(markdown);
    if (sizeOf(whole, 'utf8') <= maxBytes) return whole;
  }
  for (let bytes = room; bytes > 0; bytes = Math.floor(bytes * SHORTER)) {
    const text = mrkdwn(beginning(markdown, bytes));
    if (sizeOf(text, 'utf8') <= room) return text + MARK;
  }
  return MARK;
};

const partLimits: PartLimits = {
  max: slackLimits.markdownUnits,
  measure: 'utf16',
  maxBlocks: slackLimits.blocks,
  render: slackMarkdown,
};

const slackText = (source: string, markdown = slackMarkdown(source)): SlackText => ({
  source,
  markdown,
  get text() {
    return slackFallback(source);
  },
});

/** All of a text as messages, in order. While it grows, all but the last stay as they are. */
export const slackTexts = (markdown: string): SlackText[] =>
  splitMarkdown(prepareText(markdown), partLimits).map((part) => slackText(part));

/** An answer as no more than `maxMessages` messages, and what else of it there is as files. `name` is that of the file with all of it. */
export const boundedSlackTexts = (
  markdown: string,
  maxMessages: number,
  name: string,
): { texts: SlackText[]; files: TextFile[] } => {
  const { parts, files } = boundedParts(markdown, partLimits, maxMessages, name);
  return { texts: parts.map((part) => slackText(part)), files };
};

/** More than a part is tried with, and two parts may change. */
const MAX_DRAWN = 48;

/** A draft as the message in which it goes on. One for each draft: what it has read it does not read again, and what it has drawn it remembers. */
export class SlackDraft {
  readonly #drawn = new BoundedMap<string, string>({ max: MAX_DRAWN });
  readonly #parts = new GrowingParts({ ...partLimits, render: (source) => this.#draw(source) });

  /** The end of the draft; `isLater` where there is something before it. */
  end(markdown: string): { text: SlackText; isLater: boolean } | undefined {
    const part = this.#parts.open(markdown);
    return part && { text: slackText(part.text, this.#draw(part.text)), isLater: part.finished > 0 };
  }

  #draw(source: string): string {
    const drawn = this.#drawn.get(source) ?? slackMarkdown(source);
    this.#drawn.set(source, drawn);
    return drawn;
  }
}

/** The first message of a draft; undefined for one that needs a second. */
export const onlySlackText = (markdown: string): SlackText | undefined => {
  if (markdown.length > 2 * slackLimits.markdownUnits) return undefined;
  const parts = markdownParts(prepareText(markdown), partLimits);
  const { value: first } = parts.next();
  return first && parts.next().done === true ? slackText(first.text) : undefined;
};

/** An answer for places that refuse blocks (`invalid_blocks`): texts in mrkdwn, in order. */
export const slackMrkdwnTexts = (markdown: string): string[] => {
  const fit = (source: string, max: number): string[] =>
    splitMarkdown(source, { max, measure: 'utf8' }).flatMap((part) => {
      const text = mrkdwn(part) || escapeSlack(part);
      return sizeOf(text, 'utf8') <= slackLimits.textBytes ? [text] : fit(part, Math.floor(max / 2));
    });
  return fit(prepareText(markdown), Math.floor(slackLimits.textBytes * SHORTER));
};
