import { openStorageBeside } from '../adapters/storage/open-storage.ts';
import { systemClock } from '../async/clock.ts';
import { loadConfig } from '../config.ts';
import type { Rating } from '../core/memory/feedback.ts';
import { openMemories } from '../core/memory/memories.ts';
import { keptKinds } from '../keeps.ts';
import { createLog } from '../operate/log.ts';
import { jsonText } from './json-text.ts';
import { UsageError } from './parse-command-line.ts';
import { readWords } from './read-words.ts';
import { runVerb } from './run-verb.ts';
import type { VerbIo } from './run-verb.ts';

const USAGE = `Usage: aitta-bot feedback

Writes the thumbs under answers to stdout, as JSON, oldest first: when, where, for which model, and the word that came with it (with
FEEDBACK=words); not from whom. Also while the bot runs.
`;

const DAY_MS = 24 * 60 * 60_000;

/** `aitta-bot feedback`. @returns the exit code, see `runVerb`. @throws SettingsError */
export const feedback = (argv: readonly string[], io: VerbIo): Promise<number> =>
  runVerb('feedback', io, async () => {
    const words = readWords(argv, io, USAGE);
    if (!words) return 0;
    if (words.length > 0) throw new UsageError('Nothing can be chosen of it.');
    io.stdout.write(jsonText(await readVotes(io)));
    return 0;
  });

const readVotes = async (io: VerbIo): Promise<object[]> => {
  const config = loadConfig(io.env);
  io.secrets.learn(config.secrets);
  const clock = systemClock;
  const retentionMs = config.retentionDays * DAY_MS;
  const log = createLog({ level: 'silent', secrets: io.secrets });
  const storage = await openStorageBeside(config, { clock, log, retentionMs, kinds: keptKinds });
  try {
    const memories = openMemories(storage.openStore, clock, retentionMs);
    const ratings: Rating[] = [];
    for await (const rating of memories.feedback.all()) ratings.push(rating);
    return ratings
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, platform, channel, model, vote, word }) => ({
        at: new Date(at).toISOString(),
        platform,
        channel,
        model,
        vote,
        word,
      }));
  } finally {
    await storage.close();
  }
};
