import { discordMarkdown } from '../src/adapters/discord/draw/discord-markdown.ts';
import { discordLimits } from '../src/adapters/discord/draw/discord-text.ts';
import { SlackDraft, slackTexts } from '../src/adapters/slack/draw/slack-text.ts';
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

/** Texts of which a draft is made, as they may come from a model that never ends. */
const DRAFTS: Readonly<Record<string, () => string>> = {
  'a table of 20,000 rows': () =>
    `| a | b | c |\n|---|---|---|\n${Array.from({ length: 20_000 }, (_, n) => `| ${n} | a row of some words and **marks** | ${7 * n} |\n`).join('')}`,
  'a list': () => Array.from({ length: 30_000 }, (_, n) => `${'  '.repeat(n % 4)}- item ${n} of some words\n`).join(''),
  'a code block': TEXTS['an open fence'] ?? String,
  'a paragraph without blanks': () => '語'.repeat(MEGABYTE),
};
const LOOKS = 100;

const cpuMs = (): number => process.cpuUsage().user / 1_000;

interface Looks {
  allMs: number;
  longestMs: number;
}

/** How long the looks at a draft take, CPU time: that of others on the machine is none of it. */
const lookAt = (text: string, looks: number): Looks => {
  const draft = new SlackDraft();
  let [allMs, longestMs] = [0, 0];
  for (let look = 1; look <= looks; look += 1) {
    const shown = text.slice(0, Math.ceil((look * text.length) / looks));
    const before = cpuMs();
    draft.end(shown);
    const took = cpuMs() - before;
    allMs += took;
    longestMs = Math.max(longestMs, took);
  }
  return { allMs, longestMs };
};

const draftRows = (): string[][] =>
  Object.entries(DRAFTS).map(([name, make]) => {
    const text = make().slice(0, MEGABYTE);
    lookAt(text, LOOKS); // compilers warm up
    const { allMs, longestMs } = lookAt(text, LOOKS);
    return [name, inMs(allMs), inMs(longestMs), inMs(lookAt(text, 1).allMs)];
  });

const right = (titles: readonly string[]): { title: string; align: 'right' }[] =>
  titles.map((title) => ({ title, align: 'right' }));
const tableOf = (columns: readonly { title: string; align?: 'right' }[], rows: readonly string[][]): string =>
  textTable(
    columns,
    rows.map((row) => row.map((text) => ({ text }))),
    (text) => text,
  );

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
  const messages = tableOf([{ title: 'TEXT (1 MB)' }, { title: 'FOR' }, ...right(['MESSAGES', 'MS', 'MB/S'])], rows);
  const drafts = tableOf(
    [{ title: 'DRAFT (1 MB)' }, ...right([`${LOOKS} LOOKS, MS`, 'LONGEST', 'ALL AT ONCE'])],
    draftRows(),
  );
  return `Messages of a long answer\n${messages}\nA draft that grows, at Slack\n${drafts}`;
};
