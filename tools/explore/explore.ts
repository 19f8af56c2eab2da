/**
 * Runs the property tests with random seeds, again and again: `npm run explore -- --minutes 10`. Prints what it finds with seed, path and
 * example, and ends with 1 if there was anything. A find is fixed and then kept as an example in the test that found it.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findsIn, type Find } from './finds.ts';

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, runs: { type: 'string', default: '300' } },
});
const minutes = Number(values.minutes);
const runs = Number(values.runs);
if (!(minutes > 0) || !Number.isSafeInteger(runs) || runs < 1) {
  process.stderr.write('usage: npm run explore -- [--minutes N] [--runs N]\n');
  process.exit(2);
}

/** The test files that state a property. */
const propertyTests = (): string[] =>
  readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.startsWith('e2e'))
    .map((name) => join('test', name))
    .filter((name) => readFileSync(join(root, name), 'utf8').includes("from 'fast-check'"));

const folder = mkdtempSync(join(tmpdir(), 'explore-'));

/** One run of all property tests. @throws Error when it leaves no report */
const round = (seed: number): Find[] => {
  const report = join(folder, 'report.json');
  const args = [
    'vitest',
    'run',
    '--reporter=json',
    `--outputFile=${report}`,
    '--testTimeout=600000',
    ...propertyTests(),
  ];
  const env = { ...process.env, PROPERTY_SEED: String(seed), PROPERTY_RUNS: String(runs) };
  const { stderr } = spawnSync('npx', args, { cwd: root, env, encoding: 'utf8' });
  try {
    return findsIn(readFileSync(report, 'utf8'));
  } catch (error) {
    throw new Error(`the tests left no report: ${stderr.slice(-2_000)}`, { cause: error });
  } finally {
    rmSync(report, { force: true });
  }
};

const print = ({ file, test, message }: Find, seed: number): void => {
  process.stdout.write(
    `\n${relative(root, file)}: ${test}\n  again: PROPERTY_SEED=${seed} PROPERTY_RUNS=${runs} npx vitest run ${relative(root, file)}\n${message}\n`,
  );
};

const until = Date.now() + minutes * 60_000;
const known = new Set<string>();
let rounds = 0;
try {
  while (Date.now() < until) {
    const seed = randomInt(0x7fff_ffff);
    for (const find of round(seed)) {
      if (!known.has(find.test)) print(find, seed);
      known.add(find.test);
    }
    rounds += 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`\n${rounds} rounds, ${known.size} properties failed\n`);
process.exitCode = known.size > 0 ? 1 : 0;
