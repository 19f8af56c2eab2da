import { backUpStore } from '../adapters/storage/sqlite/back-up-store.ts';
import { loadConfig } from '../config.ts';
import { BotError } from '../core/errors.ts';
import { UsageError } from './parse-command-line.ts';
import { readWords } from './read-words.ts';
import { runVerb } from './run-verb.ts';
import type { VerbIo } from './run-verb.ts';

const USAGE = `Usage: aitta-bot backup FILE

Copies the store at STORE_URL to FILE, also while the bot runs. FILE must not exist yet. docs/operate.md shows how to restore it.
`;

/** `aitta-bot backup`. @returns the exit code, see `runVerb`. @throws SettingsError */
export const backup = (argv: readonly string[], io: VerbIo): Promise<number> =>
  runVerb('backup', io, async () => {
    const words = readWords(argv, io, USAGE);
    if (!words) return 0;
    const [file, ...more] = words;
    if (file === undefined || more.length > 0) throw new UsageError('Name one file.');
    const { store } = loadConfig(io.env);
    if (store.kind === 'memory') throw new BotError('settings', 'STORE_URL is memory:, which cannot be copied');
    if (store.kind === 'postgres')
      throw new BotError('settings', 'the store is in PostgreSQL, which has a tool of its own for this: pg_dump');
    const bytes = backUpStore(store.path, file);
    io.stdout.write(`${file}: ${Math.ceil(bytes / 1_000).toLocaleString('en-GB')} kB\n`);
    return 0;
  });
