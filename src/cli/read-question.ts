import { addAbortSignal, Readable } from 'node:stream';
import { toError } from '../async/to-error.ts';
import { VerbFailure } from './failure-line.ts';
import { UsageError } from './parse-command-line.ts';
import type { VerbIo } from './run-verb.ts';

/** More than any model reads; and what never ends, ends here. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The words of the command line, with what is piped in behind them if the last one is `-`; without words, what is piped in.
 *
 * @throws {UsageError} if that is nothing, or too much; what `readAll` throws.
 */
export const readQuestion = async (words: readonly string[], io: VerbIo): Promise<string> => {
  const isPiped = words.length === 0 ? io.stdin.isTTY !== true : words.at(-1) === '-';
  const written = (words.at(-1) === '-' ? words.slice(0, -1) : words).join(' ');
  const piped = isPiped ? await readAll(io, 'the question') : '';
  const question = [written, piped]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
  if (question === '') throw new UsageError('there is no question.');
  return question;
};

/** All of stdin, as text. @throws {UsageError} if it is too much, VerbFailure if it cannot be read; the signal's reason once aborted. */
export const readAll = async ({ stdin, signal }: VerbIo, what: string): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  if (stdin instanceof Readable) addAbortSignal(signal, stdin);
  try {
    for await (const chunk of stdin) {
      const part = Buffer.from(chunk);
      bytes += part.length;
      if (bytes > MAX_BYTES) throw new UsageError(`${what} is longer than ${MAX_BYTES / 1024 / 1024} MB.`);
      chunks.push(part);
    }
  } catch (error) {
    if (signal.aborted || error instanceof UsageError) throw error;
    throw new VerbFailure(`${what} cannot be read: ${toError(error).message}.`, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
};
