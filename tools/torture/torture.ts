/**
 * The program, killed and held up at chance while many people ask: `npm run torture -- --platform slack --questions 5000 --kills 200 --seed 1`. Ends with 1
 * when a question was not answered exactly once in its place, and prints how to see that again.
 */
import { parseArgs } from 'node:util';
import { findBinaries } from '../../test/postgres/postgres-server.ts';
import { faultNames, usualFaults } from './faults.ts';
import { replicaFaultNames, usualReplicaFaults } from './replica-faults.ts';
import { play, type Outcome, type PlayOptions } from './play.ts';
import { report } from './report.ts';
import { shrink } from './shrink.ts';
import { stages } from './stages.ts';

const USAGE = `usage: npm run torture -- [--platform slack|discord|web|both|all] [--replicas N --store postgres] [--questions N] [--kills N] [--seed N] [--faults a,b,...] [--log FILE] [--no-shrink]
faults: ${faultNames.join(', ')} (freeze-step only where it is named)
with --replicas: ${replicaFaultNames.join(', ')}
`;
/** Of one play; more questions are more plays, each with a seed of its own. */
const MAX_QUESTIONS = 120;

const refuse = (why: string): never => {
  process.stderr.write(`torture: ${why}\n${USAGE}`);
  process.exit(2);
};

const readArguments = () => {
  try {
    return parseArgs({
      options: {
        platform: { type: 'string', default: 'both' },
        questions: { type: 'string', default: '120' },
        kills: { type: 'string', default: '5' },
        seed: { type: 'string', default: '1' },
        faults: { type: 'string' },
        replicas: { type: 'string', default: '1' },
        store: { type: 'string' },
        log: { type: 'string' },
        shrink: { type: 'boolean', default: true },
        help: { type: 'boolean', short: 'h' },
      },
      allowNegative: true,
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'these arguments cannot be read');
  }
};

const values = readArguments();
if (values.help === true) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const wholeNumber = (name: 'questions' | 'kills' | 'seed' | 'replicas'): number => {
  const number = Number(values[name]);
  if (values[name].trim() === '' || !Number.isSafeInteger(number) || number < 0)
    return refuse(`--${name} takes a whole number, not "${values[name]}".`);
  return number;
};
const [questions, kills, seed] = [wholeNumber('questions'), wholeNumber('kills'), wholeNumber('seed')];
const replicas = wholeNumber('replicas');
const isReplicated = replicas > 1;
if ((values.store ?? (isReplicated ? 'postgres' : 'sqlite')) !== (isReplicated ? 'postgres' : 'sqlite'))
  refuse('several replicas are played on --store postgres, one process on sqlite.');
const usual = isReplicated ? usualReplicaFaults : usualFaults;
const faults = values.faults?.split(',').filter((name) => name !== '') ?? usual;
const unknown = faults.filter((name) => !(isReplicated ? replicaFaultNames : faultNames).includes(name));
if (unknown.length > 0) refuse(`there is no fault ${unknown.join(', ')}.`);
const GROUPS: Readonly<Record<string, readonly string[]>> = { both: ['slack', 'discord'], all: Object.keys(stages) };
const platforms = GROUPS[values.platform] ?? [values.platform];
if (!platforms.every((name) => Object.hasOwn(stages, name))) refuse(`there is no platform ${values.platform}.`);

if (isReplicated && findBinaries() === undefined) {
  process.stdout.write('not played: npm has no PostgreSQL for this platform\n');
  process.exit(0);
}

/** The questions and kills of each play. */
const plays = (): PlayOptions[] => {
  const many = Math.max(1, Math.ceil(questions / MAX_QUESTIONS));
  const share = (all: number, n: number): number => Math.floor((all * (n + 1)) / many) - Math.floor((all * n) / many);
  return Array.from({ length: many }, (_, n) => ({
    questions: share(questions, n),
    kills: share(kills, n),
    seed: seed + n,
    faults,
    replicas,
  }));
};

const again = (platform: string, options: PlayOptions): string =>
  `npm run torture -- --platform ${platform}${isReplicated ? ` --replicas ${replicas} --store postgres` : ''} --questions ${options.questions} --kills ${options.kills} --seed ${options.seed} --faults ${options.faults.join(',')}`;

const torment = async (platform: string): Promise<void> => {
  const open = stages[platform];
  if (!open) return;
  const log = values.log === undefined ? undefined : `${values.log}.${platform}`;
  const outcomes: Outcome[] = [];
  for (const options of plays()) {
    const outcome = await play({ ...options, log }, open);
    outcomes.push(outcome);
    const { problems } = outcome.judgement;
    const lines = [
      `${platform}, seed ${options.seed}: ${problems.length === 0 ? 'fine' : `${problems.length} problems`}`,
      ...problems.map((problem) => `  ${problem}`),
      ...(problems.length === 0 ? [] : [`  again: ${again(platform, options)}`]),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    if (problems.length === 0) continue;
    process.exitCode = 1;
    if (values.shrink)
      process.stdout.write(`  smallest: ${again(platform, await shrink(options, (less) => play(less, open)))}\n`);
  }
  process.stdout.write(`\n${report(platform, outcomes)}\n`);
};

await Promise.all(platforms.map(torment));
process.exit(); // tabs of the page would look for their bot for ever
