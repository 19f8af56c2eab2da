import { systemClock } from '../async/clock.ts';
import type { Clock } from '../async/clock.ts';
import { platforms } from '../platforms.ts';
import { writeSecretFile } from '../settings/change-env-file.ts';
import { readEnvText } from '../settings/env-file.ts';
import { VerbFailure } from './failure-line.ts';
import { Interview } from './interview.ts';
import { ownSecrets } from './own-secrets.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runVerb } from './run-verb.ts';
import type { VerbIo } from './run-verb.ts';
import { SetUpDialogue } from './set-up-dialogue.ts';
import { SettingsDraft } from './settings-draft.ts';

const USAGE = `Usage: aitta-bot init

Asks for what the bot needs, tries each token as it is given, and writes the file .env, which only you can read.
A file that is there already is changed only if you say so; what was not asked about stays in it.
`;
const FILE = '.env';
const HEAD = '# Settings of aitta-bot, begun by `aitta-bot init`. .env.example explains every one that there is.\n';

/** `aitta-bot init`. @returns the exit code, see `runVerb`. @throws SettingsError */
export const init = (argv: readonly string[], io: VerbIo, clock: Clock = systemClock): Promise<number> =>
  runVerb('init', io, async () => {
    const { values } = parseCommandLine({
      args: [...argv],
      options: { help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      io.stdout.write(USAGE);
      return 0;
    }
    const interview = new Interview(io);
    try {
      await setUp(interview, io, clock);
      return 0;
    } finally {
      interview.close();
    }
  });

const setUp = async (interview: Interview, io: VerbIo, clock: Clock): Promise<void> => {
  const before = readEnvText(FILE);
  if (before !== undefined && !(await interview.confirm(`${FILE} is there already. Change what it says of tokens?`)))
    throw new VerbFailure(`Nothing was changed in ${FILE}.`);
  const draft = new SettingsDraft(io.env, before ?? HEAD);
  const dialogue = new SetUpDialogue({ io, interview, draft, clock });
  await dialogue.askForService();
  const next: string[] = [];
  for (const { title, setUp: asked, settings } of platforms)
    if (asked && (await dialogue.askForPlatform(title, asked, settings))) next.push(asked.next);
  for (const secret of ownSecrets) await dialogue.askForOwn(secret);
  const text = draft.text();
  if (readEnvText(FILE) !== before)
    throw new VerbFailure(`${FILE} was changed by something else meanwhile; nothing was written.`);
  writeSecretFile(FILE, text);
  io.stdout.write(farewell(next));
};

const farewell = (next: readonly string[]): string =>
  [
    '',
    `${FILE} is written; only you can read it.`,
    '',
    'Next: npm start',
    ...(next.length > 0 ? next : ['It says at which address the page has a chat, for this machine alone.']),
    'Whenever something is wrong: npx aitta-bot doctor',
    '',
  ].join('\n');
