/**
 * `npm run rehearse`: kills the bot with SIGKILL in the middle of everything and prints what a person saw. `npm run rehearse slack`, or
 * `slack kept cold`, rehearses only these; `flood` asks 300 questions at once. Ends with 1 if a question was lost, answered twice, or
 * left open.
 */
import { discordMoments } from './discord-moments.ts';
import { DiscordStage } from './discord-stage.ts';
import { flood } from './flood.ts';
import { inTurns } from './in-turns.ts';
import type { Outcome } from './moment.ts';
import { rehearseMoment } from './rehearse-moment.ts';
import { slackMoments } from './slack-moments.ts';
import { SlackStage } from './slack-stage.ts';
import { table } from './table.ts';

/** Most of a moment is waiting for the dead process's lease to run out. */
const AT_ONCE = 3;

const [platform, ...names] = process.argv.slice(2);
const isWanted = ({ name }: { name: string }): boolean => names.length === 0 || names.includes(name);
const show = (title: string, outcomes: readonly Outcome[]): void => {
  process.stdout.write(`## ${title}\n\n${table(outcomes)}\n\n`);
  if (outcomes.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
};

if (platform === undefined || platform === 'slack') {
  const jobs = slackMoments.filter(isWanted).map((moment) => () => rehearseMoment(moment, () => SlackStage.open()));
  show('Slack', await inTurns(jobs, AT_ONCE));
}
if (platform === undefined || platform === 'discord') {
  const jobs = discordMoments.filter(isWanted).map((moment) => () => rehearseMoment(moment, () => DiscordStage.open()));
  show('Discord', await inTurns(jobs, AT_ONCE));
}
if (platform === undefined || platform === 'flood') {
  const { problems, ...figures } = await flood({ threads: 30, questionsPerThread: 10, duplicates: 20 });
  const rows = Object.entries(figures).map(([name, figure]) => `| ${name} | ${figure} |`);
  const lines = [
    '## Flood',
    '',
    '|   |   |',
    '|---|---|',
    ...rows,
    '',
    ...problems.map((problem) => `- **${problem}**`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (problems.length > 0) process.exitCode = 1;
}
