import { systemClock } from '../async/clock.ts';
import type { Clock } from '../async/clock.ts';
import { examine } from '../doctor/doctor.ts';
import { severityOf } from '../findings/finding.ts';
import type { Finding, Verdict } from '../findings/finding.ts';
import { createLog } from '../operate/log.ts';
import type { Secrets } from '../operate/secrets.ts';
import { findingLines } from './finding-lines.ts';
import { jsonText } from './json-text.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runVerb } from './run-verb.ts';
import type { VerbIo } from './run-verb.ts';
import { createPaint } from './terminal.ts';

export interface DoctorIo extends VerbIo {
  secrets: Secrets;
}

const USAGE = `Usage: aitta-bot doctor [--json]

Looks at everything that the bot needs: settings, HTTP server, store, Aitta,
every platform that is switched on, where traces go, clock.
It changes nothing, and asks one model for one token.

  --json   { status, findings: [{ part, verdict, note, next }] }

The exit code is 0 when all is well, 1 with warnings, 2 with failures.
`;

const STATUS: readonly Verdict[] = ['ok', 'warning', 'failed'];

/** `aitta-bot doctor`. @returns the exit code: 0, 1 or 2 by severity; see also `runVerb`. */
export const doctor = (argv: readonly string[], io: DoctorIo, clock: Clock = systemClock): Promise<number> =>
  runVerb('doctor', io, async () => {
    const { values } = parseCommandLine({
      args: [...argv],
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      io.stdout.write(USAGE);
      return 0;
    }
    const { env, secrets } = io;
    const paint = createPaint(io.stdout, env);
    const findings: Finding[] = [];
    for await (const finding of examine({ env, clock, secrets, log: createLog({ level: 'silent', secrets }) })) {
      io.signal.throwIfAborted();
      findings.push(finding);
      if (values.json !== true) io.stdout.write(secrets.scrub(findingLines(finding, paint)));
    }
    const severity = severityOf(findings);
    if (values.json === true) io.stdout.write(secrets.scrub(jsonText({ status: STATUS[severity], findings })));
    else io.stdout.write(`\n${conclusion(findings)}\n`);
    return severity;
  });

const conclusion = (findings: readonly Finding[]): string => {
  const count = (verdict: Verdict): number => findings.filter((finding) => finding.verdict === verdict).length;
  const [bad, doubtful] = [count('failed'), count('warning')];
  if (bad === 0 && doubtful === 0) return 'All is well.';
  return `${bad} failed, ${doubtful} ${doubtful === 1 ? 'warning' : 'warnings'}, ${count('ok')} ok.`;
};
