import { parseArgs, type ParseArgsConfig } from 'node:util';
import { toError } from '../async/to-error.ts';

/** The command line is wrong; its message is for the person who wrote it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `util.parseArgs`, strict. @throws {UsageError} that names what is unknown or lacks a value. */
export const parseCommandLine = <const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> => {
  try {
    return parseArgs(config);
  } catch (error) {
    // Behind the first sentence stands advice on `--` that is wrong for a mistyped option.
    const [sentence = ''] = toError(error).message.split(/\.(?:\s|$)/);
    throw new UsageError(`${sentence}.`, { cause: error });
  }
};
