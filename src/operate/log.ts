import { pino, stdTimeFunctions } from 'pino';
import type { Log } from '../core/ports/operator.ts';
import type { Secrets } from './secrets.ts';
import { framesOf } from './stray-error.ts';

export interface LogOptions {
  level: string;
  /** Cut out of whole lines, wherever they stand. */
  secrets: Secrets;
  /** A file instead of stdout. */
  file?: string;
}

/** JSON lines, written synchronously, so that the last words before a kill are there. */
export const createLog = (options: LogOptions): Log =>
  pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      hooks: { streamWrite: options.secrets.scrub },
    },
    pino.destination({ dest: options.file ?? 1, sync: true, mkdir: true }),
  );

interface DescribedError {
  type: string;
  message: string;
  code?: unknown;
  status?: unknown;
  stack?: string;
  cause?: DescribedError;
}

const DEEPEST_CAUSE = 4;
/** What the language itself says of a mistake quotes what was being read: `Unexpected token 'D', "Dear Ada, " is not valid JSON`. */
const QUOTING = [SyntaxError, TypeError, RangeError, ReferenceError, URIError, EvalError];
const UNSAID = '(not logged: it may quote what somebody wrote)';

/**
 * What a log may know of an error. Own properties are left out, because SDK errors carry whole requests (discord.js `requestBody`,
 * openai `headers`), and with them what people wrote.
 */
export const describeError = (error: unknown, depth = 0): DescribedError => {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no error was thrown' };
  const { code, status } = error as { code?: unknown; status?: unknown };
  const isQuoting = QUOTING.some((type) => error instanceof type);
  const stack = isQuoting ? framesOf(error).join('\n') : error.stack;
  return {
    type: error.constructor.name,
    message: isQuoting ? UNSAID : error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(error.cause instanceof Error && depth < DEEPEST_CAUSE ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
};
