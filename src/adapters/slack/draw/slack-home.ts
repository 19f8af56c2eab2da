import type { View } from '../../../core/ports/platform.ts';
import { shortenText } from '../../../markdown/split/shorten-text.ts';
import type { SlackBlock } from '../api/slack-api.ts';
import { drawChoices } from './slack-choice.ts';
import { slackLimits, slackMrkdwnTexts } from './slack-text.ts';

/** A home tab takes 100 blocks; some are left for what can be pressed (docs.slack.dev, reference of views). */
const MAX_SECTIONS = 80;

/** A view as the home tab of one person, which knows no `markdown` blocks. @param channel their direct chat, which presses there are told of */
export const drawHome = (
  { text = '', note, choices = [] }: View,
  channel: string,
): Readonly<Record<string, unknown>> => {
  const sections = slackMrkdwnTexts(text).filter((part) => part.trim() !== '');
  const blocks: SlackBlock[] = sections.slice(0, MAX_SECTIONS).map((part) => ({
    type: 'section',
    text: { type: 'mrkdwn', text: shortenText(part, slackLimits.sectionUnits, 'utf16') },
  }));
  if (note !== undefined)
    blocks.push({ type: 'context', elements: [{ type: 'mrkdwn', text: slackMrkdwnTexts(note)[0] ?? '' }] });
  return { type: 'home', private_metadata: channel, blocks: [...blocks, ...drawChoices(choices)] };
};
