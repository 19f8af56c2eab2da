import { jsonText } from './json-text.ts';
import { readWords } from './read-words.ts';
import { WHO, withPersonStore } from './person-store.ts';
import { runVerb } from './run-verb.ts';
import type { VerbIo } from './run-verb.ts';

const USAGE = `Usage: aitta-bot export PLATFORM PERSON

Writes everything that is kept of a person to stdout, as JSON: questions and answers, settings, figures, notes; also while the bot runs.
${WHO}
`;

/** Of Discord and Slack, for minutes; they are nobody's data. */
const SECRETS: ReadonlySet<string> = new Set(['token', 'responseUrl']);

/** `aitta-bot export`. @returns the exit code, see `runVerb`. @throws SettingsError */
export const exportPersonalData = (argv: readonly string[], io: VerbIo): Promise<number> =>
  runVerb('export', io, async () => {
    const words = readWords(argv, io, USAGE);
    if (!words) return 0;
    const file = await withPersonStore(words, io, async (store) => {
      const { platform, personId } = store.person;
      return { platform, person: personId, exportedAt: new Date().toISOString(), ...(await store.read()) };
    });
    io.stdout.write(jsonText(withoutSecrets(file)));
    return 0;
  });

const withoutSecrets = (file: object): unknown =>
  JSON.parse(JSON.stringify(file, (key, value: unknown) => (SECRETS.has(key) ? undefined : value)));
