/**
 * A day of many people, in driven time: `npm run simulate -- --people 200 --hours 24 --seed 1 --svg day.svg`. Prints how long they waited, how fairly,
 * how much of the budget was used, and how near estimates came; ends with 1 where a promise was not kept.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { drawDay } from './draw-day.ts';
import { figuresOf } from './figures.ts';
import type { Figures } from './figures.ts';
import { simulateDay } from './simulate-day.ts';

const USAGE =
  'usage: npm run simulate -- [--people 200] [--hours 24] [--seed 1] [--questions-per-person 12] [--requests-per-minute 60] [--concurrency 60] [--svg FILE]\n';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '200' },
    hours: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
    'questions-per-person': { type: 'string', default: '12' },
    'requests-per-minute': { type: 'string', default: '60' },
    concurrency: { type: 'string', default: '60' },
    svg: { type: 'string' },
  },
});
const options = {
  firstHour: 0,
  people: Number(values.people),
  hours: Number(values.hours),
  seed: Number(values.seed),
  questionsPerPerson: Number(values['questions-per-person']),
  requestsPerMinute: Number(values['requests-per-minute']),
  concurrency: Number(values.concurrency),
};
if (
  !Object.entries(options).every(
    ([name, number]) => Number.isSafeInteger(number) && (number > 0 || name === 'firstHour'),
  )
) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const percent = (part: number | undefined): string => (part === undefined ? '-' : `${Math.round(part * 100)} %`);

const rows = (figures: Figures): [string, string][] => {
  const { wait, personWait, edits, estimates } = figures;
  return [
    ['questions', String(figures.questions)],
    ['not answered', String(figures.unanswered)],
    ['answered with an excuse', String(figures.failed)],
    ['refused by Aitta for too many requests (429)', String(figures.tooMany)],
    [
      'requests in the busiest 60 seconds, of those allowed',
      `${figures.busiestMinute} of ${options.requestsPerMinute}`,
    ],
    ['budget used while somebody waited for it', percent(figures.budgetUsed)],
    ['first sign of life, 99th percentile', seconds(figures.firstSign)],
    ['wait for the first word, median and 95th percentile', `${seconds(wait.median)}, ${seconds(wait.p95)}`],
    ['mean wait of a person, median and 95th', `${seconds(personWait.median)}, ${seconds(personWait.p95)}`],
    ["fairness where nothing was cold or down (Jain's index)", figures.fairness?.toFixed(3) ?? '-'],
    ['edits of a waiting message: median', String(edits.median)],
    ['  at most, in waits of up to 10 s, 3 min, 3 h', `${edits.upTo10s}, ${edits.upTo3min}, ${edits.upTo3h}`],
    [
      'starts foretold from ten or more, within a factor 1.5',
      `${estimates.right} of ${estimates.told} (${percent(estimates.told === 0 ? undefined : estimates.right / estimates.told)})`,
    ],
  ];
};

const day = await simulateDay(options, (hour) => process.stderr.write(`\r${hour} of ${options.hours} h`));
process.stderr.write('\r');
const figures = figuresOf(day);
for (const [name, value] of rows(figures)) process.stdout.write(`${name.padEnd(58)}${value}\n`);
if (values.svg !== undefined) writeFileSync(values.svg, drawDay(day));
const isBroken = figures.unanswered > 0 || figures.tooMany > 0 || figures.busiestMinute > options.requestsPerMinute;
if (isBroken) process.exitCode = 1;
