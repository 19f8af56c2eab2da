import type { Secrets } from '../operate/secrets.ts';
import { failureLine } from './failure-line.ts';
import { UsageError } from './parse-command-line.ts';

export type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/** What a verb has of its process. */
export interface VerbIo {
  env: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: Output;
  stderr: Output;
  /** Of the settings, once these are read; cut out of what is said of a failure, as servers have their say in it. */
  secrets: Secrets;
  /** Aborts at SIGINT or SIGTERM, or with the stream's error when nobody reads the output any more. */
  signal: AbortSignal;
  /** Does what Ctrl-C does, where the terminal hands that on as a key. */
  interrupt?: () => void;
}

/** As a shell has it for a process that SIGINT ended. */
const INTERRUPTED = 130;

/**
 * Does the work of a verb, and says what went wrong in one line on stderr.
 *
 * @returns the exit code: what the work says; 1 failed, 2 wrong usage, 130 interrupted; 0 when nobody reads the output any more.
 * @throws what is no failure but a bug, and SettingsError.
 */
export const runVerb = async (name: string, io: VerbIo, work: () => Promise<number>): Promise<number> => {
  try {
    return await work();
  } catch (error) {
    if (io.signal.aborted) return isClosedPipe(io.signal.reason) ? 0 : INTERRUPTED;
    if (error instanceof UsageError) {
      io.stderr.write(`aitta-bot ${name}: ${error.message}\nSee aitta-bot ${name} --help.\n`);
      return 2;
    }
    const line = failureLine(error);
    if (line === undefined) throw error;
    io.stderr.write(`aitta-bot ${name}: ${io.secrets.scrub(line)}\n`);
    return 1;
  }
};

export const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EPIPE';
