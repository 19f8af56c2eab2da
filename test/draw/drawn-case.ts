import { boundedDiscordTexts } from '../../src/adapters/discord/draw/discord-text.ts';
import { drawAnswer as drawForDiscord } from '../../src/adapters/discord/draw/discord-view.ts';
import { drawAnswer as drawForSlack } from '../../src/adapters/slack/draw/slack-view.ts';

/** What is sent for an answer, as one text that can be read. */
export interface Drawn {
  /** The words of the `markdown` blocks, and whatever other blocks there are. */
  slack: string;
  /** What stands beside the blocks: notifications, screen readers, search. */
  slackText: string;
  discord: string;
}

const MAX_MESSAGES = 4;

const inParts = (parts: readonly string[], files: readonly { name: string; text: string }[]): string =>
  [
    ...parts.map((part, index) => (index === 0 ? part : `=== message ${index + 1}\n${part}`)),
    ...files.map(({ name, text }) => `=== file ${name}\n${text}`),
  ].join('\n');

const blockText = (block: object): string => {
  if ('type' in block && block.type === 'markdown' && 'text' in block) return String(block.text);
  return JSON.stringify(block);
};

/** By the code that draws answers, with nothing around them. */
export const drawnCase = (text: string): Drawn => {
  const slack = drawForSlack({ text }, { asker: 'U1', maxMessages: MAX_MESSAGES });
  const discord = drawForDiscord({ text }, { personId: '1', maxMessages: MAX_MESSAGES });
  return {
    slack: inParts(
      slack.messages.map(({ blocks }) => blocks.map(blockText).join('\n')),
      slack.files,
    ),
    slackText: inParts(
      slack.messages.map((message) => message.text),
      [],
    ),
    discord: inParts(
      discord.map(({ body }) => body.content),
      boundedDiscordTexts(text, 0, MAX_MESSAGES).files,
    ),
  };
};
