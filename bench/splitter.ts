import { discordTexts } from '../src/adapters/discord/discord-text.ts';
import { slackTexts } from '../src/adapters/slack/slack-text.ts';
import { textTable } from '../src/cli/text-table.ts';
import { longMarkdown } from '../src/standin/long-markdown.ts';
import { inMs, timesOf } from './measure.ts';

const MEGABYTE = 1_000_000;
const RUNS = 3;

/** Lines without an end, open fences and brackets, nothing to cut at: what an honest model never writes. */
const TEXTS: Readonly<Record<string, () => string>> = {
  'headings, lists, tables, code': () => longMarkdown(MEGABYTE).slice(0, MEGABYTE),
  'one line of words': () => 'word '.repeat(MEGABYTE / 5),
  'one line without blanks': () => 'x'.repeat(MEGABYTE),
  'an open fence': () => `\`\`\`ts\n${'const a = 1;\n'.repeat(MEGABYTE / 13)}`,
  'open brackets': () => '[*_`'.repeat(MEGABYTE / 4),
  'one table': () => `| a | b |\n| - | - |\n${'| one | two |\n'.repeat(MEGABYTE / 14)}`,
};
const PLATFORMS = { Slack: slackTexts, Discord: discordTexts };

/** How long it takes to make messages of an answer of 1 MB. */
export const measureSplitter = async (): Promise<string> => {
  const rows: string[][] = [];
  for (const [name, make] of Object.entries(TEXTS)) {
    const text = make();
    for (const [platform, split] of Object.entries(PLATFORMS)) {
      let messages = 0;
      const { median } = await timesOf(RUNS, () => {
        messages = split(text).length;
      });
      const rate = (text.length / MEGABYTE / (median / 1_000)).toFixed(1);
      rows.push([name, platform, messages.toLocaleString('en'), inMs(median), rate]);
    }
  }
  const table = textTable(
    [
      { title: '1 MB OF' },
      { title: 'FOR' },
      ...['MESSAGES', 'MS', 'MB/S'].map((title) => ({ title, align: 'right' as const })),
    ],
    rows.map((row) => row.map((cell) => ({ text: cell }))),
    (text) => text,
  );
  return `Messages of a long answer\n${table}`;
};
