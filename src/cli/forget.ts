import { createInterface } from 'node:readline';
import { systemClock } from '../async/clock.ts';
import { forgetPerson } from '../core/memory/forget.ts';
import type { Abandoned } from '../adapters/storage/turns/abandon-turns.ts';
import type { Forgotten } from '../core/memory/forget.ts';
import { counted, countedForms } from '../core/sentences/english-counts.ts';
import { platforms } from '../platforms.ts';
import { VerbFailure } from './failure-line.ts';
import { parseCommandLine, UsageError } from './parse-command-line.ts';
import { WHO, withPersonStore } from './person-store.ts';
import type { PersonData, PersonStore } from './person-store.ts';
import { runVerb } from './run-verb.ts';
import type { VerbIo } from './run-verb.ts';

const USAGE = `Usage: aitta-bot forget PLATFORM PERSON [--yes]

Deletes everything that is kept of a person, such as one who has left; also while the bot runs, which then ends their open questions in the chat.
${WHO}

  --yes   do not ask first
`;

/** People choose their names, and a terminal obeys them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}]/gu;

/** `aitta-bot forget`. @returns the exit code, see `runVerb`; 1 also when something is left. @throws SettingsError */
export const forget = (argv: readonly string[], io: VerbIo): Promise<number> =>
  runVerb('forget', io, async () => {
    const { values, positionals } = parseCommandLine({
      args: [...argv],
      allowPositionals: true,
      options: { yes: { type: 'boolean', short: 'y' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) {
      io.stdout.write(USAGE);
      return 0;
    }
    return withPersonStore(positionals, io, async (store) => {
      const data = await store.read();
      if (values.yes !== true) await confirm(store, data, io);
      return erase(store, data, io);
    });
  });

const confirm = async ({ person }: PersonStore, { names }: PersonData, io: VerbIo): Promise<void> => {
  if (io.stdin.isTTY !== true) throw new UsageError('Nobody can be asked whether this is meant: say --yes.');
  const known = names.length > 0 ? ` (${names.join(', ').replaceAll(UNPRINTABLE, ' ')})` : '';
  io.stderr.write(`Delete everything of ${person.personId}${known} on ${person.platform}? It cannot be undone. [y/N] `);
  const answer = await readLine(io);
  io.signal.throwIfAborted();
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new VerbFailure('Nothing was deleted.');
};

/** Nothing where the input ends. */
const readLine = async ({ stdin, signal }: VerbIo): Promise<string> => {
  const lines = createInterface({ input: stdin, terminal: false, signal }); // Ctrl-C stays the process’s
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
};

const erase = async (store: PersonStore, data: PersonData, io: VerbIo): Promise<number> => {
  const { person, storage, memories, elsewhere } = store;
  const open = await storage.askedBy(person);
  const { bareAddress = async () => undefined } = platforms.find(({ name }) => name === person.platform) ?? {};
  const abandoned = await storage.abandon(person, bareAddress);
  const isAbandoned = abandoned.ended + abandoned.left > 0;
  for (const { id, arrival } of isAbandoned ? open : [])
    await memories.history.files.eraseTurn(arrival.conversation, id);
  const forgotten = await forgetPerson(person, {
    turns: storage.turns,
    memories,
    elsewhere,
    compact: () => storage.compact(),
    clock: systemClock,
  });
  io.stdout.write(receipt(store, data, { ...forgotten, ...abandoned, copies: await storage.copies() }));
  const isWhole = forgotten.stillOpen === 0 && !forgotten.isRead;
  if (!isWhole) io.stderr.write('aitta-bot forget: not all of it is gone yet: run this again in a minute.\n');
  return isWhole ? 0 : 1;
};

interface Outcome extends Forgotten, Abandoned {
  copies: readonly string[];
}

const receipt = ({ person, path }: PersonStore, data: PersonData, outcome: Outcome): string => {
  const { turns, settings, usageDays, notes, stopped, stillOpen, ended, left: standing, isRead, copies } = outcome;
  const places = ['footprints', ...Object.keys(data.elsewhere)].join(', ');
  const where = data.conversations.filter((conversation) => conversation.turns.length > 0).length;
  const deleted: [number, string][] = [
    [
      turns,
      `${countedForms(turns, 'question and its answer', 'questions and their answers')}, in ${counted(where, 'conversation')}`,
    ],
    [settings, counted(settings, 'setting')],
    [usageDays, `${counted(usageDays, 'day')} of usage figures`],
    [notes, `${counted(notes, 'note')} (${places})`],
    [stopped - stillOpen, `${counted(stopped - stillOpen, 'open question')}, stopped in the chat`],
    [ended, `${counted(ended, 'open question')} of which nothing stands in the chat`],
    [standing, `${counted(standing, 'open question')}, all but where the chat shows something of it`],
  ];
  const left = [
    ...(stillOpen > 0
      ? [`${counted(stillOpen, 'open question')}: the bot is told, and what is kept of it goes as it ends`]
      : []),
    ...(isRead ? ['all of it in the journal of the store, until whoever reads the store has done'] : []),
    'limits, under a pseudonym, for at most a day',
    'what stands in the chat itself, and backups',
    ...(standing > 0 ? [unfinished(standing)] : []),
    ...copies.map((copy) => `${copy}, which holds the store as it was; it goes by itself (docs/privacy.md)`),
  ];
  return [
    `Deleted of ${person.personId} on ${person.platform}, in ${path}:`,
    ...deleted.filter(([count]) => count > 0).map(([, what]) => `  ${what}`),
    'Left:',
    ...left.map((what) => `  ${what}`),
    '',
  ].join('\n');
};

const unfinished = (standing: number): string =>
  `among it what the chat shows of ${counted(standing, 'open question')} ("On it …", "still wanted?"), until the bot starts and says there that the question was deleted`;
