import { PassThrough, Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { onTestFinished } from 'vitest';
import type { VerbIo } from '../../src/cli/run-verb.ts';
import { systemClock, type Clock } from '../../src/async/clock.ts';
import { Secrets } from '../../src/operate/secrets.ts';
import { STANDIN_TOKEN } from '../../src/standin/standin.ts';

/** A stream that remembers what was written to it; with a width it is a terminal. */
class Screen extends PassThrough {
  readonly isTTY: boolean;
  readonly columns: number;
  text = '';

  constructor(columns = 0) {
    super();
    this.isTTY = columns > 0;
    this.columns = columns;
    this.on('data', (chunk: Buffer) => {
      this.text += chunk.toString();
    });
  }
}

export const CLEAR_LINE = '\r\u001b[2K';
const textsOf = (text: string): string[] => text.split(CLEAR_LINE).map((part) => stripVTControlCharacters(part));

export interface RunOptions {
  env?: Record<string, string>;
  /** What is piped in. */
  stdin?: string | Readable;
  /** stdin is a terminal where a person sits who does not write. */
  stdinIsTerminal?: boolean;
  /** Columns of the terminal that stdout and stderr are. */
  terminal?: number;
  clock?: Clock;
}

export interface RunningVerb {
  exit: Promise<number>;
  isOver: () => boolean;
  out: () => string;
  err: () => string;
  /** The texts that were on the one line of a terminal's stderr, one after the other. */
  shown: () => string[];
  interrupt: () => void;
}

type Verb = (argv: readonly string[], io: VerbIo, clock?: Clock) => Promise<number>;

/** A verb in this process, on streams of the test. Ends with it. */
export const runVerbHere = (
  verb: Verb,
  url: string,
  argv: readonly string[],
  options: RunOptions = {},
): RunningVerb => {
  const { stdin = '', stdinIsTerminal = false, terminal, clock = systemClock } = options;
  const stopping = new AbortController();
  const [stdout, stderr] = [new Screen(terminal), new Screen(terminal)];
  const input = typeof stdin === 'string' ? Readable.from([stdin]) : stdin;
  const env = { AITTA_API_URL: url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN, ...options.env };
  const io: VerbIo = {
    env,
    stdin: Object.assign(input, { isTTY: stdinIsTerminal }),
    stdout,
    stderr,
    secrets: new Secrets(),
    signal: stopping.signal,
  };
  let isOver = false;
  const exit = verb(argv, io, clock).finally(() => {
    isOver = true;
  });
  const interrupt = (): void => stopping.abort(new Error('SIGINT'));
  onTestFinished(async () => {
    interrupt();
    await exit.catch(() => undefined); // the test has looked at it
  });
  return {
    exit,
    isOver: () => isOver,
    out: () => stdout.text,
    err: () => stderr.text,
    shown: () => textsOf(stderr.text),
    interrupt,
  };
};
