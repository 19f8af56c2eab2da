import { discordMarkdown } from '../src/adapters/discord/draw/discord-markdown.ts';
import { discordLimits } from '../src/adapters/discord/draw/discord-text.ts';
import { slackTexts } from '../src/adapters/slack/draw/slack-text.ts';
import { textTable } from '../src/cli/text-table.ts';
import { cleanText } from '../src/markdown/scan/clean-text.ts';
import { splitMarkdown } from '../src/markdown/split/split-markdown.ts';
import { longMarkdown } from '../src/standin/long-markdown.ts';
import { inMs, timesOf } from './measure.ts';

const MEGABYTE = 1_000_000;
const RUNS = 3;
const honest = (size: number): string => longMarkdown(size).slice(0, size);

/** An answer as it is, one as long as none is, and then what no honest model writes: lines without an end, open fences and brackets, nothing to cut at. */
const TEXTS: Readonly<Record<string, () => string>> = {
  '20 kB of headings, lists, tables, code': () => honest(20_000),
  'headings, lists, tables, code': () => honest(MEGABYTE),
  'one line of words': () => 'word '.repeat(MEGABYTE / 5),
  'one line without blanks': () => 'x'.repeat(MEGABYTE),
  'an open fence': () => `\`\`\`ts\n${'const a = 1;\n'.repeat(MEGABYTE / 13)}`,
  'open brackets': () => '[*_`'.repeat(MEGABYTE / 4),
  'one table': () => `| a | b |\n| - | - |\n${'| one | two |\n'.repeat(MEGABYTE / 14)}`,
};
/** As the Discord view does it. */
const discordTexts = (text: string): string[] =>
  splitMarkdown(cleanText(text), { max: discordLimits.content, measure: 'utf16', render: discordMarkdown }).map(
    discordMarkdown,
  );
const PLATFORMS = { Slack: slackTexts, Discord: discordTexts };

/** How long it takes to make messages of a long answer. */
export const measureSplitter = async (): Promise<string> => {
  const rows: string[][] = [];
  for (const [name, make] of Object.entries(TEXTS)) {
    const text = make();
    for (const [platform, split] of Object.entries(PLATFORMS)) {
      let messages = 0;
      const { median } = await timesOf(RUNS, () => {
        messages = split(text).length;
      });
      const rate = (text.length / MEGABYTE / (median / 1_000)).toFixed(2);
      rows.push([name, platform, messages.toLocaleString('en'), inMs(median), rate]);
    }
  }
  const table = textTable(
    [
      { title: 'TEXT (1 MB)' },
      { title: 'FOR' },
      ...['MESSAGES', 'MS', 'MB/S'].map((title) => ({ title, align: 'right' as const })),
    ],
    rows.map((row) => row.map((cell) => ({ text: cell }))),
    (text) => text,
  );
  return `Messages of a long answer\n${table}`;
};
