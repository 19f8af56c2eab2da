import { parseCommandLine } from './parse-command-line.ts';
import type { VerbIo } from './run-verb.ts';

/**
 * For verbs without options of their own.
 * @returns what follows the verb; nothing where its usage was asked for, which is written then
 * @throws UsageError
 */
export const readWords = (argv: readonly string[], io: VerbIo, usage: string): string[] | undefined => {
  const { values, positionals } = parseCommandLine({
    args: [...argv],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  if (values.help !== true) return positionals;
  io.stdout.write(usage);
  return undefined;
};
