import { setTimeout as rest } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import type { BotProcess } from '../../test/whole/bot-process.ts';
import type { Chance } from './chance.ts';
import { STEPS, type Step } from './orders.ts';
import type { Program } from './program.ts';
import { SqliteTortureStore } from './store/sqlite-torture-store.ts';
import type { TortureStage, Trouble } from './torture-stage.ts';

/** What a fault has its hands on. */
export interface Victim {
  stage: TortureStage;
  program: Program;
  chance: Chance;
  /** The process is dead from now on. */
  noteKill: () => void;
  /** Nobody asks anything, until the function that comes back is called. */
  hush: () => () => void;
  /** Resolves once everything that was asked is answered, and no call is on its way; after a minute in any case. */
  quiet: () => Promise<void>;
  noteProblem: (problem: string) => void;
}

/** Resolves when it is over and a process runs again. */
export type Fault = (victim: Victim) => Promise<void>;

/** A send or a write that does not come ends the waiting for it, milliseconds. */
const PATIENCE_MS = 4_000;
/** Longer than a lease of the turn queue or of Discord's connection, milliseconds. */
const FREEZE_MS = [3_000, 7_000, 10_000] as const;
const LONG_FREEZE_MS = [20_000, 90_000] as const;
/** Long enough that somebody asks, milliseconds. */
const MISSED_MS = 400;
/** In this time a mark is on the disk (`FLUSH_MS` of `discord-catch-up.ts`), milliseconds. */
const MARKED_MS = 8_000;
/** Until another process has taken the turns of a frozen one over and answered, milliseconds. */
const TAKEN_OVER_MS = 14_000;
/** An answer is looked at again four times, the last time after three minutes (`slack-look-again.ts`, `discord-look-again.ts`), milliseconds. */
const LOOKS = { times: 4, afterMs: 200_000, takeMs: 2_500 } as const;
const stepNames = Object.keys(STEPS) as Step[];

const oldest = async ({ program }: Victim): Promise<BotProcess> => program.running[0] ?? (await program.start());

const killNow = async (victim: Victim): Promise<void> => {
  victim.noteKill();
  await victim.program.killAll();
  if (victim.chance.oneIn(2)) victim.stage.longAway();
  await victim.program.start();
};

/** Each ends one process at least once. */
export const kills: Readonly<Record<string, Fault>> = {
  kill: async (victim) => {
    await rest(victim.chance.between(0, 400));
    await killNow(victim);
  },
  'kill-write': async (victim) => {
    const { program, chance } = victim;
    program.order({ killAt: { write: chance.between(1, 25), side: chance.pick(['before', 'after']) } });
    victim.noteKill();
    await program.killAll();
    const doomed = await program.launch(); // its first writes are those of taking over
    await Promise.race([doomed.ended, rest(PATIENCE_MS * 2)]);
    program.withdraw('killAt');
    await killNow(victim);
  },
  'kill-step': async (victim) => {
    const { program, chance } = victim;
    const bot = await oldest(victim);
    const step = chance.pick(stepNames);
    program.order({ killAt: { step, write: chance.between(1, 4), side: chance.pick(['before', 'after']) } });
    victim.noteKill();
    await Promise.race([bot.ended, rest(PATIENCE_MS)]);
    program.withdraw('killAt');
    await killNow(victim);
  },
  'kill-send': async (victim) => {
    const { stage, chance } = victim;
    await Promise.race([stage.atSend(chance.oneIn(2)), rest(PATIENCE_MS)]);
    await killNow(victim);
  },
  /** What was asked meanwhile cannot be read at first; what is delivered then must not hide that. */
  missed: async (victim) => {
    const { program, stage } = victim;
    victim.noteKill();
    await program.killAll();
    await rest(MISSED_MS);
    const speak = victim.hush();
    stage.passMinute();
    const showPast = stage.hidePast();
    await program.start();
    speak();
    await rest(MARKED_MS);
    await program.killAll();
    showPast();
    await program.start();
  },
  term: async (victim) => {
    const { program, chance } = victim;
    const bot = await oldest(victim);
    bot.signal('SIGTERM');
    victim.noteKill();
    await Promise.race([bot.ended, rest(chance.between(0, 1_500))]); // and then it is killed in its grace
    await bot.kill();
    await program.start();
  },
};

