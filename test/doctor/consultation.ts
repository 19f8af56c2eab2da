import { Writable } from 'node:stream';
import { Readable } from 'node:stream';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { doctor } from '../../src/cli/doctor.ts';
import type { Clock } from '../../src/async/clock.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { Secrets } from '../../src/operate/secrets.ts';

export type Environment = Readonly<Record<string, string>>;

export interface Consultation {
  code: number;
  status: string;
  findings: Finding[];
  /** Of one part, a line each: "failed: note | next". */
  of: (part: Finding['part']) => string[];
}

class Collector extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** `aitta-bot doctor` in this process; with `--json` unless told. */
export const run = async (
  env: Environment,
  { args = [], clock }: { args?: string[]; clock?: Clock } = {},
): Promise<{ code: number; text: string; errors: string }> => {
  const [stdout, stderr] = [new Collector(), new Collector()];
  const io = {
    env,
    stdin: Readable.from([]),
    stdout,
    stderr,
    secrets: new Secrets(),
    signal: new AbortController().signal,
  };
  const code = await doctor(args, io, ...(clock ? [clock] : []));
  return { code, text: stdout.text, errors: stderr.text };
};

export const consult = async (env: Environment, clock?: Clock): Promise<Consultation> => {
  const { code, text } = await run(env, { args: ['--json'], ...(clock && { clock }) });
  const { status, findings } = JSON.parse(text) as { status: string; findings: Finding[] };
  return {
    code,
    status,
    findings,
    of: (part) =>
      findings
        .filter((finding) => finding.part === part)
        .map((finding) => `${finding.verdict}: ${finding.note}${finding.verdict === 'ok' ? '' : ` | ${finding.next}`}`),
  };
};

/** Gone when the test is over. */
export const createFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