/** What holds the program up, or takes something from it, for some seconds. */
export const hardships: Readonly<Record<string, Fault>> = {
  freeze: async (victim) => {
    const bot = await oldest(victim);
    bot.signal('SIGSTOP');
    await rest(victim.chance.pick(FREEZE_MS));
    bot.signal('SIGCONT');
  },
  'freeze-second': async (victim) => {
    const { program, chance } = victim;
    const bot = await oldest(victim);
    bot.signal('SIGSTOP');
    const second = await program.launch();
    await rest(chance.pick(FREEZE_MS) + 5_000);
    bot.signal('SIGCONT');
    await rest(chance.between(500, 3_000));
    await chance.pick([bot, second]).kill();
    if (program.running.length === 0) await program.start();
  },
  /** Frozen for minutes just before what is kept before a send, while nothing is on its way: when it wakes up, it must send nothing at all. */
  'freeze-step': async (victim) => {
    const { program, stage, chance } = victim;
    const bot = await oldest(victim);
    const askOne = victim.hush();
    await victim.quiet();
    const [step, latest] = chance.pick([
      ['remember', 3],
      ['remember', 3],
      ['keep', 1],
    ] as const);
    program.order({ killAt: { step, write: chance.between(1, latest), side: 'before', by: 'SIGSTOP' } });
    askOne();
    const speak = victim.hush();
    await rest(PATIENCE_MS);
    program.withdraw('killAt');
    bot.signal('SIGSTOP'); // where nothing was written
    const second = await program.launch();
    await rest(TAKEN_OVER_MS);
    for (let look = 0; look < LOOKS.times; look += 1) {
      program.passTime(LOOKS.afterMs);
      await rest(LOOKS.takeMs);
    }
    stage.longAway();
    const sent = stage.sends.length;
    bot.signal('SIGCONT');
    await rest(PATIENCE_MS);
    for (const send of stage.sends.slice(sent)) victim.noteProblem(`sent by a process whose turn another has: ${send}`);
    await chance.pick([bot, second]).kill();
    if (program.running.length === 0) await program.start();
    speak();
  },
  'freeze-long': async (victim) => {
    const { program, chance } = victim;
    const bot = await oldest(victim);
    bot.signal('SIGSTOP');
    const second = chance.oneIn(2) ? await program.launch() : undefined;
    await rest(chance.between(...LONG_FREEZE_MS));
    bot.signal('SIGCONT');
    await rest(chance.between(500, 3_000));
    await second?.kill();
  },
  second: async (victim) => {
    const { program, chance } = victim;
    const bot = await oldest(victim);
    const second = await program.launch();
    await rest(chance.between(1_500, 4_000));
    await chance.pick([bot, second]).kill();
    victim.noteKill();
    if (program.running.length === 0) await program.start();
  },
  'full-disk': async ({ program, chance }) => {
    program.order({ freePages: chance.between(0, 6) });
    await rest(chance.between(500, 3_000));
    program.withdraw('freePages');
  },
  locked: async ({ program, chance }) => {
    const other = new DatabaseSync(fileOf(program), { timeout: 5_000 });
    try {
      other.exec('BEGIN IMMEDIATE');
      await rest(chance.between(300, 5_000));
      other.exec('ROLLBACK');
    } finally {
      other.close();
    }
  },
  clock: async ({ program, chance }) => {
    program.order({ clockOffsetMs: chance.pick([-3_600_000, -30_000, 30_000, 3_600_000]) });
    await rest(chance.between(500, 3_000));
  },
  backend: async ({ stage, chance }) => {
    const kind = chance.pick(['worker-dies', 'reset-midway', 'error-500', 'html-502', 'reset'] as const);
    stage.aitta.addFault({ kind, route: 'chat', count: chance.between(1, 3), ...midway(kind, chance) });
  },
};

const fileOf = ({ store }: Program): string => {
  if (!(store instanceof SqliteTortureStore)) throw new Error('this fault is one of SQLite');
  return store.path;
};

/** As many as it takes to know whose answer it is. */
const MIN_TOKENS = 8;

const midway = (kind: string, chance: Chance): { afterTokens?: number } =>
  kind === 'worker-dies' || kind === 'reset-midway' ? { afterTokens: chance.between(MIN_TOKENS, 20) } : {};

const TROUBLES: readonly Trouble[] = [
  'lost-response',
  'late-arrival',
  'slow',
  'hang',
  'reset',
  'rate-limit',
  'server-error',
  'cut',
  'redelivery',
];

/** What the platform, or the way to it, does. */
export const troubles: Readonly<Record<string, Trouble>> = Object.fromEntries(TROUBLES.map((name) => [name, name]));

/** What people do: press Stop, edit what they asked, and press "later" while a model is cold. */
export const doings: readonly string[] = ['stop', 'edit', 'park'];

/** Only where it is named: it takes most of a minute, in which nobody may ask. */
const SPECIAL: ReadonlySet<string> = new Set(['freeze-step']);

/** What may happen to one process, by name. */
export const faultNames: readonly string[] = [...Object.keys(kills), ...Object.keys(hardships), ...TROUBLES, ...doings];

/** What is played where nothing is named. */
export const usualFaults: readonly string[] = faultNames.filter((name) => !SPECIAL.has(name));
